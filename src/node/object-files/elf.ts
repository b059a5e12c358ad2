// Reads ELF files: programs and libraries of Linux and the BSDs.

import { basename, dirname, join, resolve } from 'node:path';
import { ObjectFileError } from '#ports';
import {
  baseFinder,
  elfBase,
  fileTypes,
  loadAddressOf,
  textSegment,
  type ElfLayout,
  type ElfSegment,
} from './elf-base.ts';
import { readElfBuildId } from './elf-notes.ts';
import { createFieldReader, textAt, type FieldOrder, type FieldReader } from './field-reader.ts';
import type { FileBytes } from './file-bytes.ts';
import { wrapped, type ImageSection, type ImageSymbol, type ObjectImage } from './object-image.ts';

/** A section with what only ELF has. */
export interface ElfSection extends ImageSection {
  readonly type: number;
  readonly link: number;
  readonly align: number;
}

const sectionTypes = { symbolTable: 2, noBytes: 8, dynamicSymbols: 11 } as const;
const sectionFlags = { writable: 1, allocated: 2, code: 4, compressed: 0x8_00 } as const;

/** @throws ObjectFileError when the file is damaged. */
export function readElf(file: FileBytes): ObjectImage {
  const layout = readLayout(file);
  const buildId = readElfBuildId(file, layout);
  const symbolAddress = (name: string): bigint | undefined =>
    readSymbols(file, layout, () => true).find((symbol) => symbol.name === name)?.address;
  return {
    file,
    littleEndian: layout.littleEndian,
    is64: layout.is64,
    buildId,
    isElf: true,
    isRelocatable: layout.type === fileTypes.objectCode,
    debugFiles: debugFilesOf(file, layout.sections, buildId),
    loadAddress: loadAddressOf(layout),
    sections: layout.sections,
    codeSymbols: () => readSymbols(file, layout, (row) => isCode(row, layout)),
    symbolAddress,
    addressRule(range) {
      const kernelStart = mayBeKernel(file.path, range.start, range.limit, range.offset)
        ? symbolAddress(range.kernelSymbol ?? '_stext')
        : undefined;
      // Tells early whether the file fits at all.
      elfBase(layout, textSegment(layout), range, kernelStart);
      let baseAt: ((address: bigint) => bigint) | undefined;
      return (address) => {
        baseAt ??= baseFinder(layout, range, kernelStart);
        return wrapped(address - baseAt(address));
      };
    },
  };
}

/** As GNU's and LLVM's tools look for them. */
function debugFilesOf(file: FileBytes, sections: readonly ElfSection[], buildId: string): readonly string[] {
  const byId = join(debugDirectory, '.build-id', buildId.slice(0, 2), `${buildId.slice(2)}.debug`);
  const link = sections.find(({ name }) => name === '.gnu_debuglink');
  const name =
    link?.offset === undefined || link.size > maxLink ? '' : textAt(file.read(link.offset, link.size), 0);
  const directory = dirname(resolve(file.path));
  // Of a name with a path only the last part is meant.
  const base = basename(name);
  const places = [directory, join(directory, '.debug'), join(debugDirectory, directory)];
  return [
    ...(buildId.length > 2 ? [byId] : []),
    ...(base === '' ? [] : places.map((place) => join(place, base))),
  ];
}

const debugDirectory = '/usr/lib/debug';
const maxLink = 4096;

interface ElfFile extends ElfLayout, FieldOrder {
  readonly sections: readonly ElfSection[];
}

function readLayout(file: FileBytes): ElfFile {
  const identity = file.read(0, 16);
  const [kind, encoding] = [identity.getUint8(4), identity.getUint8(5)];
  if (kind < 1 || kind > 2 || encoding < 1 || encoding > 2)
    throw damaged(file, 'its first bytes make no sense');
  const order: FieldOrder = { is64: kind === 2, littleEndian: encoding === 1 };
  const header = createFieldReader(file.read(0, order.is64 ? 64 : 52), order, 16);
  const type = header.u16();
  header.skip(2 + 4); // machine, version
  header.word(); // entry
  const segmentTable = toOffset(header.word());
  const sectionTable = toOffset(header.word());
  header.skip(4 + 2); // flags, size of this header
  const [segmentSize, segmentCount] = [header.u16(), header.u16()];
  const [sectionSize, sectionCount, nameSection] = [header.u16(), header.u16(), header.u16()];

  const segments = table(file, order, segmentTable, segmentSize, segmentCount).map((row) =>
    readSegment(row, order),
  );
  const sections = readSections(file, order, sectionTable, sectionSize, sectionCount, nameSection);
  return { ...order, type, path: file.path, segments, sections };
}

/** One reader for each row of a table of the file. */
function table(
  file: FileBytes,
  order: FieldOrder,
  offset: number,
  rowSize: number,
  count: number,
): readonly FieldReader[] {
  if (offset === 0 || count === 0) return [];
  if (rowSize < (order.is64 ? 56 : 32)) throw damaged(file, `it has table rows of ${rowSize} bytes`);
  const view = file.read(offset, rowSize * count);
  return Array.from({ length: count }, (_, row) => createFieldReader(view, order, row * rowSize));
}

function readSegment(row: FieldReader, { is64 }: FieldOrder): ElfSegment {
  const type = row.u32();
  const earlyFlags = is64 ? row.u32() : 0;
  const [offset, address] = [row.word(), row.word()];
  row.word(); // physical address
  const [fileSize, memorySize] = [row.word(), row.word()];
  const flags = is64 ? earlyFlags : row.u32();
  return { type, flags, offset, address, fileSize, memorySize, align: row.word() };
}

function readSections(
  file: FileBytes,
  order: FieldOrder,
  offset: number,
  rowSize: number,
  storedCount: number,
  storedNames: number,
): readonly ElfSection[] {
  if (offset === 0 || rowSize < (order.is64 ? 64 : 40)) return [];
  const rows = (count: number): readonly ElfSectionRow[] =>
    table(file, order, offset, rowSize, count).map(readSectionRow);
  // More than fit into the header are in the first row.
  const first = rows(1)[0]!;
  const all = rows(storedCount === 0 ? first.size : storedCount);
  const nameRow = all[storedNames === 0xff_ff ? first.link : storedNames];
  const names =
    nameRow === undefined ? new DataView(new ArrayBuffer(0)) : file.read(nameRow.offset, nameRow.size);
  return all.map((row) => ({
    name: textAt(names, row.name),
    type: row.type,
    link: row.link,
    align: row.align,
    address: row.address,
    size: row.size,
    offset: row.type === sectionTypes.noBytes ? undefined : row.offset,
    isCode: (row.flags & sectionFlags.code) !== 0,
    isWritable: (row.flags & sectionFlags.writable) !== 0,
    isCompressed: (row.flags & sectionFlags.compressed) !== 0,
  }));
}

interface ElfSectionRow {
  readonly name: number;
  readonly type: number;
  readonly flags: number;
  readonly address: bigint;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly align: number;
}

function readSectionRow(row: FieldReader): ElfSectionRow {
  const [name, type] = [row.u32(), row.u32()];
  const flags = Number(row.word() & 0xf_ffn);
  const address = row.word();
  const [offset, size] = [toOffset(row.word()), toOffset(row.word())];
  const link = row.u32();
  row.u32(); // info
  return { name, type, flags, address, offset, size, link, align: toOffset(row.word()) };
}

/** Those of the symbol table; of a stripped library those that other programs may call. */
function readSymbols(file: FileBytes, layout: ElfFile, wanted: (row: SymbolRow) => boolean): ImageSymbol[] {
  const { sections, is64, littleEndian } = layout;
  const symbolTable =
    sections.find(({ type }) => type === sectionTypes.symbolTable) ??
    sections.find(({ type }) => type === sectionTypes.dynamicSymbols);
  const nameTable = sections[symbolTable?.link ?? -1];
  if (symbolTable?.offset === undefined || nameTable?.offset === undefined) return [];
  const names = file.read(nameTable.offset, nameTable.size);
  const view = file.read(symbolTable.offset, symbolTable.size);
  const [rowSize, infoAt, addressAt] = is64 ? [24, 4, 8] : [16, 12, 4];
  const word = (at: number): bigint =>
    is64 ? view.getBigUint64(at, littleEndian) : BigInt(view.getUint32(at, littleEndian));
  const symbols: ImageSymbol[] = [];
  for (let at = 0; at + rowSize <= view.byteLength; at += rowSize) {
    const type = view.getUint8(at + infoAt) & 0xf;
    const section = view.getUint16(at + infoAt + 2, littleEndian);
    if (section === 0 || !wanted({ type, section })) continue;
    const name = textAt(names, view.getUint32(at, littleEndian));
    // ARM marks what is code and what is data by names such as $x.
    if (name === '' || name.startsWith('$')) continue;
    const address = word(at + addressAt);
    symbols.push({ name, address, size: word(at + addressAt + (is64 ? 8 : 4)) });
  }
  return symbols;
}

interface SymbolRow {
  /** 0 for what is not told, 2 for functions, 10 for those that are chosen at start. */
  readonly type: number;
  /** 0 for what is elsewhere. */
  readonly section: number;
}

/** Assembly code may not tell its type. */
function isCode({ type, section }: SymbolRow, { sections }: ElfFile): boolean {
  return type === 2 || type === 10 || (type === 0 && sections[section]?.isCode === true);
}

/** Whether the addresses are such that the kernel's own start may matter, for which all symbols are read. */
function mayBeKernel(path: string, ...addresses: readonly bigint[]): boolean {
  return path.includes('vmlinux') || addresses.some((address) => address % 4096n !== 0n);
}

/** What is too large for a number is too large for the file, and reading there says so. */
function toOffset(word: bigint): number {
  return Number(word);
}

function damaged(file: FileBytes, reason: string): ObjectFileError {
  return new ObjectFileError(`${file.path} is a damaged ELF file: ${reason}`);
}

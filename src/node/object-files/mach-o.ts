// Reads Mach-O files: programs and libraries of macOS, one architecture or several in one file.

import { basename, join } from 'node:path';
import { ObjectFileError } from '#ports';
import { createFieldReader, textAt, type FieldOrder } from './field-reader.ts';
import type { FileBytes } from './file-bytes.ts';
import { wrapped, type ImageSection, type ImageSymbol, type ObjectImage } from './object-image.ts';

const magic32 = 0xfe_ed_fa_ce;
const magic64 = 0xfe_ed_fa_cf;
const fatMagic = 0xca_fe_ba_be;
const commands = { segment32: 0x1, symbolTable: 0x2, segment64: 0x19, uuid: 0x1b } as const;
const architectures: Readonly<Record<string, number>> = { x64: 0x0100_0007, arm64: 0x0100_000c };
const maxCommandBytes = 2 ** 24;

/** @param architecture of a file with several, as `process.arch` names it. @throws ObjectFileError */
export function readMachO(file: FileBytes, architecture: string): ObjectImage {
  const isFat = file.read(0, 4).getUint32(0) === fatMagic;
  return isFat ? readAt(file, findArchitecture(file, architecture)) : readAt(file, 0);
}

function findArchitecture(file: FileBytes, architecture: string): number {
  const count = file.read(4, 4).getUint32(0);
  const rows = file.read(8, Math.min(count, 64) * 20);
  for (let at = 0; at < rows.byteLength; at += 20) {
    if (rows.getUint32(at) === architectures[architecture]) return rows.getUint32(at + 8);
  }
  throw new ObjectFileError(`${file.path} has no code for ${architecture}; extract yours by lipo -thin`);
}

interface SymbolTablePlace {
  readonly symbols: number;
  readonly count: number;
  readonly names: number;
  readonly nameBytes: number;
}

function readAt(file: FileBytes, start: number): ObjectImage {
  const magic = file.read(start, 4).getUint32(0, true);
  const littleEndian = magic === magic32 || magic === magic64;
  const is64 = littleEndian ? magic === magic64 : file.read(start, 4).getUint32(0) === magic64;
  const order: FieldOrder = { littleEndian, is64 };
  const headerSize = is64 ? 32 : 28;
  const header = createFieldReader(file.read(start, headerSize), order, 16);
  const [commandCount, commandBytes] = [header.u32(), header.u32()];
  if (commandBytes > maxCommandBytes) throw damaged(file);
  const view = file.read(start + headerSize, commandBytes);

  const sections: ImageSection[] = [];
  let textAddress: bigint | undefined;
  let buildId = '';
  let symbolTable: SymbolTablePlace | undefined;
  let at = 0;
  for (let command = 0; command < commandCount && at + 8 <= view.byteLength; command++) {
    const fields = createFieldReader(view, order, at);
    const [kind, size] = [fields.u32(), fields.u32()];
    if (size < 8 || at + size > view.byteLength) throw damaged(file);
    if (kind === (is64 ? commands.segment64 : commands.segment32) && size >= headerOfSegment(is64)) {
      const segment = readSegment(view, order, at, size, start);
      if (segment.name === '__TEXT') textAddress = segment.address;
      sections.push(...segment.sections);
    } else if (kind === commands.uuid && size >= 24) {
      buildId = Buffer.from(view.buffer, at + 8, 16).toString('hex');
    } else if (kind === commands.symbolTable && size >= 24) {
      const [symbols, count, names, nameBytes] = [fields.u32(), fields.u32(), fields.u32(), fields.u32()];
      symbolTable = { symbols: start + symbols, count, names: start + names, nameBytes };
    }
    at += size;
  }
  const symbols = (): ImageSymbol[] =>
    symbolTable === undefined ? [] : readSymbols(file, order, symbolTable, sections);
  return {
    ...order,
    file,
    buildId,
    isElf: false,
    isRelocatable: false,
    debugFiles: [join(`${file.path}.dSYM`, 'Contents', 'Resources', 'DWARF', basename(file.path))],
    loadAddress: textAddress,
    sections,
    codeSymbols: symbols,
    symbolAddress: (name) => symbols().find((symbol) => symbol.name === name)?.address,
    addressRule(range) {
      if (textAddress === undefined) throw new ObjectFileError(`${file.path} has no segment __TEXT`);
      // A mapping that stands for none has addresses of the file.
      const base = range.start === 0n ? 0n : range.start - textAddress;
      if (base < 0n) throw new ObjectFileError(`${file.path} cannot be mapped below its __TEXT segment`);
      return (address) => wrapped(address - base);
    },
  };
}

function headerOfSegment(is64: boolean): number {
  return is64 ? 72 : 56;
}

function readSegment(
  view: DataView,
  order: FieldOrder,
  at: number,
  size: number,
  start: number,
): { readonly name: string; readonly address: bigint; readonly sections: readonly ImageSection[] } {
  const { is64 } = order;
  const fields = createFieldReader(view, order, at + 24);
  const address = fields.word();
  fields.skip((is64 ? 24 : 12) + 4); // size, offset, size in the file, most protection
  const protection = fields.u32();
  const count = fields.u32();
  const rowSize = is64 ? 80 : 68;
  const sections: ImageSection[] = [];
  for (
    let row = at + headerOfSegment(is64);
    sections.length < count && row + rowSize <= at + size;
    row += rowSize
  ) {
    const section = createFieldReader(view, order, row + 32);
    const [from, length, offset] = [section.word(), Number(section.word()), section.u32()];
    sections.push({
      name: fixedText(view, row),
      address: from,
      size: length,
      offset: offset === 0 ? undefined : start + offset,
      isCode: (protection & 4) !== 0,
      isWritable: (protection & 2) !== 0,
      isCompressed: false,
    });
  }
  return { name: fixedText(view, at + 8), address, sections };
}

/** Of 16 bytes, without a zero at the end when they are all needed. */
function fixedText(view: DataView, at: number): string {
  return textAt(new DataView(view.buffer, view.byteOffset + at, 16), 0);
}

/** Symbols have no size; sections count from 1, and 0 stands for what is elsewhere. */
function readSymbols(
  file: FileBytes,
  order: FieldOrder,
  { symbols, count, names, nameBytes }: SymbolTablePlace,
  sections: readonly ImageSection[],
): ImageSymbol[] {
  const rowSize = order.is64 ? 16 : 12;
  const view = file.read(symbols, count * rowSize);
  const texts = file.read(names, nameBytes);
  const found: ImageSymbol[] = [];
  for (let at = 0; at < view.byteLength; at += rowSize) {
    const fields = createFieldReader(view, order, at);
    const [nameAt, type, section] = [fields.u32(), fields.u8(), fields.u8()];
    fields.skip(2);
    const isDebugging = (type & 0xe0) !== 0;
    if (isDebugging || sections[section - 1]?.isCode !== true) continue;
    // The linker puts a "_" before names of C, and Go has it so too.
    const name = textAt(texts, nameAt).replace(/^_/, '');
    if (name !== '') found.push({ name, address: fields.word(), size: 0n });
  }
  return found;
}

function damaged(file: FileBytes): ObjectFileError {
  return new ObjectFileError(`${file.path} is a damaged Mach-O file`);
}

// Reads PE files: programs and libraries of Windows.

import { ObjectFileError } from '#ports';
import { createFieldReader, textAt, type FieldOrder } from './field-reader.ts';
import type { FileBytes } from './file-bytes.ts';
import { wrapped, type ImageSection, type ImageSymbol, type ObjectImage } from './object-image.ts';
import { readPeBuildId } from './pe-build-id.ts';

const symbolSize = 18;
const sectionSize = 40;
const sectionFlags = { code: 0x2000_0000, writable: 0x8000_0000 } as const;

/** @throws ObjectFileError */
export function readPe(file: FileBytes): ObjectImage {
  const start = file.read(0x3c, 4).getUint32(0, true);
  if (file.read(start, 4).getUint32(0) !== 0x50_45_00_00) {
    throw new ObjectFileError(`${file.path} is a program of MS-DOS, or damaged`);
  }
  const header = file.read(start + 4, 20);
  const count = header.getUint16(2, true);
  const [symbolTable, symbolCount] = [header.getUint32(8, true), header.getUint32(12, true)];
  const optionalSize = header.getUint16(16, true);
  const optional = file.read(start + 24, optionalSize);
  const is64 = optionalSize >= 32 && optional.getUint16(0, true) === 0x2_0b;
  if (optionalSize < 32) throw new ObjectFileError(`${file.path} is no program, but object code`);
  const imageBase = is64 ? optional.getBigUint64(24, true) : BigInt(optional.getUint32(28, true));
  const order: FieldOrder = { littleEndian: true, is64 };
  const longNames = readStrings(file, symbolTable, symbolCount);
  const table = file.read(start + 24 + optionalSize, count * sectionSize);
  const sections = readSections(table, order, imageBase, longNames);
  const symbols = (wantsCode: boolean): ImageSymbol[] =>
    symbolTable === 0 ? [] : readSymbols(file, symbolTable, symbolCount, sections, wantsCode);
  return {
    ...order,
    file,
    buildId: readPeBuildId(file, optional, is64, sections, imageBase),
    isElf: false,
    isRelocatable: false,
    debugFiles: [],
    loadAddress: imageBase,
    sections,
    codeSymbols: () => symbols(true),
    symbolAddress: (name) => symbols(false).find((symbol) => symbol.name === name)?.address,
    addressRule(range) {
      const base = range.start === 0n ? 0n : range.start - imageBase;
      return (address) => wrapped(address - base);
    },
  };
}

/** Names that are too long for their place; empty when there are none. */
function readStrings(file: FileBytes, symbolTable: number, symbolCount: number): DataView {
  const start = symbolTable + symbolCount * symbolSize;
  if (symbolTable === 0 || start + 4 > file.size) return new DataView(new ArrayBuffer(0));
  const size = file.read(start, 4).getUint32(0, true);
  return file.read(start, Math.min(size, file.size - start));
}

function readSections(
  view: DataView,
  order: FieldOrder,
  imageBase: bigint,
  longNames: DataView,
): readonly ImageSection[] {
  const sections: ImageSection[] = [];
  for (let at = 0; at < view.byteLength; at += sectionSize) {
    const fields = createFieldReader(view, order, at + 8);
    const [size, address, bytes, offset] = [fields.u32(), fields.u32(), fields.u32(), fields.u32()];
    const flags = view.getUint32(at + 36, true);
    const name = textAt(new DataView(view.buffer, view.byteOffset + at, 8), 0);
    sections.push({
      name: name.startsWith('/') ? textAt(longNames, Number(name.slice(1))) : name,
      address: imageBase + BigInt(address),
      size: Math.min(size, bytes),
      offset: offset === 0 ? undefined : offset,
      isCode: (flags & sectionFlags.code) !== 0,
      isWritable: (flags & sectionFlags.writable) !== 0,
      isCompressed: false,
    });
  }
  return sections;
}

/** Symbols have no size; some rows only add to the one before. */
function readSymbols(
  file: FileBytes,
  start: number,
  count: number,
  sections: readonly ImageSection[],
  wantsCode: boolean,
): ImageSymbol[] {
  const view = file.read(start, count * symbolSize);
  const nameStart = start + view.byteLength;
  const names = file.read(nameStart, file.read(nameStart, 4).getUint32(0, true));
  const symbols: ImageSymbol[] = [];
  for (let at = 0; at < view.byteLength; at += symbolSize) {
    const value = view.getUint32(at + 8, true);
    const section = sections[view.getInt16(at + 12, true) - 1];
    if (section !== undefined && (section.isCode || !wantsCode)) {
      const isShort = view.getUint32(at, true) !== 0;
      const name = isShort
        ? textAt(new DataView(view.buffer, view.byteOffset + at, 8), 0)
        : textAt(names, view.getUint32(at + 4, true));
      if (name !== '' && name !== section.name)
        symbols.push({ name, address: section.address + BigInt(value), size: 0n });
    }
    at += view.getUint8(at + 17) * symbolSize;
  }
  return symbols;
}

// Finds what tells the builds of a PE file apart: the id of its debugging data (CodeView), or the one that Go writes.

import type { FileBytes } from './file-bytes.ts';
import type { ImageSection } from './object-image.ts';

const debugDirectory = 6;
const debugEntrySize = 28;
const codeView = 2;
/** Of the newer kind of CodeView, which has a GUID. */
const signature = 'RSDS';
const codeViewSize = 4 + 16 + 4;
const mostEntries = 64;
/** Go puts its id at the start of the code. */
const goIdPattern = /\xff Go build ID: "([^"\n]{1,200})"\n \xff/;
const goIdWithin = 32_768;

/**
 * The GUID and the age, in lower-case hex as symbol servers have them; else Go's id; '' for none.
 * @param header the optional header.
 */
export function readPeBuildId(
  file: FileBytes,
  header: DataView,
  is64: boolean,
  sections: readonly ImageSection[],
  imageBase: bigint,
): string {
  const at = (is64 ? 112 : 96) + debugDirectory * 8;
  if (at + 8 <= header.byteLength) {
    const [address, size] = [header.getUint32(at, true), header.getUint32(at + 4, true)];
    const offset = fileOffset(sections, imageBase + BigInt(address));
    const id = offset === undefined ? '' : codeViewId(file, offset, size);
    if (id !== '') return id;
  }
  return goBuildId(file, sections);
}

function fileOffset(sections: readonly ImageSection[], address: bigint): number | undefined {
  const section = sections.find((one) => address >= one.address && address < one.address + BigInt(one.size));
  return section?.offset === undefined ? undefined : section.offset + Number(address - section.address);
}

/** What leads outside of the file is no id. */
function codeViewId(file: FileBytes, offset: number, size: number): string {
  const count = Math.min(Math.floor(size / debugEntrySize), mostEntries);
  if (offset + count * debugEntrySize > file.size) return '';
  const entries = file.read(offset, count * debugEntrySize);
  for (let entry = 0; entry < entries.byteLength; entry += debugEntrySize) {
    const place = entries.getUint32(entry + 24, true);
    const isCodeView = entries.getUint32(entry + 12, true) === codeView && place + codeViewSize <= file.size;
    if (!isCodeView) continue;
    const data = file.read(place, codeViewSize);
    const kind = Buffer.from(data.buffer, data.byteOffset, 4).toString('latin1');
    if (kind === signature) return guid(data, 4) + data.getUint32(20, true).toString(16);
  }
  return '';
}

/** Its first three numbers are little-endian. */
function guid(view: DataView, at: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const rest = Buffer.from(view.buffer, view.byteOffset + at + 8, 8).toString('hex');
  return (
    hex(view.getUint32(at, true), 8) +
    hex(view.getUint16(at + 4, true), 4) +
    hex(view.getUint16(at + 6, true), 4) +
    rest
  );
}

function goBuildId(file: FileBytes, sections: readonly ImageSection[]): string {
  const code = sections.find(({ isCode, offset }) => isCode && offset !== undefined);
  if (code?.offset === undefined) return '';
  const length = Math.min(code.size, goIdWithin, Math.max(0, file.size - code.offset));
  const view = file.read(code.offset, length);
  const text = Buffer.from(view.buffer, view.byteOffset, length).toString('latin1');
  return goIdPattern.exec(text)?.[1] ?? '';
}

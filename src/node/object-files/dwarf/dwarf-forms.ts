// How attributes are written (DWARF 5, section 7.5.6): reads them, or leaps over them.

import { textAt } from '../field-reader.ts';
import type { DebugSections } from './debug-sections.ts';
import type { DwarfCursor } from './dwarf-cursor.ts';

/** What the head of a unit says of how it is written, and where its tables are. */
export interface UnitFormat {
  /** Where its head begins in `.debug_info`. */
  readonly start: number;
  readonly version: number;
  readonly addressSize: number;
  /** Of offsets into sections: 4, or 8 in the 64-bit format. */
  readonly offsetSize: number;
  /** Bases in `.debug_str_offsets` and `.debug_addr`. */
  readonly stringOffsetsBase: number;
  readonly addressBase: number;
}

const form = {
  address: 0x01,
  block2: 0x03,
  block4: 0x04,
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  block1: 0x0a,
  data1: 0x0b,
  flag: 0x0c,
  signed: 0x0d,
  stringOffset: 0x0e,
  unsigned: 0x0f,
  referenceAddress: 0x10,
  reference1: 0x11,
  reference2: 0x12,
  reference4: 0x13,
  reference8: 0x14,
  referenceUnsigned: 0x15,
  indirect: 0x16,
  sectionOffset: 0x17,
  expression: 0x18,
  flagPresent: 0x19,
  stringIndex: 0x1a,
  addressIndex: 0x1b,
  supplementReference4: 0x1c,
  supplementString: 0x1d,
  data16: 0x1e,
  lineString: 0x1f,
  signature: 0x20,
  implicitConstant: 0x21,
  locationListIndex: 0x22,
  rangeListIndex: 0x23,
  supplementReference8: 0x24,
  stringIndex1: 0x25,
  stringIndex2: 0x26,
  stringIndex3: 0x27,
  stringIndex4: 0x28,
  addressIndex1: 0x29,
  addressIndex2: 0x2a,
  addressIndex3: 0x2b,
  addressIndex4: 0x2c,
  gnuAddressIndex: 0x1f01,
  gnuStringIndex: 0x1f02,
  gnuAlternateReference: 0x1f20,
  gnuAlternateString: 0x1f21,
} as const;

export const rangeListIndexForm: number = form.rangeListIndex;
export const addressForms: ReadonlySet<number> = new Set([
  form.address,
  form.addressIndex,
  form.addressIndex1,
  form.addressIndex2,
  form.addressIndex3,
  form.addressIndex4,
  form.gnuAddressIndex,
]);

/** Bytes in the entry; -1 when they are not the same in each. */
export function sizeOfForm(kind: number, { version, addressSize, offsetSize }: UnitFormat): number {
  switch (kind) {
    case form.flagPresent:
    case form.implicitConstant:
      return 0;
    case form.data1:
    case form.flag:
    case form.reference1:
    case form.stringIndex1:
    case form.addressIndex1:
      return 1;
    case form.data2:
    case form.reference2:
    case form.stringIndex2:
    case form.addressIndex2:
      return 2;
    case form.stringIndex3:
    case form.addressIndex3:
      return 3;
    case form.data4:
    case form.reference4:
    case form.stringIndex4:
    case form.addressIndex4:
    case form.supplementReference4:
      return 4;
    case form.data8:
    case form.reference8:
    case form.signature:
    case form.supplementReference8:
      return 8;
    case form.data16:
      return 16;
    case form.address:
      return addressSize;
    case form.referenceAddress:
      return version === 2 ? addressSize : offsetSize;
    case form.stringOffset:
    case form.lineString:
    case form.sectionOffset:
    case form.supplementString:
    case form.gnuAlternateReference:
    case form.gnuAlternateString:
      return offsetSize;
    default:
      return -1;
  }
}

/** The length is read first, which moves the cursor. */
function skip(cursor: DwarfCursor, length: number): void {
  cursor.position += length;
}

/** @throws RangeError for forms that nobody knows, as then it is not known where the next attribute begins. */
export function skipForm(cursor: DwarfCursor, kind: number, format: UnitFormat): void {
  const size = sizeOfForm(kind, format);
  if (size >= 0) {
    cursor.position += size;
    return;
  }
  switch (kind) {
    case form.unsigned:
    case form.signed:
    case form.referenceUnsigned:
    case form.stringIndex:
    case form.addressIndex:
    case form.locationListIndex:
    case form.rangeListIndex:
    case form.gnuAddressIndex:
    case form.gnuStringIndex:
      cursor.uleb();
      return;
    case form.string:
      while (cursor.u8() !== 0);
      return;
    case form.block1:
      skip(cursor, cursor.unsigned(1));
      return;
    case form.block2:
      skip(cursor, cursor.unsigned(2));
      return;
    case form.block4:
      skip(cursor, cursor.unsigned(4));
      return;
    case form.block:
    case form.expression:
      skip(cursor, cursor.uleb());
      return;
    case form.indirect:
      skipForm(cursor, cursor.uleb(), format);
      return;
    default:
      throw new RangeError(`unknown form ${kind}`);
  }
}

/**
 * The number of an attribute: an address, a constant, an offset into a section, or, for references, where the entry
 * is in `.debug_info`; -1 for what is in other files, and for what is no number.
 * @param constant of the abbreviation, for attributes that have no bytes in the entry.
 */
export function readNumber(
  cursor: DwarfCursor,
  kind: number,
  constant: number,
  format: UnitFormat,
  sections: DebugSections,
): number {
  switch (kind) {
    case form.flagPresent:
      return 1;
    case form.implicitConstant:
      return constant;
    case form.unsigned:
    case form.rangeListIndex:
    case form.locationListIndex:
      return cursor.uleb();
    case form.signed:
      return cursor.sleb();
    case form.reference1:
    case form.reference2:
    case form.reference4:
    case form.reference8:
      return format.start + cursor.unsigned(sizeOfForm(kind, format));
    case form.referenceUnsigned:
      return format.start + cursor.uleb();
    case form.addressIndex:
    case form.gnuAddressIndex:
      return indexedAddress(cursor.uleb(), format, sections);
    case form.addressIndex1:
    case form.addressIndex2:
    case form.addressIndex3:
    case form.addressIndex4:
      return indexedAddress(cursor.unsigned(sizeOfForm(kind, format)), format, sections);
    case form.data1:
    case form.data2:
    case form.data4:
    case form.data8:
    case form.flag:
    case form.address:
    case form.sectionOffset:
    case form.referenceAddress:
      return cursor.unsigned(sizeOfForm(kind, format));
    case form.indirect:
      return readNumber(cursor, cursor.uleb(), 0, format, sections);
    default:
      skipForm(cursor, kind, format);
      return -1;
  }
}

export function indexedAddress(
  index: number,
  { addressBase, addressSize }: UnitFormat,
  { addresses, littleEndian }: DebugSections,
): number {
  return unsignedAt(addresses, addressBase + index * addressSize, addressSize, littleEndian);
}

/** The text of an attribute; '' for what is in other files, and for what is no text. */
export function readText(
  cursor: DwarfCursor,
  kind: number,
  format: UnitFormat,
  sections: DebugSections,
): string {
  switch (kind) {
    case form.string:
      return cursor.text();
    case form.stringOffset:
      return textAt(sections.strings, cursor.unsigned(format.offsetSize));
    case form.lineString:
      return textAt(sections.lineStrings, cursor.unsigned(format.offsetSize));
    case form.stringIndex:
    case form.gnuStringIndex:
      return indexedText(cursor.uleb(), format, sections);
    case form.stringIndex1:
    case form.stringIndex2:
    case form.stringIndex3:
    case form.stringIndex4:
      return indexedText(cursor.unsigned(sizeOfForm(kind, format)), format, sections);
    case form.indirect:
      return readText(cursor, cursor.uleb(), format, sections);
    default:
      skipForm(cursor, kind, format);
      return '';
  }
}

function indexedText(
  index: number,
  { stringOffsetsBase, offsetSize }: UnitFormat,
  { strings, stringOffsets, littleEndian }: DebugSections,
): string {
  const at = stringOffsetsBase + index * offsetSize;
  return textAt(strings, unsignedAt(stringOffsets, at, offsetSize, littleEndian));
}

function unsignedAt(view: DataView, at: number, size: number, littleEndian: boolean): number {
  if (size === 4) return view.getUint32(at, littleEndian);
  const [first, second] = [view.getUint32(at, littleEndian), view.getUint32(at + 4, littleEndian)];
  return littleEndian ? first + second * 2 ** 32 : first * 2 ** 32 + second;
}

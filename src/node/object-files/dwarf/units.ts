// The units of `.debug_info`, one per source file that was compiled: what their heads and first entries say.

import { createAbbreviations, type Abbreviation, type Abbreviations } from './abbreviations.ts';
import type { DebugSections } from './debug-sections.ts';
import { createDwarfCursor, type DwarfCursor } from './dwarf-cursor.ts';
import { readNumber, readText, skipForm, type UnitFormat } from './dwarf-forms.ts';

export interface Unit extends UnitFormat {
  readonly index: number;
  /** Where its first entry begins, and where it ends. */
  readonly firstEntry: number;
  readonly end: number;
  readonly abbreviations: Abbreviations;
  /** Where its addresses count from, and its table of range lists. */
  readonly baseAddress: number;
  readonly rangeListsBase: number;
  /** Where its line table is; -1 for none. */
  readonly lineTable: number;
  /** Where the compiler was run. */
  readonly directory: string;
  /** Whether its functions are in another file (`.dwo`). */
  readonly isSplit: boolean;
}

/** Names of attributes (DWARF 5, section 7.5.4), and GNU's before they were standard. */
export const attribute = {
  name: 0x03,
  lineTable: 0x10,
  lowAddress: 0x11,
  highAddress: 0x12,
  directory: 0x1b,
  abstractOrigin: 0x31,
  declaredLine: 0x3b,
  specification: 0x47,
  entryAddress: 0x52,
  ranges: 0x55,
  callColumn: 0x57,
  callFile: 0x58,
  callLine: 0x59,
  linkageName: 0x6e,
  stringOffsetsBase: 0x72,
  addressBase: 0x73,
  rangeListsBase: 0x74,
  splitName: 0x76,
  mipsLinkageName: 0x2007,
  gnuSplitName: 0x2130,
  gnuAddressBase: 0x2133,
} as const;

const unitTypes = { type: 2, skeleton: 4, splitCompile: 5, splitType: 6 } as const;
const escapeTo64 = 0xff_ff_ff_ff;

/** @throws RangeError when the section is damaged. */
export function readUnits(sections: DebugSections): readonly Unit[] {
  const { info, littleEndian } = sections;
  const cursor = createDwarfCursor(info, littleEndian);
  const tables = new Map<string, Abbreviations>();
  const units: Unit[] = [];
  while (cursor.position < info.byteLength) {
    const head = readHead(cursor);
    const { version, addressSize, offsetSize } = head;
    const key = `${head.abbreviationsAt} ${version} ${addressSize} ${offsetSize}`;
    const abbreviations =
      tables.get(key) ?? createAbbreviations(sections.abbreviations, head.abbreviationsAt, head);
    tables.set(key, abbreviations);
    units.push(readUnit(head, abbreviations, units.length, sections));
    cursor.position = head.end;
  }
  return units;
}

interface Head extends UnitFormat {
  readonly firstEntry: number;
  readonly end: number;
  readonly abbreviationsAt: number;
  readonly isSplit: boolean;
}

function readHead(cursor: DwarfCursor): Head {
  const start = cursor.position;
  const short = cursor.unsigned(4);
  const offsetSize = short === escapeTo64 ? 8 : 4;
  const length = short === escapeTo64 ? cursor.unsigned(8) : short;
  const end = cursor.position + length;
  const version = cursor.unsigned(2);
  if (version < 2 || version > 5) throw new RangeError(`DWARF ${version} is not known`);
  const type = version >= 5 ? cursor.u8() : 0;
  const addressFirst = version >= 5 ? cursor.u8() : 0;
  const abbreviationsAt = cursor.unsigned(offsetSize);
  const addressSize = version >= 5 ? addressFirst : cursor.u8();
  if (addressSize !== 4 && addressSize !== 8) throw new RangeError(`addresses of ${addressSize} bytes`);
  if (type === unitTypes.skeleton || type === unitTypes.splitCompile) cursor.position += 8;
  if (type === unitTypes.type || type === unitTypes.splitType) cursor.position += 8 + offsetSize;
  const tables = { stringOffsetsBase: 0, addressBase: 0 };
  const isSplit = type === unitTypes.skeleton;
  return {
    start,
    version,
    addressSize,
    offsetSize,
    ...tables,
    firstEntry: cursor.position,
    end,
    abbreviationsAt,
    isSplit,
  };
}

function readUnit(
  head: Head,
  abbreviations: Unit['abbreviations'],
  index: number,
  sections: DebugSections,
): Unit {
  // Behind the heads of the tables, for units that do not say so.
  const usual = head.offsetSize === 8 ? 16 : 8;
  const bases = {
    stringOffsetsBase: usual,
    addressBase: usual,
    rangeListsBase: head.offsetSize === 8 ? 20 : 12,
  };
  const { firstEntry, end, start, version, addressSize, offsetSize } = head;
  const unit: Mutable<Unit> = {
    start,
    version,
    addressSize,
    offsetSize,
    index,
    firstEntry,
    end,
    abbreviations,
    ...bases,
    baseAddress: 0,
    lineTable: -1,
    directory: '',
    isSplit: head.isSplit,
  };
  // What an index means depends on bases, which may stand behind it.
  forEachAttribute(unit, firstEntry, sections, (name, form, constant, cursor) => {
    const isBase =
      name === attribute.stringOffsetsBase ||
      name === attribute.addressBase ||
      name === attribute.gnuAddressBase ||
      name === attribute.rangeListsBase;
    if (!isBase) return false;
    const value = readNumber(cursor, form, constant, unit, sections);
    if (name === attribute.stringOffsetsBase) unit.stringOffsetsBase = value;
    else if (name === attribute.rangeListsBase) unit.rangeListsBase = value;
    else unit.addressBase = value;
    return true;
  });
  forEachAttribute(unit, firstEntry, sections, (name, form, constant, cursor) => {
    switch (name) {
      case attribute.lowAddress:
      case attribute.entryAddress:
        unit.baseAddress = readNumber(cursor, form, constant, unit, sections);
        return true;
      case attribute.lineTable:
        unit.lineTable = readNumber(cursor, form, constant, unit, sections);
        return true;
      case attribute.directory:
        unit.directory = readText(cursor, form, unit, sections);
        return true;
      case attribute.splitName:
      case attribute.gnuSplitName:
        unit.isSplit = true;
        return false;
      default:
        return false;
    }
  });
  return unit;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Goes through the attributes of one entry.
 * @param take returns whether it read the attribute, so that the cursor is behind it.
 * @returns the abbreviation; undefined where no entry is.
 */
export function forEachAttribute(
  unit: Unit,
  entry: number,
  { info, littleEndian }: DebugSections,
  take: (name: number, form: number, constant: number, cursor: DwarfCursor) => boolean,
): Abbreviation | undefined {
  const cursor = createDwarfCursor(info, littleEndian, entry);
  const abbreviation = unit.abbreviations.withCode(cursor.uleb());
  if (abbreviation === undefined) return undefined;
  const { attributes, forms, constants } = abbreviation;
  for (let i = 0; i < attributes.length; i++) {
    if (!take(attributes[i]!, forms[i]!, constants[i]!, cursor)) {
      skipForm(cursor, forms[i]!, unit);
    }
  }
  return abbreviation;
}

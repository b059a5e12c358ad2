// Which addresses an entry is about: from one to another, or a list of ranges in a section of its own.

import type { AddressRanges } from './address-map.ts';
import type { DebugSections } from './debug-sections.ts';
import { createDwarfCursor } from './dwarf-cursor.ts';
import { addressForms, indexedAddress, rangeListIndexForm, readNumber } from './dwarf-forms.ts';
import { attribute, forEachAttribute, type Unit } from './units.ts';

/** What an entry says of its addresses; -1 for attributes that it does not have. */
export interface EntryAddresses {
  low: number;
  high: number;
  /** Whether `high` is an address, and not a length. */
  highForm: number;
  ranges: number;
  rangesForm: number;
}

/**
 * Adds the ranges of an entry to others.
 * @param isCode tells ranges of code that the linker has left out, which begin at made-up addresses.
 * @throws RangeError when a list has no end.
 */
export function addRanges(
  to: AddressRanges,
  owner: number,
  unit: Unit,
  entry: EntryAddresses,
  sections: DebugSections,
  isCode: (address: number) => boolean,
): void {
  const add = (start: number, end: number): void => {
    if (start >= end || !isCode(start)) return;
    to.starts.push(start);
    to.ends.push(end);
    to.owners.push(owner);
  };
  if (entry.low >= 0 && entry.high >= 0) {
    add(entry.low, addressForms.has(entry.highForm) ? entry.high : entry.low + entry.high);
  }
  if (entry.ranges < 0) return;
  if (unit.version >= 5) addListSince5(add, unit, listOffset(unit, entry, sections), sections);
  else addListBefore5(add, unit, entry.ranges, sections);
}

/** Adds where the code of a unit is, by its first entry; the owner is the unit's index. */
export function addUnitRanges(
  to: AddressRanges,
  unit: Unit,
  sections: DebugSections,
  isCode: (address: number) => boolean,
): void {
  const found: EntryAddresses = { low: -1, high: -1, highForm: 0, ranges: -1, rangesForm: 0 };
  forEachAttribute(unit, unit.firstEntry, sections, (name, form, constant, cursor) => {
    const isWanted =
      name === attribute.lowAddress || name === attribute.highAddress || name === attribute.ranges;
    if (!isWanted) return false;
    const value = readNumber(cursor, form, constant, unit, sections);
    if (name === attribute.lowAddress) found.low = value;
    else if (name === attribute.highAddress) [found.high, found.highForm] = [value, form];
    else [found.ranges, found.rangesForm] = [value, form];
    return true;
  });
  addRanges(to, unit.index, unit, found, sections, isCode);
}

function listOffset(unit: Unit, { ranges, rangesForm }: EntryAddresses, sections: DebugSections): number {
  if (rangesForm !== rangeListIndexForm) return ranges;
  const { offsetSize, rangeListsBase } = unit;
  const at = rangeListsBase + ranges * offsetSize;
  return (
    rangeListsBase + createDwarfCursor(sections.rangeLists, sections.littleEndian, at).unsigned(offsetSize)
  );
}

type AddRange = (start: number, end: number) => void;

function addListBefore5(
  add: AddRange,
  { addressSize, baseAddress }: Unit,
  offset: number,
  { ranges, littleEndian }: DebugSections,
): void {
  const cursor = createDwarfCursor(ranges, littleEndian, offset);
  const newBase = 2 ** (8 * addressSize);
  let base = baseAddress;
  for (;;) {
    const [start, end] = [cursor.unsigned(addressSize), cursor.unsigned(addressSize)];
    if (start === 0 && end === 0) return;
    // All bits set; as a number, 64 of them are rounded up.
    if (start === newBase || start === newBase - 1) base = end;
    else add(base + start, base + end);
  }
}

const listEntry = {
  end: 0,
  baseIndex: 1,
  startEndIndex: 2,
  startIndexLength: 3,
  offsetPair: 4,
  base: 5,
  startEnd: 6,
  startLength: 7,
} as const;

function addListSince5(add: AddRange, unit: Unit, offset: number, sections: DebugSections): void {
  const cursor = createDwarfCursor(sections.rangeLists, sections.littleEndian, offset);
  const indexed = (): number => indexedAddress(cursor.uleb(), unit, sections);
  const address = (): number => cursor.unsigned(unit.addressSize);
  let base = unit.baseAddress;
  for (;;) {
    switch (cursor.u8()) {
      case listEntry.end:
        return;
      case listEntry.baseIndex:
        base = indexed();
        break;
      case listEntry.startEndIndex:
        add(indexed(), indexed());
        break;
      case listEntry.startIndexLength: {
        const start = indexed();
        add(start, start + cursor.uleb());
        break;
      }
      case listEntry.offsetPair:
        add(base + cursor.uleb(), base + cursor.uleb());
        break;
      case listEntry.base:
        base = address();
        break;
      case listEntry.startEnd:
        add(address(), address());
        break;
      case listEntry.startLength: {
        const start = address();
        add(start, start + cursor.uleb());
        break;
      }
      default:
        throw new RangeError('an unknown entry in a list of ranges');
    }
  }
}

// The functions of a unit: where the code of each is, and which calls in it were inlined.

import { skipEntry, type Abbreviation } from './abbreviations.ts';
import { createAddressMap, type AddressMap, type AddressRanges } from './address-map.ts';
import type { DebugSections } from './debug-sections.ts';
import { createDwarfCursor, type DwarfCursor } from './dwarf-cursor.ts';
import { readNumber, readText, skipForm } from './dwarf-forms.ts';
import { addRanges, type EntryAddresses } from './range-lists.ts';
import { attribute, forEachAttribute, type Unit } from './units.ts';

/** Functions and inlined calls with code, in the order of the file, so that calls come after what they are in. */
export interface UnitFunctions {
  /** Index of the innermost one at an address; -1 for none. */
  readonly at: AddressMap;
  /** Their addresses, by index; several for those that are in several pieces. */
  readonly ranges: AddressRanges;
  /** Where its entry is in `.debug_info`. */
  readonly entry: readonly number[];
  readonly isInlined: readonly boolean[];
  /** Index of the function or call around an inlined call; -1 for functions. */
  readonly parent: readonly number[];
  /** Where an inlined call stands; 0 for functions. */
  readonly callFile: readonly number[];
  readonly callLine: readonly number[];
  readonly callColumn: readonly number[];
}

const tags = { subprogram: 0x2e, inlined: 0x1d } as const;

/** @throws RangeError when the unit is damaged. */
export function readFunctions(
  unit: Unit,
  sections: DebugSections,
  isCode: (address: number) => boolean,
): UnitFunctions {
  const cursor = createDwarfCursor(sections.info, sections.littleEndian, unit.firstEntry);
  const ranges: AddressRanges = { starts: [], ends: [], owners: [] };
  const [entry, parent]: [number[], number[]] = [[], []];
  const isInlined: boolean[] = [];
  const [callFile, callLine, callColumn]: [number[], number[], number[]] = [[], [], []];
  const found = emptyEntry();
  /** For each entry around the one that is read: the function or call that it is part of. */
  const around: number[] = [];
  let owner = -1;
  while (cursor.position < unit.end) {
    const start = cursor.position;
    const code = cursor.uleb();
    if (code === 0) {
      // The end of the entries within one.
      owner = around.pop() ?? -1;
      continue;
    }
    const abbreviation = unit.abbreviations.withCode(code);
    if (abbreviation === undefined) throw new RangeError(`an entry has the unknown code ${code}`);
    const { tag, hasChildren } = abbreviation;
    let own = owner;
    if (tag === tags.subprogram || tag === tags.inlined) {
      readEntry(cursor, abbreviation, unit, sections, found);
      if (found.low >= 0 || found.ranges >= 0) {
        own = entry.length;
        entry.push(start);
        isInlined.push(tag === tags.inlined);
        parent.push(tag === tags.inlined ? owner : -1);
        callFile.push(found.callFile);
        callLine.push(found.callLine);
        callColumn.push(found.callColumn);
        addRanges(ranges, own, unit, found, sections, isCode);
      }
    } else skipEntry(cursor, abbreviation, unit);
    if (hasChildren) {
      around.push(owner);
      owner = own;
    }
  }
  const at = createAddressMap(ranges);
  return { at, ranges, entry, isInlined, parent, callFile, callLine, callColumn };
}

interface FoundEntry extends EntryAddresses {
  callFile: number;
  callLine: number;
  callColumn: number;
}

function emptyEntry(): FoundEntry {
  const none = { low: -1, high: -1, highForm: 0, ranges: -1, rangesForm: 0 };
  return { ...none, callFile: 0, callLine: 0, callColumn: 0 };
}

/** Overwrites `found`, as there are millions of entries. */
function readEntry(
  cursor: DwarfCursor,
  { attributes, forms, constants }: Abbreviation,
  unit: Unit,
  sections: DebugSections,
  found: FoundEntry,
): void {
  found.low = found.high = found.ranges = -1;
  found.callFile = found.callLine = found.callColumn = 0;
  for (let i = 0; i < attributes.length; i++) {
    const form = forms[i]!;
    switch (attributes[i]) {
      case attribute.lowAddress:
        found.low = readNumber(cursor, form, constants[i]!, unit, sections);
        break;
      case attribute.highAddress:
        found.high = readNumber(cursor, form, constants[i]!, unit, sections);
        found.highForm = form;
        break;
      case attribute.ranges:
        found.ranges = readNumber(cursor, form, constants[i]!, unit, sections);
        found.rangesForm = form;
        break;
      case attribute.callFile:
        found.callFile = readNumber(cursor, form, constants[i]!, unit, sections);
        break;
      case attribute.callLine:
        found.callLine = readNumber(cursor, form, constants[i]!, unit, sections);
        break;
      case attribute.callColumn:
        found.callColumn = readNumber(cursor, form, constants[i]!, unit, sections);
        break;
      default:
        skipForm(cursor, form, unit);
    }
  }
}

export interface FunctionDeclaration {
  /** As the linker knows it, or as it stands in the source; '' for none. */
  readonly name: string;
  /** The name that the entry itself has, without those that it refers to; undefined for none. */
  readonly ownName: string | undefined;
  /** 0 for none. */
  readonly startLine: number;
}

/** Definitions refer to declarations, and inlined calls to definitions; more steps are a circle. */
const mostSteps = 8;

/** @param unitAt the unit that a place in `.debug_info` is in. @throws RangeError when the entry is damaged. */
export function readDeclaration(
  entry: number,
  unitAt: (place: number) => Unit | undefined,
  sections: DebugSections,
): FunctionDeclaration {
  const first = readNames(entry, unitAt(entry), sections);
  let { linkageName, name, startLine, next } = first;
  for (let step = 0; step < mostSteps && next >= 0; step++) {
    const names = readNames(next, unitAt(next), sections);
    linkageName ??= names.linkageName;
    name ??= names.name;
    startLine ||= names.startLine;
    next = names.next;
  }
  return { name: linkageName ?? name ?? '', ownName: first.name, startLine };
}

interface EntryNames {
  linkageName: string | undefined;
  name: string | undefined;
  /** 0 for none. */
  startLine: number;
  /** The entry that it refers to for the rest; -1 for none. */
  next: number;
}

function readNames(entry: number, unit: Unit | undefined, sections: DebugSections): EntryNames {
  const names: EntryNames = { linkageName: undefined, name: undefined, startLine: 0, next: -1 };
  if (unit === undefined) return names;
  forEachAttribute(unit, entry, sections, (kind, form, constant, cursor) => {
    switch (kind) {
      case attribute.name:
        names.name = readText(cursor, form, unit, sections);
        return true;
      case attribute.linkageName:
      case attribute.mipsLinkageName:
        names.linkageName = readText(cursor, form, unit, sections);
        return true;
      case attribute.declaredLine:
        names.startLine = readNumber(cursor, form, constant, unit, sections);
        return true;
      case attribute.abstractOrigin:
      case attribute.specification:
        names.next = readNumber(cursor, form, constant, unit, sections);
        return true;
      default:
        return false;
    }
  });
  return names;
}

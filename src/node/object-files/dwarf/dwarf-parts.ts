// The parts of debugging data, each read when it is needed, and once.

import { ObjectFileError } from '#ports';
import { countUpTo, createAddressMap, type AddressRanges } from './address-map.ts';
import type { DebugSections } from './debug-sections.ts';
import { readDeclaration, readFunctions, type FunctionDeclaration, type UnitFunctions } from './functions.ts';
import { readLineTable, type LineTable } from './line-table.ts';
import { addUnitRanges } from './range-lists.ts';
import { readUnits, type Unit } from './units.ts';

export interface DwarfParts {
  readonly units: readonly Unit[];
  unitOf(address: number): Unit | undefined;
  /** Undefined, here and below, for units without, and for damaged ones. */
  functionsOf(unit: Unit): UnitFunctions | undefined;
  linesOf(unit: Unit): LineTable | undefined;
  declarationAt(entry: number): FunctionDeclaration;
}

/** Numbers in a damaged file lead outside of its sections; what is damaged cannot be expanded. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    error instanceof ObjectFileError ||
    (error instanceof Error && 'code' in error)
  );
}

/** One damaged unit says nothing against the others. */
export function orUnknown<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

export function createParts(sections: DebugSections, isCode: (address: number) => boolean): DwarfParts {
  const units = readUnits(sections);
  const ranges: AddressRanges = { starts: [], ends: [], owners: [] };
  for (const unit of units) addUnitRanges(ranges, unit, sections, isCode);
  const unitMap = createAddressMap(ranges);
  const unitStarts = Float64Array.from(units, ({ start }) => start);
  const functions = new Map<Unit, UnitFunctions | undefined>();
  const lines = new Map<number, LineTable | undefined>();
  const declarations = new Map<number, FunctionDeclaration>();
  const unitAt = (place: number): Unit | undefined => units[countUpTo(unitStarts, place) - 1];
  return {
    units,
    unitOf: (address) => units[unitMap.ownerAt(address)],
    functionsOf: (unit) =>
      remembered(functions, unit, () => orUnknown(() => readFunctions(unit, sections, isCode))),
    linesOf: (unit) =>
      remembered(lines, unit.lineTable, () => orUnknown(() => readLineTable(unit, sections, isCode))),
    declarationAt: (entry) => remembered(declarations, entry, () => readDeclaration(entry, unitAt, sections)),
  };
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  if (known.has(key)) return known.get(key) as Value;
  const value = make();
  known.set(key, value);
  return value;
}

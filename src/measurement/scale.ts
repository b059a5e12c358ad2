// Converts a value from one unit to another, or to the unit in which it reads best.

import { findUnit } from './units.ts';
import type { Unit, UnitFamily } from './units.ts';

/** A value in the unit whose printed name is `unit`; '' when the unit goes without saying (counts). */
export interface ScaledValue {
  readonly value: number;
  readonly unit: string;
}

const mostNegativeInt64 = -(2 ** 63);
const unprintedUnits: ReadonlySet<string> = new Set(['count', 'sample', 'unit', 'minimum', 'auto']);

/**
 * Scales a value. `to` is a unit name, or 'minimum' or 'auto' for the largest unit in which the value is at least 1.
 * A `to` of another family gives the default unit of the family of `from`. A unit of no family is not scaled,
 * and `to` is answered as the unit as it stands.
 */
export function scale(value: number, from: string, to: string): ScaledValue {
  // The most negative int64 has no negation there, so it is scaled as it stands, like in pprof.
  if (value < 0 && value > mostNegativeInt64) {
    const positive = scale(-value, from, to);
    return { value: -positive.value, unit: positive.unit };
  }
  const source = findUnit(from);
  if (source === undefined) return { value, unit: unprintedUnits.has(to) ? '' : to };
  const inBaseUnits = value * source.unit.factor;
  const target = targetUnit(inBaseUnits, source.family, to);
  return { value: inBaseUnits / target.factor, unit: target.name };
}

/** How many of the unit `to` one of the unit `from` is; 1 if they are of no family. */
export function unitRatio(from: string, to: string): number {
  return scale(1, from, to).value;
}

/** The smallest of compatible units, the first of equals: scaling to it loses the least. '' for an empty list. */
export function finestUnit(units: readonly string[]): string {
  const [first = '', ...others] = units;
  return others.reduce((finest, unit) => (unitRatio(unit, finest) < 1 ? unit : finest), first);
}

function targetUnit(inBaseUnits: number, family: UnitFamily, to: string): Unit {
  if (to === 'minimum' || to === 'auto') {
    return family.units.findLast((unit) => inBaseUnits / unit.factor >= 1) ?? family.defaultUnit;
  }
  const wanted = findUnit(to);
  return wanted?.family === family ? wanted.unit : family.defaultUnit;
}

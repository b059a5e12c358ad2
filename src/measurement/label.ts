// Turns a value and its unit into the text that reports show: '1.12kB', '250ms', '42'.

import { fixed2 } from './format.ts';
import { scale } from './scale.ts';

/** The value in the unit `to` (a unit, 'minimum' or 'auto') with at most two decimals, and the unit; '0' has no unit. */
export function scaledLabel(value: number, from: string, to: string): string {
  const scaled = scale(value, from, to);
  const digits = withoutZeroDecimals(fixed2(scaled.value));
  return digits === '0' || digits === '-0' ? '0' : digits + scaled.unit;
}

/** The value in the unit in which it reads best. */
export function label(value: number, unit: string): string {
  return scaledLabel(value, unit, 'auto');
}

function withoutZeroDecimals(digits: string): string {
  return digits.endsWith('.00') ? digits.slice(0, -3) : digits;
}

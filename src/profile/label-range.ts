// Reads a range of numbers with units, such as '32kb', '4mb:', ':64kb' or '12kb:64mb'.

import { scale } from '#measurement';
import { ProfileError } from './errors.ts';

/** Whether a number in some unit is in the range. */
export type NumberRange = (value: bigint, unit: string) => boolean;

interface Bound {
  readonly value: number;
  readonly unit: string;
}

/**
 * Undefined if the text is no range, or if its two bounds have units that do not convert.
 * @throws ProfileError with code 'invalid' for a bound beyond int64.
 */
export function parseNumberRange(text: string): NumberRange | undefined {
  const bounds = [...text.matchAll(/([+-]?[0-9]+)([A-Za-z]+)?/g)].slice(0, 2);
  const [first, second] = bounds;
  if (first === undefined) return undefined;
  const low = bound(first, first[2] ?? '');
  if (second === undefined) {
    if (text === first[0]) return inUnitOf(low, (value) => value === low.value);
    if (text === `${first[0]}:`) return inUnitOf(low, (value) => value >= low.value);
    if (text === `:${first[0]}`) return inUnitOf(low, (value) => value <= low.value);
    return undefined;
  }
  if (text !== `${first[0]}:${second[0]}`) return undefined;
  const high = bound(second, low.unit);
  if (high.unit !== low.unit) return undefined;
  return inUnitOf(low, (value) => value >= low.value && value <= high.value);
}

/** A number and its unit, as the unit `to` of the same family. */
function bound([, digits = '', unit = '']: RegExpExecArray, to: string): Bound {
  const value = BigInt(digits.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value)
    throw new ProfileError('invalid', `failed to parse int ${digits}: out of range`);
  return scale(Number(value), unit, to);
}

/** A value of another family is not comparable, hence in no range. */
function inUnitOf({ unit }: Bound, holds: (value: number) => boolean): NumberRange {
  return (number, from) => {
    const scaled = scale(Number(number), from, unit);
    return scaled.unit === unit && holds(scaled.value);
  };
}

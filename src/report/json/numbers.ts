// How integers are written in JSON: as numbers, unless readers would take a neighbour for them.

import type { Int64 } from '#profile';
import { applyRatio, type ReportContext } from '../context.ts';

/** A number up to 2^53 - 1 in magnitude, and a string of digits beyond: most readers of JSON keep no more. */
export function jsonInteger(value: Int64): number | string {
  const number = Number(value);
  // What is no integer at all cannot be written by its digits.
  return Number.isSafeInteger(number) || !Number.isInteger(number) ? number : String(BigInt(value));
}

/** A value in the unit of the profile, with `divide_by` applied as text reports do. */
export function jsonValue({ ratio }: ReportContext, value: Int64): number | string {
  return jsonInteger(ratio === 1 ? value : applyRatio(Number(value), ratio));
}

export function jsonAddress(address: bigint): string {
  return `0x${address.toString(16)}`;
}

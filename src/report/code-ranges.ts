// Cuts the addresses of interest into ranges of machine code that are worth disassembling.

import type { Profile } from '#profile';
import type { CodeInterest } from './code-interest.ts';

/** Process addresses of one mapping; `end` is not included. */
export interface CodeRange {
  readonly mapping: number;
  readonly begin: bigint;
  readonly end: bigint;
  /** The numbers of the addresses that it is for. */
  readonly addresses: readonly number[];
}

/** How much code is shown before and after an address. */
const margin = 500n;

/**
 * @param numbers of addresses in the mapping.
 * @returns ranges that do not overlap, by address.
 */
export function cutIntoRanges(
  { mappings }: Profile,
  interest: CodeInterest,
  mapping: number,
  numbers: readonly number[],
): CodeRange[] {
  const addressOf = (number: number): bigint => interest.addresses[number]!;
  const sorted = numbers.toSorted((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1));
  const pieces: number[][] = [];
  for (const number of sorted) {
    const last = pieces.at(-1)?.at(-1);
    if (last !== undefined && addressOf(number) <= addressOf(last) + 2n * margin) pieces.at(-1)!.push(number);
    else pieces.push([number]);
  }
  const start = mappings.start[mapping]!;
  const limit = mappings.limit[mapping]!;
  return pieces.map((addresses) => {
    const begin = addressOf(addresses[0]!) - margin;
    const end = addressOf(addresses.at(-1)!) + margin;
    return { mapping, begin: begin < start ? start : begin, end: end > limit ? limit : end, addresses };
  });
}

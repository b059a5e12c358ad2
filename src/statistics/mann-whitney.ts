// The Mann-Whitney U test: whether two samples come from one distribution, whatever that is.

import { normalTails } from './distributions.ts';

/** Above these sizes (without ties, and with) the exact distribution of U is as good as normal, and slow. */
const exactLimit = 50;
const exactLimitWithTies = 25;

/**
 * Two-sided, with ties counted half. Small samples get the exact distribution of U given the ties (Klotz, The Wilcoxon,
 * Ties, and the Computer, JASA 61, 1966), large ones the normal one with the corrections for ties and continuity.
 * @returns the p-value; undefined when a sample is empty or all values are equal, so that nothing can be said.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): number | undefined {
  const [n1, n2] = [first.length, second.length];
  if (n1 === 0 || n2 === 0) return undefined;
  const { ties, firstRanks } = rank(first, second);
  if (ties.length === 1) return undefined;
  const u = firstRanks - (n1 * (n1 + 1)) / 2;
  const limit = ties.some((size) => size > 1) ? exactLimitWithTies : exactLimit;
  return n1 <= limit && n2 <= limit ? exactTails(u, n1, n2, ties) : normalTailsOf(u, n1, n2, ties);
}

/** How many values in each sample it takes until a p-value can be `alpha` or less. */
export function smallestSampleToDiffer(alpha: number): number {
  let orders = 1;
  for (let size = 1; ; size++) {
    // Choose(2n, n) orders, of which the two extreme ones count.
    orders = (orders * (2 * size) * (2 * size - 1)) / (size * size);
    if (2 / orders <= alpha) return size;
  }
}

interface Ranking {
  /** How many values are equal, from the smallest on. */
  readonly ties: readonly number[];
  /** The sum of the ranks of the first sample; equal values share theirs. */
  readonly firstRanks: number;
}

function rank(first: readonly number[], second: readonly number[]): Ranking {
  const counts = new Map<number, { all: number; first: number }>();
  for (const [sample, isFirst] of [[first, 1] as const, [second, 0] as const]) {
    for (const value of sample) {
      const count = counts.get(value) ?? { all: 0, first: 0 };
      counts.set(value, { all: count.all + 1, first: count.first + isFirst });
    }
  }
  const ties: number[] = [];
  let [before, firstRanks] = [0, 0];
  for (const [, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    firstRanks += count.first * (before + (count.all + 1) / 2);
    before += count.all;
    ties.push(count.all);
  }
  return { ties, firstRanks };
}

/** Counts the ways to choose the first sample by the U that they give, group of equal values by group. */
function exactTails(u: number, n1: number, n2: number, ties: readonly number[]): number {
  if (u === (n1 * n2) / 2) return 1;
  const smaller = Math.round(2 * Math.min(u, n1 * n2 - u));
  const width = smaller + 1;
  // Row: how many are chosen so far; column: twice the U so far, as far as it matters.
  let ways = new Float64Array((n1 + 1) * width);
  ways[0] = 1;
  let before = 0;
  for (const size of ties) {
    const next = new Float64Array(ways.length);
    for (let chosen = 0; chosen <= Math.min(n1, before); chosen++) {
      for (let more = 0; more <= Math.min(size, n1 - chosen); more++) {
        const gain = 2 * more * (before - chosen) + more * (size - more);
        const factor = choose(size, more);
        const [from, to] = [chosen * width, (chosen + more) * width + gain];
        for (let twice = 0; twice + gain < width; twice++) {
          next[to + twice]! += factor * ways[from + twice]!;
        }
      }
    }
    ways = next;
    before += size;
  }
  const row = n1 * width;
  let sum = 0;
  for (let twice = 0; twice < width; twice++) sum += ways[row + twice]!;
  // With ties U may be likelier on one side.
  return Math.min(1, (2 * sum) / choose(n1 + n2, n1));
}

function normalTailsOf(u: number, n1: number, n2: number, ties: readonly number[]): number {
  const all = n1 + n2;
  const correction = ties.reduce((sum, size) => sum + size ** 3 - size, 0) / (all * (all - 1));
  const deviation = Math.sqrt((n1 * n2 * (all + 1 - correction)) / 12);
  const distance = Math.abs(u - (n1 * n2) / 2) - 0.5;
  return distance <= 0 ? 1 : normalTails(distance / deviation);
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - i + 1)) / i;
  return result;
}

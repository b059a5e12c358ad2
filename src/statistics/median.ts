// The median of a sample with its confidence interval, and the geometric mean.

import { normalTails } from './distributions.ts';

export interface MedianInterval {
  readonly median: number;
  /** -Infinity and Infinity when the sample is too small for the confidence that is asked for. */
  readonly low: number;
  readonly high: number;
}

/**
 * No distribution is assumed: the bounds are two of the values, since the number of values below the true median is
 * binomial with p = 1/2 (David and Nagaraja, Order Statistics, 7.1). Of two intervals that are equally good, the lower one.
 * @param values at least one, in any order.
 * @param confidence such as 0.95; the interval has at least that.
 */
export function medianInterval(values: readonly number[], confidence: number): MedianInterval {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const middle = (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
  const { low, high } = medianRanks(count, confidence);
  return {
    median: middle,
    low: low < 1 ? -Infinity : sorted[low - 1]!,
    high: high > count ? Infinity : sorted[high - 1]!,
  };
}

/** How many values it takes for an interval with both ends. */
export function smallestSampleForInterval(confidence: number): number {
  for (let count = 2; ; count++) {
    const { low, high } = medianRanks(count, confidence);
    if (low >= 1 && high <= count) return count;
  }
}

/** Above this many values the binomial distribution is as good as normal. */
const exactLimit = 30;

/** Ranks from 1 of the values that bound the median; 0 and count + 1 are outside of the sample. */
function medianRanks(count: number, confidence: number): { readonly low: number; readonly high: number } {
  return count <= exactLimit ? exactRanks(count, confidence) : normalRanks(count, confidence);
}

/** The interval between two ranks grows from the middle, always by the likelier side, until it is sure enough. */
function exactRanks(count: number, confidence: number): { low: number; high: number } {
  const chances = binomialChances(count);
  let low = Math.ceil((count + 1) / 2) - 1;
  let high = low + 1;
  let sum = chances[low]!;
  while (sum < confidence && (low > 0 || high <= count)) {
    const below = chances[low - 1] ?? 0;
    const above = chances[high] ?? 0;
    if (below >= above) sum += chances[--low] ?? 0;
    else sum += chances[high++] ?? 0;
  }
  return { low, high };
}

/** The chance that so many of `count` values are below the median. */
function binomialChances(count: number): Float64Array {
  const chances = new Float64Array(count + 1);
  chances[0] = 0.5 ** count;
  for (let below = 1; below <= count; below++) {
    chances[below] = (chances[below - 1]! * (count - below + 1)) / below;
  }
  return chances;
}

/** With the continuity correction; left out at the upper end where the interval is sure enough without. */
function normalRanks(count: number, confidence: number): { low: number; high: number } {
  const mean = count / 2;
  const deviation = Math.sqrt(count) / 2;
  const reach = normalQuantile(1 - confidence) * deviation;
  const low = Math.floor(mean - reach - 0.5) + 1;
  const high = Math.ceil(mean + reach - 0.5) + 1;
  const chance = (upTo: number): number =>
    normalBelow((upTo - 0.5 - mean) / deviation) - normalBelow((low - 0.5 - mean) / deviation);
  return { low, high: chance(high - 1) >= confidence && chance(high - 1) < chance(high) ? high - 1 : high };
}

function normalBelow(z: number): number {
  return z < 0 ? normalTails(z) / 2 : 1 - normalTails(z) / 2;
}

/** The |z| that is exceeded with the given probability. */
function normalQuantile(probability: number): number {
  let low = 0;
  let high = 40;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (normalTails(middle) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** NaN unless all values are positive. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0 || !values.every((value) => value > 0)) return Number.NaN;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

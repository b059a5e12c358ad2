// Tells changes from noise: standard errors, tests, and the correction for testing many nodes at once.

import { studentTails } from '#statistics';

/** The values of one side of a comparison, per node: a column for each profile of it. */
export interface SideValues {
  readonly values: readonly Float64Array[];
  /** The sampling variances of all its profiles, added up; undefined if they are not known. */
  readonly variance: Float64Array | undefined;
}

/** 'unknown': nothing says how much the values vary. */
export type Verdict = 'significant' | 'noise' | 'unknown';

/** How one value changed. On a side with several profiles, the value is their mean. */
export interface Change {
  readonly before: number;
  readonly after: number;
  readonly delta: number;
  /** The standard error of `delta`; undefined if nothing says how much values vary. */
  readonly error: number | undefined;
  /** Degrees of freedom of `error`; Infinity when it is known from the way of sampling. */
  readonly freedom: number;
  /** The probability of so large a delta when nothing changed; 1 where `error` is undefined. */
  readonly p: number;
}

/** Below this, `p` counts as a change, or the false discovery rate of many. */
export const significanceLevel = 0.05;

/** The change of one row of the columns. docs/compare.md derives the formulas. */
export function changeOf(old: SideValues, current: SideValues, row: number): Change {
  const [before, after] = [meanOf(old.values, row), meanOf(current.values, row)];
  const delta = after - before;
  const [n, m] = [old.values.length, current.values.length];
  const isSampled = old.variance !== undefined && current.variance !== undefined;
  const oldVariance = isSampled ? old.variance[row]! : 0;
  const currentVariance = isSampled ? current.variance[row]! : 0;
  const sampling = oldVariance / n ** 2 + currentVariance / m ** 2;

  const runs = n + m - 2;
  if (!isSampled && runs === 0) return { before, after, delta, error: undefined, freedom: 0, p: 1 };
  const spread =
    runs === 0 ? 0 : (squares(old.values, row, before) + squares(current.values, row, after)) / runs;
  // What runs differ by beyond what sampling explains.
  const betweenRuns = Math.max(0, spread - (oldVariance + currentVariance) / (n + m));
  const share = 1 / n + 1 / m;
  const variance = sampling + betweenRuns * share;
  const freedom =
    betweenRuns === 0 ? Number.POSITIVE_INFINITY : runs * Math.max(1, variance / (share * spread)) ** 2;

  const error = Math.sqrt(variance);
  // Sampled values move in steps, on average of this size; less than one step is no evidence (Yates).
  const size = Math.abs(before) + Math.abs(after);
  const step = size === 0 ? 0 : sampling / size;
  return {
    before,
    after,
    delta,
    error,
    freedom,
    p: tails(Math.max(0, Math.abs(delta) - step), error, freedom),
  };
}

function tails(distance: number, error: number, freedom: number): number {
  if (distance === 0) return 1;
  return error === 0 ? 0 : studentTails(distance / error, freedom);
}

function meanOf(columns: readonly Float64Array[], row: number): number {
  let sum = 0;
  for (const column of columns) sum += column[row]!;
  return sum / columns.length;
}

function squares(columns: readonly Float64Array[], row: number, mean: number): number {
  let sum = 0;
  for (const column of columns) sum += (column[row]! - mean) ** 2;
  return sum;
}

/** One change by itself. */
export function verdictOf({ error, p }: Change): Verdict {
  if (error === undefined) return 'unknown';
  return p < significanceLevel ? 'significant' : 'noise';
}

/**
 * Many changes together, so that of those called significant at most the level's share is expected to be
 * noise: Benjamini and Hochberg's procedure (Journal of the Royal Statistical Society B 57, 1995, 289-300).
 */
export function verdictsOf(changes: readonly Change[]): Verdict[] {
  const tested = changes.filter(
    ({ error, before, after }) => error !== undefined && (before !== 0 || after !== 0),
  );
  const sorted = Float64Array.from(tested, ({ p }) => p).sort();
  let threshold = -1;
  for (let i = sorted.length - 1; i >= 0 && threshold < 0; i--) {
    if (sorted[i]! <= (significanceLevel * (i + 1)) / sorted.length) threshold = sorted[i]!;
  }
  return changes.map(({ error, p }) => {
    if (error === undefined) return 'unknown';
    return p <= threshold && p < 1 ? 'significant' : 'noise';
  });
}

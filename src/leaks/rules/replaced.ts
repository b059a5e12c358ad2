// Took over what other callers of the same function held before: a table that is filled by one and renewed by another.

import { studentAbove } from '#statistics';
import type { Evidence } from '../evidence.ts';
import type { Judgement } from '../judge-series.ts';
import type { Finding } from '../verdict.ts';

/** The chance to take something for shrinking that is not, and for each of three tests to take for moving what is flat. */
const shrinkingLevel = 0.05;
const movingLevel = 0.01;
/** The chance to take for flat what grows as much as the site does. */
const growingLevel = 0.05;

/** Whether it shrinks, so that something else may have taken over what it held. */
export function isShrinking({ evidence: { trend, series, births, deaths, net } }: Judgement): boolean {
  // Hardly anything is born, and what was there dies: it shrinks, however that looks.
  const isOnlyDying = series.hasBirths && births <= 0.15 * deaths && net <= -5;
  return isOnlyDying || 1 - trend.p < shrinkingLevel;
}

/** Rows from the most that the others held to when nearly all that they lose is lost, and how much that is. */
export interface Loss {
  readonly start: number;
  readonly end: number;
  readonly amount: number;
}

export function lossOf(lost: Float64Array): Loss {
  const peak = lost.reduce((best, value, row) => (value > lost[best]! ? row : best), 0);
  // Without a collection before it, the first snapshot does not show all that they held.
  const start = peak <= (lost.length - 6) / 2 ? peak : 0;
  const amount = lost[start]! - lost.at(-1)!;
  const end = lost.findIndex((value, row) => row > start && value <= lost.at(-1)! + amount / 10);
  return { start, end: end < 0 ? lost.length - 1 : end, amount };
}

/** Whether a site gained a good part of what the others lost, and most of that while they did. */
export function takesOver(site: Float64Array, { start, end, amount }: Loss): boolean {
  const gained = site.at(-1)! - site[start]!;
  const meanwhile = site[end]! - site[start]!;
  return meanwhile > amount / 4 && meanwhile > gained / 2;
}

/** How much the sum of a site and of what others lost moves while they lose it, as a part of that. */
export function unevenness(site: Float64Array, lost: Float64Array, { start, end, amount }: Loss): number {
  let most = 0;
  for (let row = start; row <= end; row++) {
    const moved = site[row]! + lost[row]! - site[start]! - lost[start]!;
    most = Math.max(most, Math.abs(moved));
  }
  return most / amount;
}

/**
 * @param together the site and all that shrinks among those that allocate through the same function; undefined when
 * nothing does. What one loses and another gains is flat all the time, not only in the end.
 * @returns the finding of the site, or that it was replaced.
 */
export function takenOver({ finding, evidence }: Judgement, together: Judgement | undefined): Finding {
  if (together === undefined || !mayBeReplaced(finding)) return finding;
  const { trend, early, late } = together.evidence;
  const isFlat = [trend, early, late].every(({ p }) => p > movingLevel && 1 - p > movingLevel);
  if (!isFlat || Math.abs(netBytes(together.evidence)) > netBytes(evidence) / 2) return finding;
  // What fluctuates much never shows that it grows: that is no proof that it is flat.
  if (!growsLess(together.evidence, evidence)) return finding;
  return {
    ...finding,
    verdict: 'replaced',
    reason: 'holds what other callers of the same function held before',
  };
}

/** Whether it is ruled out that the whole grows as fast as the site in it. */
function growsLess(whole: Evidence, site: Evidence): boolean {
  const weight = whole.series.weight;
  const gap = site.trend.slope * site.series.weight - whole.trend.slope * weight;
  return studentAbove(gap / (whole.trend.error * weight), whole.trend.freedom) < growingLevel;
}

function netBytes({ net, series }: Evidence): number {
  return net * series.weight;
}

export function mayBeReplaced({ verdict }: Finding): boolean {
  return verdict === 'leak' || verdict === 'suspect' || verdict === 'unsettled';
}

// Took over what other callers of the same function held before: a table that is filled by one and renewed by another.

import { studentAbove } from '#statistics';
import type { Evidence } from '../evidence.ts';
import type { Judgement } from '../judge-series.ts';
import type { Trend } from '../trend.ts';
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

/** Whether it grew by a good part of what the others lost, so that it may have been taken over from them. */
export function mayHaveTakenOver(site: Judgement, shrinking: Judgement): boolean {
  return !isShrinking(site) && netBytes(site.evidence) > -netBytes(shrinking.evidence) / 4;
}

/** How far from flat: the steepest of the trends, in standard errors. What took over is what is flattest together with the others. */
export function steepness({ evidence: { trend, early, late } }: Judgement): number {
  const steep = ({ slope, error }: Trend): number => (error > 0 ? Math.abs(slope) / error : 0);
  return Math.max(...[trend, early, late].map(steep));
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

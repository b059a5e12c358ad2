// Took over what other callers of the same function held before: a table that is filled by one and renewed by another.

import type { Judgement } from '../judge-series.ts';
import type { Finding } from '../verdict.ts';

/** The chance to take something for shrinking that is not, and for each of three tests to take for moving what is flat. */
const shrinkingLevel = 0.05;
const movingLevel = 0.01;

/** Whether it shrinks, so that something else may have taken over what it held. */
export function isShrinking({ evidence }: Judgement): boolean {
  return 1 - evidence.trend.p < shrinkingLevel;
}

/**
 * @param together the site and all that shrinks among those that allocate through the same function; undefined when
 * nothing does. What one loses and another gains is flat all the time, not only in the end.
 * @returns the finding of the site, or that it was replaced.
 */
export function takenOver({ finding, evidence }: Judgement, together: Judgement | undefined): Finding {
  if (together === undefined || !mayBeReplaced(finding)) return finding;
  const { trend, early, late, net, series } = together.evidence;
  const isFlat = [trend, early, late].every(({ p }) => p > movingLevel && 1 - p > movingLevel);
  const grown = evidence.net * evidence.series.weight;
  const rest = net * series.weight;
  if (!isFlat || Math.abs(rest) > grown / 2) return finding;
  return {
    ...finding,
    verdict: 'replaced',
    reason: 'holds what other callers of the same function held before',
  };
}

export function mayBeReplaced({ verdict }: Finding): boolean {
  return verdict === 'leak' || verdict === 'suspect' || verdict === 'unsettled';
}

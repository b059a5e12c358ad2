// Took over what other callers of the same function held before: a table that is filled by one and renewed by another.

import type { Judgement } from '../judge-series.ts';
import type { Finding } from '../verdict.ts';

/** About as much as grew must have gone elsewhere: what merely shrinks at the same time is another story. */
const leastGone = 0.7;
const mostGone = 2;
const shrinkingLevel = 0.05;

/** @param siblings that allocate through the same function. @returns its finding, or that it was replaced. */
export function takenOver(site: Judgement, siblings: readonly Judgement[]): Finding {
  const { finding, evidence } = site;
  if (!['leak', 'suspect', 'unsettled'].includes(finding.verdict)) return finding;
  const growth = evidence.trend.slope * evidence.span * evidence.series.weight;
  let gone = 0;
  for (const { evidence: other } of siblings) {
    if (1 - other.trend.p < shrinkingLevel) gone -= other.trend.slope * other.span * other.series.weight;
  }
  if (gone < leastGone * growth || gone > mostGone * growth) return finding;
  return {
    ...finding,
    verdict: 'replaced',
    reason: 'holds what other callers of the same function held before',
  };
}

// Says what would decide where a series does not.

import type { JudgedSite } from './judge-sites.ts';

/**
 * How many sampled objects a leak must add to be seen four times in five: 12 by itself, and more where others come and
 * go (docs/leaks.md has the simulation).
 */
const neededAlone = 12;
const neededByRoot = 7;
const fewest = 12;

/**
 * @param interval seconds between snapshots; undefined when times are not known.
 * @returns such as "3 more snapshots, 10 s apart"; "" when nothing is missing.
 */
export function missingText(
  { finding, evidence }: Pick<JudgedSite, 'finding' | 'evidence'>,
  interval: number | undefined,
): string {
  if (!['insufficient', 'suspect', 'unsettled'].includes(finding.verdict)) return '';
  const { span, series, trend, noise, deaths } = evidence;
  const count = series.times.length;
  const grown = trend.slope * span;
  if (count >= fewest && !(grown >= 1)) return '';
  const churn = deaths > 0 ? noise.churn : 0;
  const needed = neededAlone + neededByRoot * Math.sqrt(churn);
  const windows = grown >= 1 ? needed / grown : 1;
  const bySpan = Math.ceil((windows - 1) * Math.max(1, count - 1));
  // What grows but may level off is decided by as long again.
  const least = finding.verdict === 'unsettled' ? count : 3;
  const more = Math.max(bySpan, fewest - count, least);
  if (interval === undefined) return `${more} more snapshots`;
  if (more <= 60) return `${more} more snapshots, ${secondsText(interval)} apart`;
  return `40 more snapshots, ${secondsText((more * interval) / 40)} apart`;
}

/** Of a benchmark's runs, that are as long as the user says. */
export function missingOfRuns({ finding: { verdict } }: Pick<JudgedSite, 'finding'>): string {
  return verdict === 'insufficient' ? 'runs of ten times as many operations, or a lower -memprofilerate' : '';
}

function secondsText(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

// Judges the heap as a whole by what its sites say.

import { studentAbove, studentQuantile } from '#statistics';
import type { Judgement } from './judge-series.ts';
import type { JudgedSite } from './judge-sites.ts';
import type { Finding, Verdict } from './verdict.ts';

const growing: ReadonlySet<Verdict> = new Set<Verdict>([
  'leak',
  'suspect',
  'unsettled',
  'load',
  'step',
  'plateau',
]);

/**
 * Sites are sampled independently, so slopes add up and so do their variances. Their sum says more than a line through
 * the total, in which garbage of short life hides how slowly the rest turns over.
 * @param sites each of which holds what no other one does, or undefined where they overlap.
 */
export function judgeTotal(total: Judgement, sites: readonly JudgedSite[], isPartition: boolean): Judgement {
  const { evidence } = total;
  const { weight } = evidence.series;
  const { freedom } = evidence.trend;
  const sum = isPartition ? sumOfTrends(sites, (site) => site.evidence.trend) : undefined;
  const slope = sum === undefined ? evidence.trend.slope : sum.slope / weight;
  const error = sum === undefined ? evidence.trend.error : sum.error / weight;
  const p = error > 0 ? studentAbove(slope / error, freedom) : 1;
  const told = { slope, margin: studentQuantile(0.05, freedom) * error, p };
  return { evidence, finding: { ...told, ...verdictOf(total.finding, p, sites) } };
}

function verdictOf(
  own: Finding,
  p: number,
  sites: readonly JudgedSite[],
): Pick<Finding, 'verdict' | 'shape' | 'reason'> {
  if (own.verdict === 'insufficient') return own;
  const largest = sites
    .filter(({ finding }) => growing.has(finding.verdict))
    .toSorted((a, b) => netBytes(b) - netBytes(a))[0];
  if (p < 0.005) {
    const leak = sites.find(({ finding }) => finding.verdict === 'leak');
    const cause = leak ?? largest;
    if (cause === undefined) {
      return { verdict: 'suspect', shape: 'linear', reason: 'grows as a whole, but no one site stands out' };
    }
    const { verdict, shape } = cause.finding;
    return {
      verdict,
      shape,
      reason: `grows; ${cause.frames[0]!} ${leak === undefined ? 'has most of it' : 'leaks'}`,
    };
  }
  if (1 - p < 0.005) return { verdict: 'shrinking', shape: 'linear', reason: 'falls' };
  const settled = own.verdict === 'sawtooth' || own.verdict === 'step' || own.verdict === 'plateau';
  if (settled) return own;
  return { verdict: 'steady', shape: 'constant', reason: 'no growth beyond what births and deaths explain' };
}

function netBytes({ evidence }: JudgedSite): number {
  return evidence.net * evidence.series.weight;
}

/** In bytes by unit of time. */
function sumOfTrends(
  sites: readonly JudgedSite[],
  trendOf: (site: JudgedSite) => { readonly slope: number; readonly error: number },
): { readonly slope: number; readonly error: number } {
  let slope = 0;
  let variance = 0;
  for (const site of sites) {
    const { weight } = site.evidence.series;
    const trend = trendOf(site);
    // Nothing was ever sampled here: the least error of a slope is that of one sampled object, which there is none of.
    if (site.evidence.sampled.every((value) => value === 0)) continue;
    slope += trend.slope * weight;
    variance += (trend.error * weight) ** 2;
  }
  return { slope, error: Math.sqrt(variance) };
}

// Judges sites over independent runs, such as those of a benchmark: what stays by what was done, not by time.

import { studentAbove, studentQuantile } from '#statistics';
import { seriesOf, type Columns } from './columns.ts';
import { gatherEvidence } from './evidence.ts';
import type { JudgedSite } from './judge-sites.ts';
import { dot, leastSquares } from './least-squares.ts';
import type { Site } from './read-sites.ts';
import { countSeries, mean, spanOf } from './site-series.ts';
import type { Finding } from './verdict.ts';

/**
 * @param work of each run, ascending: its operations, or the bytes that it allocated.
 * @param rate bytes between two samples: not even an empty run is surer than one sample.
 */
export function judgeRuns(sites: readonly Site[], work: Float64Array, rate: number): readonly JudgedSite[] {
  return sites.map(({ frames, columns }, index) => ({
    frames,
    members: [index],
    ...judgeRun(columns, work, rate),
  }));
}

export function judgeRun(
  columns: Columns,
  work: Float64Array,
  rate: number,
): Pick<JudgedSite, 'finding' | 'evidence'> {
  const series = seriesOf(columns, work, false);
  const counts = countSeries(series);
  const evidence = gatherEvidence(counts, series.sampled);
  const floor = (rate / counts.weight) ** 2;
  return { evidence, finding: findingOf(counts.live, evidence.sampled, work, Math.min(1, floor)) };
}

/** With the runs' own sampling variances as weights: runs have nothing in common but the program. */
function findingOf(live: Float64Array, sampled: Float64Array, work: Float64Array, floor: number): Finding {
  const trend = weightedTrend(live, work, floor);
  const told = { slope: trend.slope, margin: trend.margin, p: trend.p };
  const most = Math.max(...sampled);
  if (live.length < 3 || most < 3) {
    return {
      ...told,
      verdict: 'insufficient',
      shape: 'constant',
      reason: `at most ${most} sampled objects were live at the end of a run`,
    };
  }
  if (spanOf(work) < mean(work) * 0.2) {
    return {
      ...told,
      verdict: 'insufficient',
      shape: 'constant',
      reason: 'all runs did the same work: vary -benchtime, such as 10000x to 50000x',
    };
  }
  if (trend.p >= 0.05) {
    const verdict = 1 - trend.p < 0.005 ? 'shrinking' : 'steady';
    return { ...told, verdict, shape: 'constant', reason: 'what stays does not depend on how much is done' };
  }
  if (trend.p >= 0.005) {
    return {
      ...told,
      verdict: 'suspect',
      shape: 'linear',
      reason: 'more seems to stay the more is done, but chance is not ruled out',
    };
  }
  if (isLevelling(live, work, floor)) {
    return {
      ...told,
      verdict: 'plateau',
      shape: 'stop',
      reason: 'more stays the more is done, but only up to a level',
    };
  }
  return { ...told, verdict: 'leak', shape: 'linear', reason: 'more stays the more is done' };
}

function isLevelling(live: Float64Array, work: Float64Array, floor: number): boolean {
  const middle = Math.floor(live.length / 2);
  if (middle < 3) return false;
  const early = weightedTrend(live.subarray(0, middle + 1), work.subarray(0, middle + 1), floor);
  const late = weightedTrend(live.subarray(middle), work.subarray(middle), floor);
  return late.p > 0.05 && early.slope - late.slope > 2.33 * Math.hypot(early.error, late.error);
}

interface WeightedTrend {
  readonly slope: number;
  readonly error: number;
  readonly margin: number;
  readonly p: number;
}

function weightedTrend(live: Float64Array, work: Float64Array, floor: number): WeightedTrend {
  const roots = live.map((count) => 1 / Math.sqrt(Math.max(count, floor, 1e-9)));
  const weigh = (values: Float64Array): Float64Array => values.map((value, i) => value * roots[i]!);
  const fit = leastSquares([roots, weigh(work)], weigh(live));
  const freedom = Math.max(1, live.length - 2);
  if (fit === undefined) return { slope: 0, error: 0, margin: 0, p: 1 };
  const dispersion = Math.max(1, dot(fit.residuals, fit.residuals) / freedom);
  const error = Math.sqrt(dispersion * fit.variances[1]!);
  const slope = fit.coefficients[1]!;
  return {
    slope,
    error,
    margin: studentQuantile(0.05, freedom) * error,
    p: studentAbove(slope / error, freedom),
  };
}

// Rises and falls again and again: a batch, a cache that is emptied. It leaks when even its troughs rise.

import { studentAbove, studentQuantile } from '#statistics';
import { leastSquares } from '../least-squares.ts';
import { growthOf } from '../trend.ts';
import { spanOf, sum, type CountSeries } from '../site-series.ts';
import type { Finding, Rule } from '../verdict.ts';

const fewestFalls = 2;
const fewestTroughs = 4;

export const sawtooth: Rule = ({ series, trend }) => {
  const { times, live } = series;
  // Without the trend, which the teeth of a leak stand on: what leaked never falls, so no chance of a fall comes from it.
  const level = live.map((value, i) => Math.max(0, value - trend.slope * (times[i]! - times[0]!)));
  const range = Math.max(...level) - Math.min(...level);
  if (range <= 5) return undefined;
  const emptied = series.hasBirths ? emptyingSteps(series) : undefined;
  const isFall =
    emptied === undefined
      ? (fall: number, high: number, low: number) =>
          fall > 0.45 * range && fall > 3 * Math.sqrt(level[high]! + level[low]!)
      : (fall: number, high: number, low: number) =>
          fall > 0.25 * range && emptied.subarray(high, low).includes(1);
  const troughs = troughsAfterFalls(live, (emptied === undefined ? 0.2 : 0.1) * range, isFall);
  if (troughs.length < fewestFalls) return undefined;
  const floor = troughs.length < fewestTroughs ? undefined : floorTrend(times, live, troughs);
  if (floor !== undefined && floor.p < 0.05 && floor.growth > 4) {
    return {
      ...floor,
      verdict: 'leak',
      shape: 'sawtooth over linear',
      reason: `falls ${troughs.length} times, but each time to a higher floor`,
    };
  }
  return {
    verdict: 'sawtooth',
    ...(floor ?? growthOf(trend)),
    shape: 'sawtooth',
    reason: `falls back ${troughs.length} times`,
  };
};

/**
 * Where nearly all deaths are in few of the steps, far more than chance brings together, each of these emptied the site.
 * @returns for each step 1 if it did; undefined where what is old dies a little all the time.
 */
function emptyingSteps({ times, died }: CountSeries): Uint8Array | undefined {
  const deaths = sum(died);
  const span = spanOf(times);
  let together = 0;
  const steps = Uint8Array.from(died, (each, i) => {
    const usual = (deaths * (times[i + 1]! - times[i]!)) / span;
    if (each <= usual + 3 * Math.sqrt(usual)) return 0;
    together += each;
    return 1;
  });
  return together > 0.8 * deaths ? steps : undefined;
}

/**
 * Rows of the low after each fall.
 * @param rise which ends a fall.
 * @param isFall whether a fall from the value of one row to that of another is one.
 */
function troughsAfterFalls(
  live: Float64Array,
  rise: number,
  isFall: (fall: number, high: number, low: number) => boolean,
): number[] {
  const troughs: number[] = [];
  let highAt = 0;
  let lowAt = 0;
  for (let i = 1; i < live.length; i++) {
    const value = live[i]!;
    // While falling, `lowAt` follows the values down.
    if (value < live[lowAt]!) lowAt = i;
    const hasTurned = value - live[lowAt]! > rise || i === live.length - 1;
    if (hasTurned && isFall(live[highAt]! - live[lowAt]!, highAt, lowAt)) {
      troughs.push(lowAt);
      [highAt, lowAt] = [i, i];
    } else if (value > live[highAt]!) {
      [highAt, lowAt] = [i, i];
    }
  }
  return troughs;
}

/** A line through the troughs. */
function floorTrend(
  times: Float64Array,
  live: Float64Array,
  troughs: readonly number[],
): (Pick<Finding, 'slope' | 'margin' | 'p' | 'fitted'> & { readonly growth: number }) | undefined {
  const at = Float64Array.from(troughs, (row) => times[row]!);
  const values = Float64Array.from(troughs, (row) => live[row]!);
  const ones = values.map(() => 1);
  const fit = leastSquares([ones, at], values);
  if (fit === undefined) return undefined;
  const freedom = troughs.length - 2;
  const slope = fit.coefficients[1]!;
  const between = spanOf(at);
  const error = Math.max(
    Math.sqrt((fit.squares / freedom) * fit.variances[1]!),
    Math.sqrt(Math.max(Math.abs(slope) * between, 0.5)) / between,
  );
  return {
    slope,
    margin: studentQuantile(0.05, freedom) * error,
    p: studentAbove(slope / error, freedom),
    growth: slope * spanOf(times),
    fitted: times.map((time) => fit.coefficients[0]! + slope * time),
  };
}

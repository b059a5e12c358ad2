// Rises and falls again and again: a batch, a cache that is emptied. It leaks when even its troughs rise.

import { studentAbove, studentQuantile } from '#statistics';
import { leastSquares } from '../least-squares.ts';
import { marginOf } from '../trend.ts';
import { spanOf } from '../site-series.ts';
import type { Finding, Rule } from '../verdict.ts';

const fewestFalls = 2;
const fewestTroughs = 4;

export const sawtooth: Rule = ({ series, trend }) => {
  const { times, live } = series;
  // Without the trend, which the teeth of a leak stand on.
  const level = live.map((value, i) => value - trend.slope * (times[i]! - times[0]!));
  const range = Math.max(...level) - Math.min(...level);
  const troughs = range > 5 ? troughsAfterFalls(live, range) : [];
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
    slope: floor?.slope ?? trend.slope,
    margin: floor?.margin ?? marginOf(trend),
    p: floor?.p ?? trend.p,
    shape: 'sawtooth',
    reason: `falls back ${troughs.length} times`,
  };
};

/** Rows of the low after each fall that is large against the range and against chance. */
function troughsAfterFalls(live: Float64Array, range: number): number[] {
  const troughs: number[] = [];
  let high = live[0]!;
  let low = Number.POSITIVE_INFINITY;
  let lowAt = 0;
  // While falling, `low` follows the values down; a rise by a part of the range ends the fall.
  for (let i = 0; i < live.length; i++) {
    const value = live[i]!;
    if (value < low) [low, lowAt] = [value, i];
    const isFall = high - low > 0.45 * range && high - low > 3 * Math.sqrt(high + low);
    const hasTurned = value - low > 0.2 * range || i === live.length - 1;
    if (isFall && hasTurned) {
      troughs.push(lowAt);
      [high, low, lowAt] = [value, value, i];
    } else if (value > high) {
      [high, low, lowAt] = [value, value, i];
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

// What the rules look at: a series with its trend, that of its later half, and what was born and died.

import { mean, sliceCounts, spanOf, sum, type CountSeries } from './site-series.ts';
import { expectedSurvivors, fitTrend, turnoverNoise, type Trend } from './trend.ts';
import type { NoiseModel } from './whiten.ts';

export interface Evidence {
  readonly series: CountSeries;
  /** Sampled objects, as whole numbers. */
  readonly sampled: Float64Array;
  readonly noise: NoiseModel;
  readonly span: number;
  readonly trend: Trend;
  /** The trend of the later half of the time. */
  readonly late: Trend;
  readonly early: Trend;
  /** First row of the later half. */
  readonly half: number;
  readonly births: number;
  readonly deaths: number;
  /** Last less first. */
  readonly net: number;
  readonly lateBirths: number;
  readonly lateNet: number;
}

export function gatherEvidence(series: CountSeries, sampled: Float64Array): Evidence {
  const { times, live } = series;
  const count = times.length;
  const span = spanOf(times);
  const noise = turnoverNoise(series);
  const middle = times[0]! + span / 2;
  let half = times.findIndex((time) => time >= middle);
  // Both halves need enough to fit a line to.
  half = count < 6 ? Math.floor(count / 2) : Math.min(Math.max(half, 3), count - 3);
  const lateSeries = sliceCounts(series, half, count);
  const survivors = expectedSurvivors(series, noise);
  let late: Trend | undefined;
  let early: Trend | undefined;
  return {
    series,
    sampled,
    noise,
    span,
    trend: fitTrend(series, noise, survivors),
    // Most sites do not grow, and of those nobody asks for the halves.
    get late() {
      return (late ??= fitTrend(lateSeries, halfNoise(lateSeries, noise), survivors?.subarray(half)));
    },
    get early() {
      const earlySeries = sliceCounts(series, 0, half + 1);
      return (early ??= fitTrend(
        earlySeries,
        halfNoise(earlySeries, noise),
        survivors?.subarray(0, half + 1),
      ));
    },
    half,
    births: sum(series.born),
    deaths: sum(series.died),
    net: live[count - 1]! - live[0]!,
    lateBirths: sum(lateSeries.born),
    lateNet: live[count - 1]! - live[half]!,
  };
}

/** Of a half; how long objects stay is known better from the whole. */
function halfNoise(series: CountSeries, whole: NoiseModel): NoiseModel {
  const own = turnoverNoise(series);
  return { ...own, residence: whole.residence, churn: Math.max(own.churn, 0.15 * mean(series.live)) };
}

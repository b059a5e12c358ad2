// The trend of a series and how sure it is, given that its members come and go.

import { studentAbove, studentQuantile } from '#statistics';
import { leastSquares } from './least-squares.ts';
import { mean, spanOf, sum, type CountSeries } from './site-series.ts';
import { whiten, type NoiseModel } from './whiten.ts';

export interface Trend {
  /** Sampled objects per unit of time. */
  readonly slope: number;
  /** Standard error of `slope`. */
  readonly error: number;
  readonly freedom: number;
  /** The probability of such a slope, or a steeper one, when nothing grows. */
  readonly p: number;
  /** How many times more than births and deaths explain the series varies; 1 at least. */
  readonly dispersion: number;
}

/** White noise beyond that of births and deaths, in squared sampled objects: values are rounded. */
const nugget = 0.05;

/**
 * A live set of k sampled objects that each stay for a time W is an M/G/infinity queue: its covariance is
 * k exp(-|s - t| / W), and by Little's law W = k T / deaths. What leaks adds a Poisson process, whose covariance
 * is its rate times the earlier of two times.
 */
export function turnoverNoise({ times, live, died }: CountSeries): NoiseModel {
  const span = spanOf(times);
  const slope = plainSlope(times, live);
  const average = mean(live);
  const churn = Math.max(average - (Math.abs(slope) * span) / 2, 0.15 * average, 0.5);
  const deaths = sum(died);
  const residence = deaths > 0 ? (churn * span) / deaths : Number.POSITIVE_INFINITY;
  return {
    churn,
    residence: Math.max(residence, persistence(times, live, churn)),
    walk: Math.max(slope, 0),
    white: nugget,
  };
}

/**
 * Where objects of short and of long lives share a site, deaths are those of the short ones and what is live are the
 * long ones. These show in how little the series changes from one snapshot to the next: the mean square of changes is
 * 2 k (1 - exp(-step / W)). Used only where that is far from chance.
 */
function persistence(times: Float64Array, live: Float64Array, churn: number): number {
  const steps = live.length - 1;
  const drift = (live[steps]! - live[0]!) / Math.max(1, steps);
  let squares = 0;
  for (let i = 0; i < steps; i++) squares += (live[i + 1]! - live[i]! - drift) ** 2;
  // Twice as much as was seen is still likely when there were few steps.
  const change = (squares / Math.max(1, steps - 1)) * (1 + 2 / Math.sqrt(Math.max(1, steps)));
  const kept = 1 - change / (2 * churn);
  return kept > 0 ? -spanOf(times) / steps / Math.log(kept) : 0;
}

/**
 * Generalized least squares under `noise`.
 * @param survivors as of `expectedSurvivors`, in place of which noise would be twice as large; undefined for none.
 */
export function fitTrend(series: CountSeries, noise: NoiseModel, survivors?: Float64Array): Trend {
  const { times, live } = series;
  const count = times.length;
  const span = spanOf(times);
  const fit =
    (survivors === undefined
      ? undefined
      : lineFit(times, live, { ...noise, churn: noise.churn * varianceGivenBirths }, survivors)) ??
    lineFit(times, live, noise);
  if (fit === undefined) return { slope: 0, error: 0, freedom: Math.max(1, count - 2), p: 1, dispersion: 1 };
  const { slope, variance, residuals, squares, freedom } = fit;
  const dispersion = Math.max(1, squares / freedom);
  let error = Math.max(
    Math.sqrt(dispersion * variance),
    // Not even births and deaths that were never seen make a net of n objects surer than sqrt(n).
    Math.sqrt(Math.max(Math.abs(slope) * span, 0.5)) / span,
  );
  if (dispersion > 1 && lagOne(residuals) > 1.64 / Math.sqrt(count)) {
    error = Math.max(error, wanderingError(times, live));
  }
  return { slope, error, freedom, p: studentAbove(slope / error, freedom), dispersion };
}

/**
 * Of objects that stay for exponential times, so many are live at t when births are known: each that was born at u
 * is live with the probability q = exp(-(t - u) / W), and the sum of q (1 - q) is half of that of q.
 */
const varianceGivenBirths = 0.5;

/**
 * How many of those that were born are live at each snapshot, if all stay for exponential times: what chance and
 * traffic gave birth to is then no noise any more. Undefined where births are not known, or too little turns over.
 */
export function expectedSurvivors(series: CountSeries, { residence }: NoiseModel): Float64Array | undefined {
  const { times, live, born, died, hasBirths } = series;
  if (!hasBirths || residence > spanOf(times) / 4 || sum(died) < 10) return undefined;
  const survivors = new Float64Array(live.length);
  survivors[0] = (sum(born) * residence) / spanOf(times);
  for (let i = 1; i < survivors.length; i++) {
    const step = times[i]! - times[i - 1]!;
    const kept = Math.exp(-step / residence);
    survivors[i] = survivors[i - 1]! * kept + (born[i - 1]! * residence * (1 - kept)) / step;
  }
  return survivors;
}

/** What a finding tells of a trend; `margin` is half the width of the 95 % confidence interval of the slope. */
export function growthOf({ slope, error, freedom, p }: Trend): {
  readonly slope: number;
  readonly margin: number;
  readonly p: number;
} {
  return { slope, margin: studentQuantile(0.05, freedom) * error, p };
}

interface LineFit {
  readonly slope: number;
  /** Of the slope, when the noise is as its model says. */
  readonly variance: number;
  readonly residuals: Float64Array;
  readonly squares: number;
  readonly freedom: number;
  /** Restricted log-likelihood with the scale of the noise left free. */
  readonly likelihood: number;
}

function lineFit(
  times: Float64Array,
  values: Float64Array,
  noise: NoiseModel,
  covariate?: Float64Array,
): LineFit | undefined {
  const ones = values.map(() => 1);
  const regressors = [ones, sinceStart(times), ...(covariate === undefined ? [] : [covariate])];
  const { columns, logDeterminant } = whiten(times, noise, [...regressors, values]);
  const fit = leastSquares(columns.slice(0, -1), columns.at(-1)!);
  if (fit === undefined) return undefined;
  const { coefficients, variances, residuals, squares } = fit;
  const freedom = Math.max(1, values.length - regressors.length);
  const likelihood =
    -(freedom * Math.log(Math.max(squares, 1e-12) / freedom) + logDeterminant - Math.log(variances[1]!)) / 2;
  return { slope: coefficients[1]!, variance: variances[1]!, residuals, squares, freedom, likelihood };
}

/** How much of the variance a random walk may have, by step, against white noise. */
const walkShares = [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

/**
 * The error of the slope when the program itself wanders, as a queue does that drains more slowly than its
 * members change: a local-level model (white noise over a random walk, fitted by restricted likelihood).
 */
function wanderingError(times: Float64Array, values: Float64Array): number {
  const step = spanOf(times) / Math.max(1, times.length - 1);
  let best: LineFit | undefined;
  for (const share of walkShares) {
    const noise = { churn: 0, residence: 1, walk: share / step, white: 1 };
    const fit = lineFit(times, values, noise);
    if (fit !== undefined && (best === undefined || fit.likelihood > best.likelihood)) best = fit;
  }
  if (best === undefined) return 0;
  return Math.sqrt((best.variance * best.squares) / Math.max(1, values.length - 2));
}

function plainSlope(times: Float64Array, values: Float64Array): number {
  const ones = values.map(() => 1);
  return leastSquares([ones, sinceStart(times)], values)?.coefficients[1] ?? 0;
}

export function sinceStart(times: Float64Array): Float64Array {
  const start = times[0] ?? 0;
  return times.map((time) => time - start);
}

function lagOne(residuals: Float64Array): number {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < residuals.length; i++) {
    squares += residuals[i]! ** 2;
    if (i > 0) products += residuals[i]! * residuals[i - 1]!;
  }
  return squares === 0 ? 0 : products / squares;
}

// The course of what hardly ever dies: its births alone are its growth, a Poisson process whose intensity is fitted by likelihood.

import { normalTails } from '#statistics';
import { spanOf, sum, type CountSeries } from './site-series.ts';

/** Time constants of a filling that are tried, as shares of the window: at the last, a third as many are born at the end as at the start. */
const fillShares = [0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4, 0.56, 0.8, 1];

/**
 * The probability that births get this much fewer in time when their rate is constant: the mean time of a birth is
 * that of a uniform distribution then (Laplace's test; D. R. Cox and P. A. W. Lewis, The Statistical Analysis of Series
 * of Events, 1966, chapter 3).
 */
export function slowingChance(series: CountSeries): number {
  const { middles, shares, births } = birthSteps(series);
  const total = sum(births);
  const middle = weighted(middles, shares);
  const variance = weighted(
    middles.map((time) => (time - middle) ** 2),
    shares,
  );
  if (total === 0 || variance === 0) return 1;
  const z = (weighted(middles, births) / total - middle) / Math.sqrt(variance / total);
  return z >= 0 ? 1 - normalTails(z) / 2 : normalTails(-z) / 2;
}

/** The probability that a process with a constant rate brings nothing for as long as this one does in the end. */
export function stoppedChance(series: CountSeries): number {
  const { times, born } = series;
  const last = born.findLastIndex((births) => births > 0.5);
  if (last < 0) return 1;
  const quiet = (times.at(-1)! - times[last + 1]!) / spanOf(times);
  return (1 - quiet) ** arrivals(born);
}

/** How many births came independently of one another: what was born together counts once. */
export function arrivals(born: Float64Array): number {
  const squares = born.reduce((total, births) => total + births * births, 0);
  return squares === 0 ? 0 : sum(born) ** 2 / squares;
}

/** What is born at a constant rate beside a cache that fills. */
export interface LineUnderFilling {
  /** Born by unit of time; 0 when the filling explains all. */
  readonly slope: number;
  /** Standard error of `slope`. */
  readonly error: number;
  /** The probability of so many late births when nothing but the cache fills. */
  readonly p: number;
}

/**
 * Compares, by the ratio of their likelihoods, a cache that fills with an intensity of exp(-t / fillTime) with such a
 * cache over a line.
 */
export function lineUnderFilling(series: CountSeries): LineUnderFilling {
  const { shares, births } = birthSteps(series);
  const { times } = series;
  const span = spanOf(times);
  const since = times.map((time) => (time - times[0]!) / span);
  let alone = Number.NEGATIVE_INFINITY;
  let best = { likelihood: Number.NEGATIVE_INFINITY, share: 0 };
  for (const fillTime of fillShares) {
    const left = since.map((time) => Math.exp(-time / fillTime));
    const filled = births.map((_, i) => (left[i]! - left[i + 1]!) / (1 - left.at(-1)!));
    const share = lineShare(births, filled, shares);
    const likelihood = logLikelihood(births, filled, shares, share);
    if (likelihood > best.likelihood) best = { likelihood, share };
    alone = Math.max(alone, logLikelihood(births, filled, shares, 0));
  }
  const slope = (best.share * sum(births)) / span;
  // The signed root of the ratio is as a normal deviate, which is the slope in standard errors.
  const z = Math.sqrt(Math.max(0, 2 * (best.likelihood - alone)));
  return z > 0 ? { slope, error: slope / z, p: normalTails(z) / 2 } : { slope: 0, error: 0, p: 1 };
}

interface BirthSteps {
  /** Of each step: when it is, its part of the window, and what was born in it. */
  readonly middles: Float64Array;
  readonly shares: Float64Array;
  readonly births: Float64Array;
}

function birthSteps({ times, born }: CountSeries): BirthSteps {
  const span = spanOf(times);
  return {
    middles: born.map((_, i) => (times[i]! + times[i + 1]!) / 2),
    shares: born.map((_, i) => (times[i + 1]! - times[i]!) / span),
    births: born,
  };
}

/** Which part of the births is of the line, by expectation and maximization (A. Dempster et al., 1977). */
function lineShare(births: Float64Array, filled: Float64Array, line: Float64Array): number {
  const total = sum(births);
  let share = 0.5;
  for (let round = 0; round < 60; round++) {
    let ofLine = 0;
    for (let i = 0; i < births.length; i++) {
      const part = share * line[i]!;
      ofLine += (births[i]! * part) / (part + (1 - share) * filled[i]! + 1e-300);
    }
    share = ofLine / total;
  }
  return share;
}

function logLikelihood(
  births: Float64Array,
  filled: Float64Array,
  line: Float64Array,
  share: number,
): number {
  let total = 0;
  for (let i = 0; i < births.length; i++) {
    if (births[i]! > 0) total += births[i]! * Math.log(share * line[i]! + (1 - share) * filled[i]! + 1e-300);
  }
  return total;
}

function weighted(values: Float64Array, weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]! * weights[i]!;
  return total;
}

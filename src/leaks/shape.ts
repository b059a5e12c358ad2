// Which course a growing series takes: a line, a cache that fills up, a start in the middle, an end.

import { studentAbove } from '#statistics';
import { leastSquares } from './least-squares.ts';
import { sinceStart } from './trend.ts';
import { spanOf, type CountSeries } from './site-series.ts';
import { whiten, type NoiseModel } from './whiten.ts';

export type ShapeName = 'constant' | 'linear' | 'saturating' | 'saturating over linear' | 'onset' | 'stop';

export interface Shape {
  readonly name: ShapeName;
  /** Bayesian information criterion; lower is better. */
  readonly criterion: number;
  /** Time constant of the filling, when it saturates. */
  readonly fillTime: number | undefined;
  /** Since the first snapshot: when the growth starts or stops. */
  readonly turn: number | undefined;
  /** Of the line under the shape: objects per unit of time, and the probability that nothing grows. */
  readonly slope: number;
  readonly error: number;
  readonly p: number;
  /** Expected values at the times of the series. */
  readonly fitted: Float64Array;
}

export type Shapes = Readonly<Record<ShapeName, Shape | undefined>>;

/** Time constants that are tried, as shares of the window. */
const fillShares = [0.07, 0.12, 0.2, 0.35, 0.6];

/** The best fit of each shape. */
export function fitShapes(series: CountSeries, noise: NoiseModel): Shapes {
  const { times } = series;
  const since = sinceStart(times);
  const span = spanOf(times);
  const ones = since.map(() => 1);
  const line = { columns: [ones, since], slopeAt: 1 };
  const saturating: Candidate[] = [];
  const overLinear: Candidate[] = [];
  for (const share of fillShares) {
    const fillTime = share * span;
    const filled = since.map((time) => 1 - Math.exp(-time / fillTime));
    saturating.push({ columns: [ones, filled], slopeAt: -1, fillTime });
    overLinear.push({ columns: [ones, since, filled], slopeAt: 1, fillTime });
  }
  const onsets: Candidate[] = [];
  const stops: Candidate[] = [];
  const edge = Math.max(3, Math.floor(since.length / 8));
  // Twenty places are as good as all: the fit is flat around the best one.
  const stride = Math.max(1, Math.floor((since.length - 2 * edge) / 20));
  for (let i = edge; i < since.length - edge; i += stride) {
    const turn = since[i]!;
    onsets.push({ columns: [ones, since.map((time) => Math.max(0, time - turn))], slopeAt: 1, turn });
    stops.push({ columns: [ones, since.map((time) => Math.min(time, turn))], slopeAt: 1, turn });
  }
  const fits = {
    constant: fitAll('constant', [{ columns: [ones], slopeAt: -1 }]),
    linear: fitAll('linear', [line]),
    saturating: fitAll('saturating', saturating),
    'saturating over linear': fitAll('saturating over linear', overLinear),
    onset: fitAll('onset', onsets),
    stop: fitAll('stop', stops),
  };
  // One scale of the noise for all: that of the closest fit, and no less than what births and deaths make.
  const scale = Object.values(fits)
    .flat()
    .reduce((least, { squares, freedom }) => Math.min(least, squares / freedom), Number.POSITIVE_INFINITY);
  const best = (candidates: readonly Fit[]): Shape | undefined => bestOf(candidates, Math.max(1, scale));
  return {
    constant: best(fits.constant),
    linear: best(fits.linear),
    saturating: best(fits.saturating),
    'saturating over linear': best(fits['saturating over linear']),
    onset: best(fits.onset),
    stop: best(fits.stop),
  };

  function fitAll(name: ShapeName, candidates: readonly Candidate[]): readonly Fit[] {
    return candidates.flatMap((candidate) => fitCandidate(name, series, noise, candidate) ?? []);
  }
}

/** A shape whose criterion is not known yet. */
interface Fit extends Omit<Shape, 'criterion'> {
  readonly squares: number;
  readonly freedom: number;
}

function bestOf(fits: readonly Fit[], scale: number): Shape | undefined {
  let best: Shape | undefined;
  for (const { squares, freedom, ...shape } of fits) {
    const parameters = shape.fitted.length - freedom;
    const criterion = squares / scale + parameters * Math.log(shape.fitted.length);
    if (best === undefined || criterion < best.criterion) best = { ...shape, criterion };
  }
  return best;
}

interface Candidate {
  readonly columns: readonly Float64Array[];
  /** Which column is the line; -1 for none. */
  readonly slopeAt: number;
  readonly fillTime?: number;
  readonly turn?: number;
}

function fitCandidate(
  name: ShapeName,
  { times, live }: CountSeries,
  noise: NoiseModel,
  { columns, slopeAt, fillTime, turn }: Candidate,
): Fit | undefined {
  const whitened = whiten(times, noise, [...columns, live]).columns;
  const fit = leastSquares(whitened.slice(0, -1), whitened.at(-1)!);
  if (fit === undefined) return undefined;
  // What bends the other way is no filling.
  if (fillTime !== undefined && !(fit.coefficients.at(-1)! > 0)) return undefined;
  const count = live.length;
  const nonlinear = fillTime === undefined && turn === undefined ? 0 : 1;
  const parameters = columns.length + nonlinear;
  const freedom = Math.max(1, count - parameters);
  const scale = Math.max(1, fit.squares / freedom);
  const slope = slopeAt < 0 ? 0 : fit.coefficients[slopeAt]!;
  const error = slopeAt < 0 ? 0 : Math.sqrt(scale * fit.variances[slopeAt]!);
  return {
    name,
    squares: fit.squares,
    freedom,
    fillTime,
    turn,
    slope,
    error,
    p: error > 0 ? studentAbove(slope / error, freedom) : 1,
    fitted: live.map((_, i) =>
      columns.reduce((sum, column, c) => sum + fit.coefficients[c]! * column[i]!, 0),
    ),
  };
}

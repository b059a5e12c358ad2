// Still grows, but by ever less: a cache that fills. A leak may hide under it.

import { fitShapes } from '../shape.ts';
import { marginOf } from '../trend.ts';
import { studentQuantile } from '#statistics';
import type { Rule } from '../verdict.ts';

/** What of the filling may be left when a site counts as full. */
const nearlyFull = 0.06;

export const saturating: Rule = ({ series, noise, late, span }) => {
  const { linear, saturating: filling, 'saturating over linear': both } = fitShapes(series, noise);
  if (linear === undefined || filling === undefined) return undefined;
  const curved = Math.min(filling.criterion, both?.criterion ?? Number.POSITIVE_INFINITY);
  if (curved >= linear.criterion - 2) return undefined;
  if (both !== undefined && both.criterion < filling.criterion && both.p < 0.01 && late.p < 0.02) {
    const freedom = Math.max(1, series.times.length - 4);
    return {
      verdict: 'leak',
      slope: both.slope,
      margin: studentQuantile(0.05, freedom) * both.error,
      p: both.p,
      shape: both.name,
      fitted: both.fitted,
      reason: 'warms up, and keeps growing when that is over',
    };
  }
  const fillTime = filling.fillTime ?? span;
  const isFull = Math.exp(-span / fillTime) < nearlyFull;
  return {
    verdict: isFull ? 'plateau' : 'unsettled',
    slope: late.slope,
    margin: marginOf(late),
    p: late.p,
    shape: filling.name,
    fillTime,
    fitted: filling.fitted,
    reason: isFull ? 'filled up and has levelled off' : 'grows by ever less, as a cache does that fills',
  };
};

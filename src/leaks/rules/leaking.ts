// What grows, still grows, and is none of the harmless kinds: a leak.

import { studentQuantile } from '#statistics';
import { fitShapes } from '../shape.ts';
import { growthOf } from '../trend.ts';
import type { Rule } from '../verdict.ts';
import { isRetained } from './growing.ts';

export const leaking: Rule = (evidence) => {
  const { series, noise, trend, late, span } = evidence;
  const { linear, onset } = fitShapes(series, noise);
  if (!series.hasBirths && noise.residence < span / 4) {
    return {
      verdict: 'suspect',
      ...growthOf(trend),
      shape: 'linear',
      ...(linear === undefined ? {} : { fitted: linear.fitted }),
      reason:
        'grows, but what is there is soon replaced: more traffic would look like this, and how much comes and goes is not counted',
    };
  }
  const reason = isRetained(evidence)
    ? 'hardly anything of what it adds ever goes away'
    : 'grows beyond what births and deaths explain, and does not slow down';
  if (
    onset !== undefined &&
    linear !== undefined &&
    onset.criterion < linear.criterion - 2 &&
    late.slope > 0
  ) {
    const freedom = Math.max(1, series.times.length - 3);
    return {
      verdict: 'leak',
      slope: onset.slope,
      margin: studentQuantile(0.05, freedom) * Math.max(onset.error, late.error),
      p: trend.p,
      shape: 'onset',
      onset: onset.turn ?? 0,
      fitted: onset.fitted,
      reason,
    };
  }
  return {
    verdict: 'leak',
    ...growthOf(trend),
    shape: 'linear',
    ...(linear === undefined ? {} : { fitted: linear.fitted }),
    reason,
  };
};

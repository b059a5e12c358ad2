// Still grows, but by ever less: a cache that fills. A leak may hide under it.

import { fitShapes } from '../shape.ts';
import { growthOf } from '../trend.ts';
import { studentQuantile } from '#statistics';
import { lineUnderFilling, slowingChance } from '../birth-course.ts';
import type { Rule } from '../verdict.ts';
import { isRetained, slowing, unlikelyFilling } from './growing.ts';

/** What of the filling may be left when a site counts as full. */
const nearlyFull = 0.06;
/** Below this, births say by themselves that they are not only a cache's; above, the curve must agree. */
const certainLine = 0.02;
/** The chance to take late births of a cache for a possible leak under it. */
const doubtfulFilling = 0.1;

export const saturating: Rule = (evidence) => {
  const { series, noise, late, span } = evidence;
  const { linear, saturating: filling, 'saturating over linear': both } = fitShapes(series, noise);
  if (linear === undefined || filling === undefined) return undefined;
  // What nothing dies of tells by its births alone, which is more than a curve through the values tells.
  const isAllKept = isRetained(evidence);
  const curved = Math.min(filling.criterion, both?.criterion ?? Number.POSITIVE_INFINITY);
  if (curved >= linear.criterion - 2 && !(isAllKept && slowingChance(series) < slowing)) return undefined;
  const kept = isAllKept ? lineUnderFilling(series) : undefined;
  const line = kept ?? both;
  const isCloser = both !== undefined && both.criterion < filling.criterion;
  const isSure =
    (isCloser && both.p < 0.01 && (kept === undefined || kept.p < unlikelyFilling)) ||
    (kept !== undefined && kept.p < certainLine);
  if (line !== undefined && isSure && late.p < 0.02) {
    const freedom = Math.max(1, series.times.length - 4);
    return {
      verdict: 'leak',
      slope: line.slope,
      margin: studentQuantile(0.05, freedom) * line.error,
      p: line.p,
      shape: 'saturating over linear',
      ...(both === undefined ? {} : { fitted: both.fitted }),
      reason: 'warms up, and keeps growing when that is over',
    };
  }
  // Where births are only seen as growth, deaths that were not seen bend the course as well.
  if (series.hasBirths && kept !== undefined && kept.p < doubtfulFilling && late.p < 0.05) {
    return {
      verdict: 'suspect',
      ...growthOf(late),
      shape: filling.name,
      fitted: filling.fitted,
      reason: 'warms up, and grows longer than most caches fill',
    };
  }
  const fillTime = filling.fillTime ?? span;
  const isFull = Math.exp(-span / fillTime) < nearlyFull;
  return {
    verdict: isFull ? 'plateau' : 'unsettled',
    ...growthOf(late),
    shape: filling.name,
    fillTime,
    fitted: filling.fitted,
    reason: isFull ? 'filled up and has levelled off' : 'grows by ever less, as a cache does that fills',
  };
};

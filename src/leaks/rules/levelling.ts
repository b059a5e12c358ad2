// Grew, but no longer: a cache or a pool that has warmed up, or that is about to.

import { growthOf } from '../trend.ts';
import { fitShapes } from '../shape.ts';
import type { Rule } from '../verdict.ts';
import { hasStopped, isStillGrowing } from './growing.ts';

export const levelling: Rule = (evidence) => {
  if (isStillGrowing(evidence)) return undefined;
  const { series, noise, trend, early, late } = evidence;
  const shapes = fitShapes(series, noise);
  const level = [shapes.saturating, shapes.stop].find(
    (shape) => shape !== undefined && shape.criterion < (shapes.linear?.criterion ?? 0) - 2,
  );
  const isSlower = early.slope - late.slope > 1.64 * Math.hypot(early.error, late.error);
  const isPlateau = level !== undefined || isSlower || hasStopped(evidence);
  if (
    !isPlateau &&
    (shapes.linear?.criterion ?? 0) <= (shapes.saturating?.criterion ?? 0) &&
    late.slope > 0
  ) {
    return {
      verdict: 'suspect',
      ...growthOf(trend),
      shape: 'linear',
      reason: 'grows, but the later half alone does not prove that it goes on',
    };
  }
  return {
    verdict: isPlateau ? 'plateau' : 'unsettled',
    ...growthOf(late),
    p: isPlateau ? late.p : trend.p,
    shape: level?.name ?? (isPlateau ? 'stop' : 'linear'),
    ...(level?.fillTime === undefined ? {} : { fillTime: level.fillTime }),
    ...(level === undefined ? {} : { fitted: level.fitted }),
    reason: isPlateau ? 'grew at first and has levelled off' : 'grew, but not clearly in the later half',
  };
};

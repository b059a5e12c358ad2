// Whether a series grows at all, and whether it still does in the later half.

import { arrivals, lineUnderFilling, slowingChance, stoppedChance } from '../birth-course.ts';
import type { Evidence } from '../evidence.ts';
import { fitShapes } from '../shape.ts';
import type { CountSeries } from '../site-series.ts';
import { growthOf } from '../trend.ts';
import type { Rule } from '../verdict.ts';

/** With 30 sites, 0.15 of them are called growing by chance. */
const growthLevel = 0.005;
const suspicion = 0.05;
/** Of the later half: it need not prove the growth once more, but should not speak against it. */
const doubtful = 0.3;

/** The chance to take for slowing what does not. */
export const slowing = 0.02;
/** The chance to take late births of a cache for a leak under it. */
export const unlikelyFilling = 0.05;

/** Without births, from few snapshots, how fast objects come and go is itself a guess. */
const guessedLevel = 0.001;
const enoughToGuess = 16;

/** Where all turns over ten times in the window, births known: what is left to chance is little, and p is too large. */
const equilibriumLevel = 0.02;

export function isGrowing(evidence: Evidence): boolean {
  return evidence.trend.p < levelOf(evidence) || isRetained(evidence);
}

function levelOf({ series: { hasBirths, times }, noise, span, trend }: Evidence): number {
  if (!hasBirths) return times.length >= enoughToGuess ? growthLevel : guessedLevel;
  const isExplained = trend.dispersion < 1 + 2 * Math.sqrt(2 / trend.freedom);
  return noise.residence < span / 10 && isExplained ? equilibriumLevel : growthLevel;
}

/** Nearly nothing of what was allocated was freed: that it grows is then a fact, only its rate is uncertain. */
export function isRetained({ series, births, deaths, net, lateNet }: Evidence): boolean {
  if (!series.hasBirths && series.times.length < enoughToGuess) return false;
  if (deaths > 0.15 * births || net < 5 || lateNet < 3) return false;
  // What came twice is no course.
  return arrivals(series.born) > 2.5;
}

/** Whether nothing has been added for so long that what grew is full. */
export function hasStopped(evidence: Evidence): boolean {
  return isRetained(evidence) && stoppedChance(evidence.series) < 0.01;
}

export function isStillGrowing(evidence: Evidence): boolean {
  if (hasStopped(evidence)) return false;
  if (evidence.late.p < 0.05) return true;
  if (isRetained(evidence) && !isFilling(evidence.series)) return true;
  return outgrowsTurnover(evidence);
}

/** Whether births slow down as those of a cache do, and leave no growth that would remain. */
function isFilling(series: CountSeries): boolean {
  return slowingChance(series) < slowing && lineUnderFilling(series).p >= unlikelyFilling;
}

/**
 * What turns over many times in the window is in equilibrium after the first few: it cannot still be filling up. So
 * where most die young, the later half need not prove by itself that growth goes on, only not speak against it.
 */
function outgrowsTurnover(evidence: Evidence): boolean {
  const { series, noise, span, trend, late } = evidence;
  if (!series.hasBirths || noise.residence > span / 4 || trend.p >= levelOf(evidence)) return false;
  if (late.p >= 0.2 || late.slope < trend.slope / 2) return false;
  const { linear, saturating, stop } = fitShapes(series, noise);
  return [saturating, stop].every(
    (shape) => linear !== undefined && (shape === undefined || linear.criterion <= shape.criterion),
  );
}

export const notGrowing: Rule = (evidence) => {
  if (isGrowing(evidence)) return undefined;
  const { trend } = evidence;
  const told = growthOf(trend);
  if (1 - trend.p < growthLevel) {
    return { ...told, verdict: 'shrinking', shape: 'linear', reason: 'falls' };
  }
  if (trend.p < suspicion && evidence.late.p < doubtful) {
    return {
      ...told,
      verdict: 'suspect',
      shape: 'linear',
      reason: 'seems to grow, but chance is not ruled out',
    };
  }
  return {
    ...told,
    verdict: 'steady',
    shape: 'constant',
    reason: 'no growth beyond what births and deaths explain',
  };
};

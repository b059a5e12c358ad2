// Whether a series grows at all, and whether it still does in the later half.

import { binomialAtLeast } from '#statistics';
import type { Evidence } from '../evidence.ts';
import { fitShapes } from '../shape.ts';
import { marginOf } from '../trend.ts';
import type { Rule } from '../verdict.ts';

/** With 30 sites, 0.15 of them are called growing by chance. */
const growthLevel = 0.005;
const suspicion = 0.05;
/** Of the later half: it need not prove the growth once more, but should not speak against it. */
const doubtful = 0.3;

/** Without births, from few snapshots, how fast objects come and go is itself a guess. */
const guessedLevel = 0.001;
const enoughToGuess = 16;

export function isGrowing(evidence: Evidence): boolean {
  const { hasBirths, times } = evidence.series;
  const level = hasBirths || times.length >= enoughToGuess ? growthLevel : guessedLevel;
  return evidence.trend.p < level || isRetained(evidence);
}

/** Nearly nothing of what was allocated was freed: that it grows is then a fact, only its rate is uncertain. */
export function isRetained({ series, births, deaths, net, lateNet }: Evidence): boolean {
  if (!series.hasBirths && series.times.length < enoughToGuess) return false;
  return deaths <= 0.15 * births && net >= 5 && lateNet >= 3;
}

export function isStillGrowing(evidence: Evidence): boolean {
  if (evidence.late.p < 0.05) return true;
  if (isRetained(evidence) && !isSlowing(evidence)) return true;
  return outgrowsTurnover(evidence);
}

/**
 * What turns over many times in the window is in equilibrium after the first few: it cannot still be filling up. So
 * where most die young, the later half need not prove by itself that growth goes on, only not speak against it.
 */
function outgrowsTurnover({ series, noise, span, trend, late }: Evidence): boolean {
  if (!series.hasBirths || noise.residence > span / 4 || trend.p >= growthLevel) return false;
  if (late.p >= 0.2 || late.slope < trend.slope / 2) return false;
  const { linear, saturating, stop } = fitShapes(series, noise);
  return [saturating, stop].every(
    (shape) => linear !== undefined && (shape === undefined || linear.criterion <= shape.criterion),
  );
}

/** Whether fewer were born in the later half than chance explains. */
function isSlowing({ births, lateBirths, series, half, span }: Evidence): boolean {
  const lateShare = (series.times.at(-1)! - series.times[half]!) / span;
  const early = Math.round(births - lateBirths);
  return binomialAtLeast(early, early + Math.round(lateBirths), 1 - lateShare) < 0.02;
}

export const notGrowing: Rule = (evidence) => {
  if (isGrowing(evidence)) return undefined;
  const { trend } = evidence;
  const told = { slope: trend.slope, margin: marginOf(trend), p: trend.p };
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

// Grows because more is going on: objects stay as long as before, there are just more of them.

import { binomialAtLeast } from '#statistics';
import { growthOf } from '../trend.ts';
import { mean, sum } from '../site-series.ts';
import type { Rule } from '../verdict.ts';

export const load: Rule = ({ series, trend, half, births, lateBirths, lateNet }) => {
  const { times, live, hasBirths } = series;
  if (!hasBirths || trend.p >= 0.05 || lateNet >= 0.5 * lateBirths) return undefined;
  const earlyTime = times[half]! - times[0]!;
  const lateTime = times.at(-1)! - times[half]!;
  const earlyRate = (births - lateBirths) / earlyTime;
  const lateRate = lateBirths / lateTime;
  // Little's law: mean live = rate of births times the mean time that one stays.
  const earlyStay = mean(live.subarray(0, half + 1)) / earlyRate;
  const lateStay = mean(live.subarray(half)) / lateRate;
  if (!(lateRate > 1.25 * earlyRate && lateStay < 1.25 * earlyStay)) return undefined;
  const share = lateTime / (earlyTime + lateTime);
  if (binomialAtLeast(Math.round(lateBirths), Math.round(births), share) > 0.01) return undefined;
  const stay = mean(live) / (sum(series.born) / (earlyTime + lateTime));
  return {
    verdict: 'load',
    ...growthOf(trend),
    shape: 'linear',
    reason: `follows traffic: allocation rose to ${(lateRate / earlyRate).toFixed(1)} times as much, and objects stay ${stay.toPrecision(2)} s as before`,
  };
};

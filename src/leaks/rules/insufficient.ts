// Too few snapshots, or too few sampled objects, to tell growth from chance.

import { growthOf } from '../trend.ts';
import type { Rule } from '../verdict.ts';

const fewestSnapshots = 6;
const fewestSampled = 3;

export const insufficient: Rule = ({ series, sampled, trend }) => {
  const most = sampled.reduce((most, value) => Math.max(most, value), 0);
  const isShort = series.times.length < fewestSnapshots;
  if (!isShort && most >= fewestSampled) return undefined;
  return {
    verdict: 'insufficient',
    ...growthOf(trend),
    shape: 'constant',
    reason: isShort
      ? `${series.times.length} snapshots are too few, ${fewestSnapshots} are the least`
      : `at most ${most} sampled ${most === 1 ? 'object was' : 'objects were'} live at once`,
  };
};

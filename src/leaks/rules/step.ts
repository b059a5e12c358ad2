// Grew at once: a new configuration, a table that was loaded. Before and after it does not grow.

import { gatherEvidence, type Evidence } from '../evidence.ts';
import { marginOf } from '../trend.ts';
import type { Rule } from '../verdict.ts';
import { isGrowing } from './growing.ts';

const smallest = 6;

export const step: Rule = (evidence) => {
  const jump = largestJump(evidence);
  if (jump === undefined) return undefined;
  const { series, sampled } = evidence;
  const { row, size } = jump;
  const without = series.live.map((value, i) => (i >= row ? value - size : value));
  const born = series.born.map((value, i) => (i === row - 1 ? Math.max(0, value - size) : value));
  const rest = gatherEvidence({ ...series, live: without, born }, sampled);
  if (isGrowing(rest)) return undefined;
  return {
    verdict: 'step',
    slope: rest.trend.slope,
    margin: marginOf(rest.trend),
    p: rest.trend.p,
    shape: 'step',
    stepAt: series.times[row]! - series.times[0]!,
    stepSize: size,
    reason: 'grew at once and not before or after',
  };
};

/** One rise that has more than half of all rises and is far beyond the others, and not at the edges. */
function largestJump({
  series: { live },
}: Evidence): { readonly row: number; readonly size: number } | undefined {
  const rises: number[] = [];
  let row = 0;
  for (let i = 1; i < live.length; i++) {
    const rise = live[i]! - live[i - 1]!;
    rises.push(rise);
    if (rise > (rises[row - 1] ?? 0)) row = i;
  }
  const size = rises[row - 1] ?? 0;
  const others = rises.filter((_, i) => i !== row - 1).map(Math.abs);
  const usual = others.toSorted((a, b) => a - b)[Math.floor(others.length * 0.9)] ?? 0;
  const all = rises.reduce((sum, rise) => sum + Math.max(0, rise), 0);
  if (size < smallest || size < all / 2 || size < 5 * usual) return undefined;
  return row < 2 || row > live.length - 3 ? undefined : { row, size };
}

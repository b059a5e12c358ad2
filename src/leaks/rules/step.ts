// Grew at once: a new configuration, a table that was loaded. Before and after it does not grow.

import { gatherEvidence, type Evidence } from '../evidence.ts';
import { growthOf } from '../trend.ts';
import type { Finding, Rule } from '../verdict.ts';
import { isGrowing } from './growing.ts';

const smallest = 6;
/** How many standard deviations of the other changes a jump is beyond their mean. */
const outlying = 4.5;
/** What is loaded four times is loaded again and again: a staircase, which leaks. */
const mostSteps = 3;
/** How many snapshots after it tell that a step does not go on. */
const settled = 3;

export const step: Rule = (evidence) => {
  for (let count = 1; count <= mostSteps; count++) {
    const jumps = outlyingRises(evidence.series.live, count);
    const finding = jumps === undefined ? undefined : asSteps(evidence, jumps);
    if (finding !== undefined) return finding;
  }
  return undefined;
};

/** Undefined when there is growth without the jumps. */
function asSteps({ series, sampled, net }: Evidence, jumps: readonly Jump[]): Finding | undefined {
  const size = jumps.reduce((sum, jump) => sum + jump.size, 0);
  // Other growth, or a fall that took it back, is more than the jumps.
  if (net > 2 * size || net < size / 2) return undefined;
  const { times } = series;
  const live = series.live.map((value, i) =>
    jumps.reduce((rest, jump) => (i >= jump.row ? rest - jump.size : rest), value),
  );
  const born = series.born.slice();
  for (const { row, size: jump } of jumps) born[row - 1] = Math.max(0, born[row - 1]! - jump);
  const rest = gatherEvidence({ ...series, live, born }, sampled);
  if (isGrowing(rest) || rest.late.p < 0.01) return undefined;
  const rows = jumps.map(({ row }) => row).toSorted((a, b) => a - b);
  // A first snapshot may be too low: no collection had published what was there.
  if (rows.at(-1)! < 2) return undefined;
  const isOver = rows.at(-1)! <= times.length - settled;
  const often = jumps.length === 1 ? 'at once' : `${jumps.length} times at once`;
  return {
    verdict: isOver ? 'step' : 'suspect',
    ...growthOf(rest.trend),
    shape: 'step',
    stepAt: times[rows[0]!]! - times[0]!,
    stepSize: size,
    reason: isOver
      ? `grew ${often} and not before or after`
      : `grew ${often}, but too late to tell whether it goes on`,
  };
}

interface Jump {
  /** Of the first value after it. */
  readonly row: number;
  readonly size: number;
}

/** The largest so many rises, if all of them are far beyond all other changes. */
function outlyingRises(live: Float64Array, count: number): readonly Jump[] | undefined {
  const changes = Array.from(live.subarray(1), (value, i) => ({ row: i + 1, size: value - live[i]! }));
  changes.sort((a, b) => b.size - a.size);
  const jumps = changes.slice(0, count);
  const others = changes.slice(count);
  const usual = others.reduce((sum, { size }) => sum + size, 0) / others.length;
  const squares = others.reduce((sum, { size }) => sum + (size - usual) ** 2, 0);
  const deviation = Math.sqrt(Math.max(0.5, squares / Math.max(1, others.length - 1)));
  const least = Math.max(smallest, usual + outlying * deviation);
  return jumps.every(({ size }) => size >= least) ? jumps : undefined;
}

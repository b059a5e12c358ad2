// Gives every function of a series its verdict, where stacks change by inlining: the innermost that explains a growth has it.

import { accumulate, createColumns, seriesOf, type Columns } from './columns.ts';
import { judgeSeries, type Judgement } from './judge-series.ts';
import type { JudgedSite } from './judge-sites.ts';
import type { FunctionStack } from './read-functions.ts';
import { isShrinking, mayBeReplaced, takenOver } from './rules/replaced.ts';
import type { Finding, Verdict } from './verdict.ts';
import { sum } from './site-series.ts';

/** What grows is explained by the function that has this verdict, and left out of what its callers are judged by. */
const explaining: ReadonlySet<Verdict> = new Set<Verdict>([
  'leak',
  'unsettled',
  'plateau',
  'step',
  'sawtooth',
  'replaced',
]);

/** @param stacks of functions, leaf first. */
export function judgeFunctions(
  stacks: readonly FunctionStack[],
  times: Float64Array,
  hasBirths: boolean,
): readonly JudgedSite[] {
  const members = new Map<string, number[]>();
  for (const [index, { functions }] of stacks.entries()) {
    for (const name of functions) {
      const known = members.get(name);
      if (known === undefined) members.set(name, [index]);
      else known.push(index);
    }
  }
  const columnsOf = (indexes: readonly number[]): Columns => {
    const columns = createColumns(times.length);
    for (const index of indexes) accumulate(columns, stacks[index]!.columns);
    return columns;
  };
  const judge = (indexes: readonly number[]): Judgement =>
    judgeSeries(seriesOf(columnsOf(indexes), times, hasBirths));

  // From the smallest to the largest: a function holds all that those it calls hold, and so comes after them.
  const ordered = [...members]
    .map(([name, indexes]) => ({
      name,
      indexes,
      bytes: sum(columnsOf(indexes).bytes),
      depth: depthOf(name, indexes),
    }))
    .toSorted((a, b) => a.bytes - b.bytes || a.depth - b.depth);
  const explained = new Set<number>();
  return ordered.map(({ name, indexes }) => {
    const own = indexes.filter((index) => !explained.has(index));
    const judgement = judge(own);
    const finding = foundFor(name, own, judgement);
    if (explaining.has(finding.verdict)) for (const index of own) explained.add(index);
    return { ...judgement, finding, frames: [name], members: own };
  });

  /** Its finding, or that it took over from others that allocate through a function that it calls. */
  function foundFor(name: string, own: readonly number[], judgement: Judgement): Finding {
    if (!mayBeReplaced(judgement.finding)) return judgement.finding;
    for (const callee of calleesOf(name, own)) {
      const others = othersOf(callee, name);
      if (others.length === 0 || !isShrinking(judge(others))) continue;
      const finding = takenOver(judgement, judge([...own, ...others]));
      if (finding.verdict === 'replaced') return finding;
    }
    return judgement.finding;
  }

  function depthOf(name: string, indexes: readonly number[]): number {
    return (
      indexes.reduce((depth, index) => depth + stacks[index]!.functions.indexOf(name), 0) / indexes.length
    );
  }

  /** The functions that it is seen to call, and that allocate for it. */
  function calleesOf(name: string, indexes: readonly number[]): ReadonlySet<string> {
    const callees = new Set<string>();
    for (const index of indexes) {
      const { functions } = stacks[index]!;
      for (let i = functions.indexOf(name) - 1; i >= 0; i--) callees.add(functions[i]!);
    }
    return callees;
  }

  /** What others than `caller` hold through `callee`. */
  function othersOf(callee: string, caller: string): readonly number[] {
    return members.get(callee)!.filter((index) => !stacks[index]!.functions.includes(caller));
  }
}

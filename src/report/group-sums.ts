// Adds up the values of groups of nodes, such as those of one function, one line or one instruction.

import { divided, nodesWithValue, sumNodeValues, weighStacks, type FrameNodes } from '#graph';
import { addInt64, type Int64 } from '#profile';
import type { ReportContext } from './context.ts';

/** Sums over samples. */
export interface Values {
  readonly flat: number;
  readonly cum: number;
}

export interface GroupValues extends Values {
  /** The same as means, if means were asked for. */
  readonly mean: Values;
}

/** Sets of nodes. */
export type NodeGroups = readonly (readonly number[])[];

export interface GroupSums {
  /** The nodes that have values. */
  readonly nodes: Uint32Array;
  /** The values of each group. */
  sum(groups: NodeGroups): GroupValues[];
}

/** A sample counts once for a group; with `compat`, as in pprof, once for each of its nodes that is on the stack. */
export function createGroupSums(
  { profile, selection, dropNegative, compat }: ReportContext,
  frames: FrameNodes,
): GroupSums {
  const weights = weighStacks(profile, selection);
  const values = sumNodeValues(profile.stacks, frames, weights);

  function sumNodes(group: readonly number[]): GroupValues {
    const total = (column: Float64Array): number => sumRows(column, group);
    return withMeans(
      total(values.flat),
      total(values.flatDivisor),
      total(values.cum),
      total(values.cumDivisor),
    );
  }

  /** @param groups that have no node in common. */
  function sumSamples(groups: NodeGroups): GroupValues[] {
    const groupOf = new Uint32Array(frames.count);
    for (let group = 0; group < groups.length; group++) {
      for (const node of groups[group]!) groupOf[node] = group + 1;
    }
    const node = frames.node.map((node) => groupOf[node]!);
    const merged = { ...frames, count: groups.length + 1, node };
    const { flat, flatDivisor, cum, cumDivisor } = sumNodeValues(profile.stacks, merged, weights);
    return groups.map((_, i) =>
      withMeans(flat[i + 1]!, flatDivisor[i + 1]!, cum[i + 1]!, cumDivisor[i + 1]!),
    );
  }

  function sum(groups: NodeGroups): GroupValues[] {
    if (compat || groups.every((group) => group.length <= 1)) return groups.map(sumNodes);
    const sums = new Map<readonly number[], GroupValues>();
    for (const layer of disjointLayers(groups, frames.count)) {
      for (const [i, values] of sumSamples(layer).entries()) sums.set(layer[i]!, values);
    }
    return groups.map((group) => sums.get(group)!);
  }

  return { nodes: nodesWithValue({ count: frames.count, values }, dropNegative), sum };
}

/** The sum of some rows of a column, which wraps as an int64. */
export function sumRows(column: Float64Array, rows: Iterable<number>): number {
  let sum: Int64 | undefined;
  // What is not added to stays as it was rounded, rather than wrap around.
  for (const row of rows) sum = sum === undefined ? column[row]! : addInt64(sum, column[row]!);
  return Number(sum ?? 0);
}

function withMeans(flat: number, flatDivisor: number, cum: number, cumDivisor: number): GroupValues {
  return { flat, cum, mean: { flat: divided(flat, flatDivisor), cum: divided(cum, cumDivisor) } };
}

/** Spreads groups over as many layers as it takes for no two groups of a layer to have a node in common. */
function disjointLayers(groups: NodeGroups, nodeCount: number): NodeGroups[] {
  const layers: NodeGroups[] = [];
  for (let rest = groups; rest.length > 0;) {
    const isTaken = new Uint8Array(nodeCount);
    const later: (readonly number[])[] = [];
    const layer = rest.filter((group) => {
      if (group.some((node) => isTaken[node] === 1)) {
        later.push(group);
        return false;
      }
      for (const node of group) isTaken[node] = 1;
      return true;
    });
    layers.push(layer);
    rest = later;
  }
  return layers;
}

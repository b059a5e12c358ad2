// Adds up the flat and cumulative values of every node in one walk over the stacks.

import type { StackTable } from '#profile';
import type { FrameNodes } from './frame-nodes.ts';
import { joinLimbs, wideSums, type StackWeights } from './stack-weights.ts';

/** Columns with one row per node. Divisors are 0 unless means were asked for. */
export interface NodeValues {
  readonly flat: Float64Array;
  /** The exact flat values that a number cannot hold, by node. */
  readonly wideFlat: ReadonlyMap<number, bigint>;
  readonly flatDivisor: Float64Array;
  readonly cum: Float64Array;
  readonly cumDivisor: Float64Array;
}

/** @param repeated whether a stack counts once for a node, or as often as the node is on it. */
export function sumNodeValues(
  stacks: StackTable,
  frames: Pick<FrameNodes, 'count' | 'offsets' | 'node'>,
  weights: StackWeights,
  repeated: 'once' | 'each time' = 'once',
): NodeValues {
  const sum = (column: Float64Array): ColumnSums =>
    sumColumn(stacks, frames, column, weights.isActive, repeated);
  const weight = weights.weight.map(sum);
  const divisor = weights.divisor.map(sum);
  const zeros = new Float64Array(frames.count);
  return {
    flat: joinLimbs(weight.map((sums) => sums.flat)),
    wideFlat: wideSums(weight.map((sums) => sums.flat)),
    cum: joinLimbs(weight.map((sums) => sums.cum)),
    flatDivisor: divisor.length === 0 ? zeros : joinLimbs(divisor.map((sums) => sums.flat)),
    cumDivisor: divisor.length === 0 ? zeros : joinLimbs(divisor.map((sums) => sums.cum)),
  };
}

interface ColumnSums {
  readonly flat: Float64Array;
  readonly cum: Float64Array;
}

function sumColumn(
  stacks: StackTable,
  frames: Pick<FrameNodes, 'count' | 'offsets' | 'node'>,
  weight: Float64Array,
  isActive: Uint8Array,
  repeated: 'once' | 'each time',
): ColumnSums {
  const isOnce = repeated === 'once';
  const flat = new Float64Array(frames.count);
  const cum = new Float64Array(frames.count);
  // The last stack, plus 1, that a node was seen on: a recursive function counts once per stack.
  const seenOn = new Uint32Array(frames.count);
  const { offsets, locations } = stacks;
  const { offsets: frameOffsets, node: frameNode } = frames;
  for (let stack = 0; stack < stacks.count; stack++) {
    const start = offsets[stack]!;
    const end = offsets[stack + 1]!;
    if (isActive[stack] === 0 || start === end) continue;
    const value = weight[stack]!;
    const mark = stack + 1;
    for (let i = start; i < end; i++) {
      const location = locations[i]!;
      const last = frameOffsets[location + 1]!;
      for (let frame = frameOffsets[location]!; frame < last; frame++) {
        const node = frameNode[frame]!;
        if (seenOn[node] !== mark) {
          if (isOnce) seenOn[node] = mark;
          cum[node]! += value;
        }
      }
    }
    flat[frameNode[frameOffsets[locations[start]!]!]!]! += value;
  }
  return { flat, cum };
}

// Finds who calls whom, and with how much weight, among the nodes that are kept.

import { enlarged, slotMask, type StackTable } from '#profile';
import type { FrameNodes } from './frame-nodes.ts';
import { joinLimbs, type StackWeights } from './stack-weights.ts';

/** Columns with one row per edge. */
export interface EdgeTable {
  readonly count: number;
  /** Node that calls, and node that is called. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly weight: Float64Array;
  readonly weightDivisor: Float64Array;
  /** 1 where a stack has other nodes in between, which are not kept. */
  readonly isResidual: Uint8Array;
  /** 1 where every call was inlined. */
  readonly isInline: Uint8Array;
}

/** Which nodes take part: 1 per node that does. Absent means all. */
export interface EdgeSelection {
  readonly kept?: Uint8Array | undefined;
  /** Only edges into these nodes are wanted. */
  readonly targets?: Uint8Array | undefined;
}

export function sumEdges(
  stacks: StackTable,
  frames: FrameNodes,
  weights: StackWeights,
  selection: EdgeSelection,
): EdgeTable {
  const index = createEdgeIndex(frames.count);
  const sums = (column: Float64Array): Float64Array =>
    sumColumn(stacks, frames, column, weights.isActive, selection, index);
  const weight = joinLimbs(weights.weight.map(sums));
  const weightDivisor =
    weights.divisor.length === 0 ? new Float64Array(weight.length) : joinLimbs(weights.divisor.map(sums));
  return { ...index.columns(), weight, weightDivisor };
}

function sumColumn(
  stacks: StackTable,
  frames: FrameNodes,
  weight: Float64Array,
  isActive: Uint8Array,
  selection: EdgeSelection,
  index: EdgeIndex,
): Float64Array {
  const kept = selection.kept ?? allNodes(frames);
  const targets = selection.targets ?? allNodes(frames);
  const { offsets, locations } = stacks;
  const { offsets: frameOffsets, node: frameNode } = frames;
  let sums = new Float64Array(1024);
  // The last stack, plus 1, that an edge was seen on: it counts once per stack.
  let seenOn = new Uint32Array(1024);
  for (let stack = 0; stack < stacks.count; stack++) {
    if (isActive[stack] === 0) continue;
    const value = weight[stack]!;
    const mark = stack + 1;
    const start = offsets[stack]!;
    let parent = -1;
    let isResidual = false;
    for (let i = offsets[stack + 1]! - 1; i >= start; i--) {
      const location = locations[i]!;
      const first = frameOffsets[location]!;
      const last = frameOffsets[location + 1]! - 1;
      for (let frame = last; frame >= first; frame--) {
        const node = frameNode[frame]!;
        if (kept[node] === 0) {
          isResidual = true;
          continue;
        }
        if (parent >= 0 && parent !== node && targets[node] === 1) {
          const edge = index.find(parent, node);
          if (edge >= sums.length) {
            seenOn = enlarged(seenOn, edge * 2);
            const larger = new Float64Array(edge * 2);
            larger.set(sums);
            sums = larger;
          }
          if (seenOn[edge] !== mark) {
            seenOn[edge] = mark;
            sums[edge]! += value;
            index.describe(edge, isResidual, frame !== last);
          }
        }
        parent = node;
        isResidual = false;
      }
    }
  }
  return sums.subarray(0, index.count());
}

function allNodes(frames: FrameNodes): Uint8Array {
  return new Uint8Array(frames.count).fill(1);
}

interface EdgeIndex {
  /** The number of the edge, a new one if it has not been seen. */
  find(source: number, target: number): number;
  /** Records one call over the edge. */
  describe(edge: number, isResidual: boolean, isInline: boolean): void;
  count(): number;
  columns(): Omit<EdgeTable, 'weight' | 'weightDivisor'>;
}

function createEdgeIndex(nodes: number): EdgeIndex {
  let sources = new Uint32Array(1024);
  let targets = new Uint32Array(1024);
  let residual = new Uint8Array(1024);
  let inline = new Uint8Array(1024);
  let mask = slotMask(1024);
  // Edge + 1; 0 marks a free slot.
  let slots = new Uint32Array(mask + 1);
  // The edge, plus 1, that led to a node the last time: mostly the one that is wanted again.
  const recent = new Uint32Array(nodes);
  let count = 0;

  function find(source: number, target: number): number {
    const last = recent[target]!;
    if (last !== 0 && sources[last - 1] === source) return last - 1;
    let slot = slotOf(source, target);
    let entry = slots[slot]!;
    while (entry !== 0 && !(sources[entry - 1] === source && targets[entry - 1] === target)) {
      slot = (slot + 1) & mask;
      entry = slots[slot]!;
    }
    if (entry === 0) {
      if (count === sources.length) grow();
      sources[count] = source;
      targets[count] = target;
      inline[count] = 1;
      entry = ++count;
      slots[slot] = entry;
      if (count * 2 > mask) rehash();
    }
    recent[target] = entry;
    return entry - 1;
  }

  function slotOf(source: number, target: number): number {
    const hash = Math.imul(source ^ Math.imul(target, 0x85ebca6b), 0x9e3779b1);
    return (hash ^ (hash >>> 16)) & mask;
  }

  function grow(): void {
    const capacity = count * 2;
    sources = enlarged(sources, capacity);
    targets = enlarged(targets, capacity);
    residual = enlargedFlags(residual, capacity);
    inline = enlargedFlags(inline, capacity);
  }

  function rehash(): void {
    mask = mask * 2 + 1;
    slots = new Uint32Array(mask + 1);
    for (let edge = 0; edge < count; edge++) {
      let slot = slotOf(sources[edge]!, targets[edge]!);
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = edge + 1;
    }
  }

  return {
    find,
    describe(edge, isResidual, isInline) {
      if (isResidual) residual[edge] = 1;
      if (!isInline) inline[edge] = 0;
    },
    count: () => count,
    columns: () => ({
      count,
      source: sources.subarray(0, count),
      target: targets.subarray(0, count),
      isResidual: residual.subarray(0, count),
      isInline: inline.subarray(0, count),
    }),
  };
}

function enlargedFlags(flags: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(capacity);
  larger.set(flags);
  return larger;
}

// The call tree (option `call_tree`): a node for each path of calls, so every node has one caller.

import { enlarged, slotMask, type Profile, type StackTable } from '#profile';
import type { EdgeTable } from './edges.ts';
import type { FrameNodes } from './frame-nodes.ts';
import type { EdgeWish, NodeSource } from './graph.ts';
import type { NodeValues } from './node-values.ts';
import { joinLimbs, wideSums, type StackWeights } from './stack-weights.ts';

/** Columns with one row per tree node; a caller comes before what it calls. */
export interface CallTree {
  readonly count: number;
  /** The frame node it is an occurrence of. */
  readonly frameNode: Uint32Array;
  /** The caller + 1; 0 for a root. */
  readonly caller: Uint32Array;
  /** 1 where every call from the caller was inlined. */
  readonly isInline: Uint8Array;
  /** Per stack: the node of the leaf + 1; 0 for an empty or inactive stack. */
  readonly leaf: Uint32Array;
}

export function growCallTree(profile: Profile, frames: FrameNodes, weights: StackWeights): NodeSource {
  const tree = buildCallTree(profile.stacks, frames, weights.isActive);
  const values = sumValues(tree, weights);
  return {
    count: tree.count,
    values,
    info: (node) => frames.info(tree.frameNode[node]!),
    name: (node) => frames.name(tree.frameNode[node]!),
    edges: (wish) => linkCallers(tree, values, wish),
    stackNodes(stack, into) {
      let count = 0;
      for (let node = tree.leaf[stack]!; node !== 0; node = tree.caller[node - 1]!) into[count++] = node - 1;
      return count;
    },
    keepsValueless: true,
  };
}

/** @param isActive per stack: 0 leaves it out. */
export function buildCallTree(stacks: StackTable, frames: FrameNodes, isActive: Uint8Array): CallTree {
  const nodes = createTreeNodes();
  const leaf = new Uint32Array(stacks.count);
  for (let stack = 0; stack < stacks.count; stack++) {
    if (isActive[stack] === 0) continue;
    let node = 0;
    for (let i = stacks.offsets[stack + 1]! - 1; i >= stacks.offsets[stack]!; i--) {
      const location = stacks.locations[i]!;
      const last = frames.offsets[location + 1]! - 1;
      for (let frame = last; frame >= frames.offsets[location]!; frame--) {
        node = nodes.child(node, frames.node[frame]!, frame !== last);
      }
    }
    leaf[stack] = node;
  }
  return { ...nodes.columns(), leaf };
}

interface TreeNodes {
  /** The node (+ 1) of `frameNode` under `caller` (+ 1, or 0 for the root), made if it is not there. */
  child(caller: number, frameNode: number, isInline: boolean): number;
  columns(): Omit<CallTree, 'leaf'>;
}

function createTreeNodes(): TreeNodes {
  let callers = new Uint32Array(1024);
  let frameNodes = new Uint32Array(1024);
  // 1 where some call was not inlined.
  let outlined = new Uint32Array(1024);
  let mask = slotMask(1024);
  let slots = new Uint32Array(mask + 1);
  let count = 0;

  function slotOf(caller: number, frameNode: number): number {
    const hash = Math.imul(caller ^ Math.imul(frameNode, 0x85ebca6b), 0x9e3779b1);
    return (hash ^ (hash >>> 15)) & mask;
  }

  function grow(): void {
    callers = enlarged(callers, count * 2);
    frameNodes = enlarged(frameNodes, count * 2);
    outlined = enlarged(outlined, count * 2);
    mask = slotMask(count * 2);
    slots = new Uint32Array(mask + 1);
    for (let node = 0; node < count; node++) {
      let slot = slotOf(callers[node]!, frameNodes[node]!);
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = node + 1;
    }
  }

  return {
    child(caller, frameNode, isInline) {
      if (count === callers.length) grow();
      let slot = slotOf(caller, frameNode);
      let entry = slots[slot]!;
      while (entry !== 0 && !(callers[entry - 1] === caller && frameNodes[entry - 1] === frameNode)) {
        slot = (slot + 1) & mask;
        entry = slots[slot]!;
      }
      if (entry === 0) {
        callers[count] = caller;
        frameNodes[count] = frameNode;
        entry = ++count;
        slots[slot] = entry;
      }
      if (!isInline) outlined[entry - 1] = 1;
      return entry;
    },
    columns: () => ({
      count,
      caller: callers.subarray(0, count),
      frameNode: frameNodes.subarray(0, count),
      isInline: Uint8Array.from(outlined.subarray(0, count), (isOutlined) => 1 - isOutlined),
    }),
  };
}

function sumValues(tree: CallTree, weights: StackWeights): NodeValues {
  const flat = weights.weight.map((column) => sumLeaves(tree, column));
  const flatDivisor = weights.divisor.map((column) => sumLeaves(tree, column));
  const zeros = new Float64Array(tree.count);
  return {
    flat: joinLimbs(flat),
    wideFlat: wideSums(flat),
    cum: joinLimbs(flat.map((column) => sumSubtrees(tree, column))),
    flatDivisor: flatDivisor.length === 0 ? zeros : joinLimbs(flatDivisor),
    cumDivisor:
      flatDivisor.length === 0 ? zeros : joinLimbs(flatDivisor.map((column) => sumSubtrees(tree, column))),
  };
}

function sumLeaves(tree: CallTree, weight: Float64Array): Float64Array {
  const flat = new Float64Array(tree.count);
  for (let stack = 0; stack < tree.leaf.length; stack++) {
    const leaf = tree.leaf[stack]!;
    if (leaf !== 0) flat[leaf - 1]! += weight[stack]!;
  }
  return flat;
}

/** Callers have smaller numbers than what they call, so one pass backwards adds up all subtrees. */
function sumSubtrees(tree: CallTree, flat: Float64Array): Float64Array {
  const cum = flat.slice();
  for (let node = tree.count - 1; node >= 0; node--) {
    const caller = tree.caller[node]!;
    if (caller !== 0) cum[caller - 1]! += cum[node]!;
  }
  return cum;
}

/** An edge from the nearest kept caller to each kept node; its weight is all that the node has. */
function linkCallers(tree: CallTree, values: NodeValues, { kept, orphaned }: EdgeWish): EdgeTable {
  const source: number[] = [];
  const target: number[] = [];
  const isResidual: number[] = [];
  const isInline: number[] = [];
  for (let node = 0; node < tree.count; node++) {
    if (kept?.[node] === 0) continue;
    let callee = node;
    let isInlineSoFar = 1;
    let caller = 0;
    for (;;) {
      caller = orphaned?.[callee] === 1 ? 0 : tree.caller[callee]!;
      isInlineSoFar &= tree.isInline[callee]!;
      if (caller === 0 || kept?.[caller - 1] !== 0) break;
      callee = caller - 1;
    }
    if (caller === 0) continue;
    source.push(caller - 1);
    target.push(node);
    isResidual.push(callee === node ? 0 : 1);
    isInline.push(isInlineSoFar);
  }
  return {
    count: target.length,
    source: Uint32Array.from(source),
    target: Uint32Array.from(target),
    weight: Float64Array.from(target, (node) => values.cum[node]!),
    weightDivisor: Float64Array.from(target, (node) => values.cumDivisor[node]!),
    isResidual: Uint8Array.from(isResidual),
    isInline: Uint8Array.from(isInline),
  };
}

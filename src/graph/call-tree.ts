// The call tree (option `call_tree`): a node for each path of calls, so every node has one caller.

import { enlarged, type Profile, type StackTable } from '#profile';
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

/**
 * Stacks that are alike so far are a group; group by group, the next frame of each stack parts it. A group of one
 * is the end of all comparing: its frames are nodes of their own. So each frame is looked at once, and nothing is
 * searched for.
 * @param isActive per stack: 0 leaves it out.
 */
export function buildCallTree(stacks: StackTable, frames: FrameNodes, isActive: Uint8Array): CallTree {
  const nodes = createTreeNodes();
  const leaf = new Uint32Array(stacks.count);
  const cursor = createCursor(stacks, frames);
  const children = createChildren(frames.count);
  // The stacks of each group are neighbours here.
  const members = new Uint32Array(stacks.count);
  const parted = new Uint32Array(stacks.count);
  let active = 0;
  for (let stack = 0; stack < stacks.count; stack++) if (isActive[stack] === 1) members[active++] = stack;

  // The groups to part: start, end and node (+ 1) of each.
  const groups = [0, active, 0];
  while (groups.length > 0) {
    const caller = groups.pop()!;
    const end = groups.pop()!;
    const start = groups.pop()!;
    if (end - start === 1) addChain(members[start]!, caller);
    else if (end > start) part(start, end, caller);
  }
  return { ...nodes.columns(), leaf };

  function addChain(stack: number, caller: number): void {
    let node = caller;
    for (; cursor.isOnFrame(stack); cursor.advance(stack)) {
      node = nodes.add(node, cursor.frameNode(stack), cursor.isInline(stack));
    }
    leaf[stack] = node;
  }

  function part(start: number, end: number, caller: number): void {
    children.clear();
    for (let i = start; i < end; i++) {
      const stack = members[i]!;
      if (cursor.isOnFrame(stack)) children.count(cursor.frameNode(stack), cursor.isInline(stack));
      else leaf[stack] = caller;
    }
    const firstNode = nodes.count() + 1;
    let next = start;
    for (let child = 0; child < children.length(); child++) {
      nodes.add(caller, children.frameNode(child), children.isInline(child));
      next = children.place(child, next);
    }
    for (let i = start; i < end; i++) {
      const stack = members[i]!;
      if (!cursor.isOnFrame(stack)) continue;
      parted[children.nextPlace(cursor.frameNode(stack))] = stack;
      cursor.advance(stack);
    }
    members.set(parted.subarray(start, next), start);
    // The last is taken first, so that nodes come in the order of stacks.
    for (let child = children.length() - 1, last = next; child >= 0; child--) {
      const first = last - children.size(child);
      groups.push(first, last, firstNode + child);
      last = first;
    }
  }
}

/** Goes along the frames of stacks, from the root to the leaf. */
interface StackCursor {
  isOnFrame(stack: number): boolean;
  frameNode(stack: number): number;
  /** Whether the frame is inlined into the one before. */
  isInline(stack: number): boolean;
  advance(stack: number): void;
}

function createCursor({ count, offsets, locations }: StackTable, frames: FrameNodes): StackCursor {
  // One more than the place in `locations`; then the frame of that location.
  const place = offsets.slice(1, count + 1);
  const frame = new Uint32Array(count);
  for (let stack = 0; stack < count; stack++) enterLocation(stack);

  function enterLocation(stack: number): void {
    if (place[stack]! > offsets[stack]!)
      frame[stack] = frames.offsets[locations[place[stack]! - 1]! + 1]! - 1;
  }

  return {
    isOnFrame: (stack) => place[stack]! > offsets[stack]!,
    frameNode: (stack) => frames.node[frame[stack]!]!,
    isInline: (stack) => frame[stack] !== frames.offsets[locations[place[stack]! - 1]! + 1]! - 1,
    advance(stack) {
      if (frame[stack] !== frames.offsets[locations[place[stack]! - 1]!]) frame[stack]!--;
      else {
        place[stack]!--;
        enterLocation(stack);
      }
    },
  };
}

/** The callees of one group of stacks, in the order in which they are met. */
interface GroupChildren {
  clear(): void;
  /** Notes one more stack that goes on with this frame. */
  count(frameNode: number, isInline: boolean): void;
  length(): number;
  frameNode(child: number): number;
  /** Whether all its frames were inlined. */
  isInline(child: number): boolean;
  size(child: number): number;
  /** Says where the stacks of a child begin. @returns where they end. */
  place(child: number, start: number): number;
  /** The place for the next stack that goes on with this frame. */
  nextPlace(frameNode: number): number;
}

function createChildren(frameNodeCount: number): GroupChildren {
  // The child of each frame node, if it was met since the last clearing.
  const childOf = new Uint32Array(frameNodeCount);
  const metAt = new Uint32Array(frameNodeCount);
  let clearing = 0;
  const frameNodes: number[] = [];
  const sizes: number[] = [];
  const called: boolean[] = [];
  const places: number[] = [];
  return {
    clear() {
      clearing++;
      frameNodes.length = sizes.length = called.length = places.length = 0;
    },
    count(frameNode, isInline) {
      if (metAt[frameNode] !== clearing) {
        metAt[frameNode] = clearing;
        childOf[frameNode] = frameNodes.push(frameNode) - 1;
        sizes.push(0);
        called.push(false);
      }
      const child = childOf[frameNode]!;
      sizes[child]!++;
      if (!isInline) called[child] = true;
    },
    length: () => frameNodes.length,
    frameNode: (child) => frameNodes[child]!,
    isInline: (child) => !called[child]!,
    size: (child) => sizes[child]!,
    place(child, start) {
      places[child] = start;
      return start + sizes[child]!;
    },
    nextPlace: (frameNode) => places[childOf[frameNode]!]!++,
  };
}

interface TreeNodes {
  /** Adds a node of `frameNode` under `caller` (+ 1, or 0 for the root). @returns its number + 1 */
  add(caller: number, frameNode: number, isInline: boolean): number;
  count(): number;
  columns(): Omit<CallTree, 'leaf'>;
}

function createTreeNodes(): TreeNodes {
  let callers = new Uint32Array(1024);
  let frameNodes = new Uint32Array(1024);
  let inline = new Uint8Array(1024);
  let count = 0;

  function grow(): void {
    callers = enlarged(callers, count * 2);
    frameNodes = enlarged(frameNodes, count * 2);
    const grown = new Uint8Array(count * 2);
    grown.set(inline);
    inline = grown;
  }

  return {
    add(caller, frameNode, isInline) {
      if (count === callers.length) grow();
      callers[count] = caller;
      frameNodes[count] = frameNode;
      inline[count] = isInline ? 1 : 0;
      return ++count;
    },
    count: () => count,
    columns: () => ({
      count,
      caller: callers.subarray(0, count),
      frameNode: frameNodes.subarray(0, count),
      isInline: inline.subarray(0, count),
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

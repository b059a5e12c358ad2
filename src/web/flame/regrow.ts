// Grows other trees from a flame graph: from the leaves up, and from one function in both directions.

import { flameChildren, sumSubtrees, type FlameData } from '#flame';

/** What calls some frames, and what they call, each as a tree of its own with those frames as its root. */
export interface PivotedFlame {
  readonly callers: FlameData;
  readonly callees: FlameData;
}

/** Bottom-up: the callees of the root are the functions with flat values, on each of them its callers. */
export function invertFlame(data: FlameData): FlameData {
  const leaves = nodesWhere(data, (node) => node > 0 && data.values.some(({ flat }) => flat[node] !== 0));
  const weights = data.values.map(({ flat }) => Float64Array.from(leaves, (node) => flat[node]!));
  return growUp(data, leaves, weights, true);
}

/**
 * The callers and callees of all frames with `isPivot`. Of a recursion the outermost call counts, as in pprof.
 * @param isPivot length of the frames: 1 for those meant.
 */
export function pivotFlame(data: FlameData, isPivot: Uint8Array): PivotedFlame {
  const isInside = new Uint8Array(data.count);
  const outermost = nodesWhere(data, (node) => {
    if (node === 0) return false;
    const isMeant = isPivot[data.frame[node]!]!;
    const isCalledByOne = isInside[data.parent[node]!]!;
    isInside[node] = isMeant | isCalledByOne;
    return isMeant === 1 && isCalledByOne === 0;
  });
  const weights = data.values.map(({ cum }) => Float64Array.from(outermost, (node) => cum[node]!));
  return {
    callers: withPivotAsRoot(growUp(data, outermost, weights, false), isPivot),
    callees: withPivotAsRoot(growDown(data, outermost), isPivot),
  };
}

function nodesWhere({ count }: FlameData, isWanted: (node: number) => boolean): Uint32Array {
  const nodes: number[] = [];
  for (let node = 0; node < count; node++) if (isWanted(node)) nodes.push(node);
  return Uint32Array.from(nodes);
}

/**
 * A tree towards the root of `data`: each start sends its weight to its caller, to that one's caller and so on;
 * those that meet under one node in equal frames go on as one.
 * @param isWithStarts whether the first row is the starts themselves, or their callers.
 */
function growUp(
  data: FlameData,
  starts: Uint32Array,
  weights: readonly Float64Array[],
  isWithStarts: boolean,
): FlameData {
  const tree = createGrowingTree(data);
  // Where each start is by now, and on which node of the new tree. Those that arrived at the root drop out.
  let at = isWithStarts ? starts : starts.map((start) => data.parent[start]!);
  let under = new Uint32Array(starts.length);
  let origin = Uint32Array.from(starts, (_, i) => i);
  while (at.length > 0) {
    const arrived = tree.addRow(at, under);
    let left = 0;
    const nextAt = new Uint32Array(at.length);
    const nextUnder = new Uint32Array(at.length);
    const nextOrigin = new Uint32Array(at.length);
    for (let i = 0; i < at.length; i++) {
      if (at[i] === 0) {
        for (let v = 0; v < weights.length; v++) tree.addFlat(v, under[i]!, weights[v]![origin[i]!]!);
        continue;
      }
      nextAt[left] = data.parent[at[i]!]!;
      nextUnder[left] = arrived[i]!;
      nextOrigin[left++] = origin[i]!;
    }
    at = nextAt.subarray(0, left);
    under = nextUnder.subarray(0, left);
    origin = nextOrigin.subarray(0, left);
  }
  return tree.finish();
}

/** A tree away from the root: the subtrees of `starts`, laid over one another. */
function growDown(data: FlameData, starts: Uint32Array): FlameData {
  const tree = createGrowingTree(data);
  const children = flameChildren(data.parent);
  let row = starts;
  let nodes = new Uint32Array(starts.length);
  while (row.length > 0) {
    let length = 0;
    for (const from of row) length += children[from + 1]! - children[from]!;
    const next = new Uint32Array(length);
    const under = new Uint32Array(length);
    let filled = 0;
    for (let i = 0; i < row.length; i++) {
      const from = row[i]!;
      for (const [v, { flat }] of data.values.entries()) tree.addFlat(v, nodes[i]!, flat[from]!);
      for (let child = children[from]!; child < children[from + 1]!; child++) {
        next[filled] = child;
        under[filled++] = nodes[i]!;
      }
    }
    nodes = tree.addRow(next, under);
    row = next;
  }
  return tree.finish();
}

/** A tree that gets its nodes row by row; the root is there from the start. */
interface GrowingTree {
  /**
   * Adds a node for each different frame under each different node of the row before.
   * @param steps nodes of the old tree; its root adds none.
   * @returns for each of `steps` its node in the new tree.
   */
  addRow(steps: Uint32Array, under: Uint32Array): Uint32Array<ArrayBuffer>;
  addFlat(value: number, node: number, weight: number): void;
  finish(): FlameData;
}

function createGrowingTree(data: FlameData): GrowingTree {
  const parent = [-1];
  const frame = [0];
  const isInline = [0];
  const flats = data.values.map(() => [0]);
  // By frame: the node that it got last, and under which node that was.
  const nodeOf = new Uint32Array(data.frames.name.length);
  const underOf = new Int32Array(data.frames.name.length).fill(-1);

  return {
    addRow(steps, under) {
      const nodes = new Uint32Array(steps.length);
      for (const i of orderBy(under)) {
        const step = steps[i]!;
        if (step === 0) continue;
        const stepFrame = data.frame[step]!;
        if (underOf[stepFrame] !== under[i]) {
          underOf[stepFrame] = under[i]!;
          nodeOf[stepFrame] = parent.push(under[i]!) - 1;
          frame.push(stepFrame);
          isInline.push(1);
          for (const flat of flats) flat.push(0);
        }
        const node = nodeOf[stepFrame]!;
        nodes[i] = node;
        isInline[node]! &= data.isInline[step]!;
      }
      return nodes;
    },
    addFlat(value, node, weight) {
      flats[value]![node]! += weight;
    },
    finish() {
      const parents = Int32Array.from(parent);
      return {
        count: parents.length,
        parent: parents,
        frame: Uint32Array.from(frame),
        isInline: Uint8Array.from(isInline),
        values: data.values.map((value, v) => {
          const flat = Float64Array.from(flats[v]!);
          return { ...value, flat, cum: sumSubtrees(parents, flat) };
        }),
        selected: data.selected,
        frames: data.frames,
      };
    },
  };
}

/** The indexes of `keys`, those of the smallest first: in one row keys are close to one another, so they are counted. */
function orderBy(keys: Uint32Array): Uint32Array {
  const least = keys.reduce((least, key) => Math.min(least, key), Number.POSITIVE_INFINITY);
  const most = keys.reduce((most, key) => Math.max(most, key), 0);
  const starts = new Uint32Array(keys.length === 0 ? 1 : most - least + 2);
  for (const key of keys) starts[key - least + 1]!++;
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < keys.length; i++) order[starts[keys[i]! - least]!++] = i;
  return order;
}

/** The root of a pivoted tree is the pivot itself. */
function withPivotAsRoot(tree: FlameData, isPivot: Uint8Array): FlameData {
  const [only, ...others] = Array.from(isPivot.keys()).filter((frame) => isPivot[frame] === 1);
  if (only === undefined) return tree;
  if (others.length === 0) {
    const frame = tree.frame.slice();
    frame[0] = only;
    return { ...tree, frame };
  }
  const name = [`${others.length + 1} functions`, ...tree.frames.name.slice(1)];
  return { ...tree, frames: { ...tree.frames, name } };
}

// Grows other trees from a flame graph: from the leaves up, and from one function in both directions.

import { flameChildren, sumSubtrees, type FlameData } from '#flame';

/** What calls some frames, and what they call, each as a tree of its own with those frames as its root. */
export interface PivotedFlame {
  readonly callers: FlameData;
  readonly callees: FlameData;
}

/** How much of a tree is grown: what is too narrow to be seen would only take time, and so would its callers. */
export interface Detail {
  /** Nodes with a smaller part of all get no callers, unless they are in the subtree at `path`. */
  readonly leastShare: number;
  /** Names from the one after the root on. In the subtree that they lead to, parts are those of its root. */
  readonly path: readonly string[];
}

/** With all that there is. */
const everything: Detail = { leastShare: 0, path: [] };

/** Bottom-up: the callees of the root are the functions with flat values, on each of them its callers. */
export function invertFlame(data: FlameData, detail: Detail = everything): FlameData {
  const flats = data.values.map(({ flat }) => flat);
  const leaves = nodesWhere(data, (node) => node > 0 && flats.some((flat) => flat[node] !== 0));
  return growUp(data, leaves, gathered(flats, leaves), true, detail);
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
  const weights = gathered(
    data.values.map(({ cum }) => cum),
    outermost,
  );
  return {
    callers: withPivotAsRoot(growUp(data, outermost, weights, false, everything), isPivot),
    callees: withPivotAsRoot(growDown(data, outermost), isPivot),
  };
}

function nodesWhere({ count }: FlameData, isWanted: (node: number) => boolean): Uint32Array {
  const nodes = new Uint32Array(count);
  let found = 0;
  for (let node = 0; node < count; node++) if (isWanted(node)) nodes[found++] = node;
  return nodes.slice(0, found);
}

/** Of each column the values of some nodes. */
function gathered(columns: readonly Float64Array[], nodes: Uint32Array): Float64Array[] {
  return columns.map((column) => {
    const values = new Float64Array(nodes.length);
    for (let i = 0; i < nodes.length; i++) values[i] = column[nodes[i]!]!;
    return values;
  });
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
  detail: Detail,
): FlameData {
  const tree = createGrowingTree(data);
  const end = detail.leastShare > 0 ? createEnd(data, weights[data.selected]!, detail) : undefined;
  // Where each start is by now, and on which node of the new tree. Those that arrived at the root drop out.
  let at = isWithStarts ? starts : starts.map((start) => data.parent[start]!);
  let under = new Uint32Array(starts.length);
  let origin = new Uint32Array(starts.length);
  for (let i = 0; i < origin.length; i++) origin[i] = i;
  while (at.length > 0) {
    const arrived = tree.addRow(at, under);
    end?.addRow(at, under, arrived, origin);
    let left = 0;
    const nextAt = new Uint32Array(at.length);
    const nextUnder = new Uint32Array(at.length);
    const nextOrigin = new Uint32Array(at.length);
    for (let i = 0; i < at.length; i++) {
      const isAtRoot = at[i] === 0;
      if (isAtRoot || end?.isEnd(arrived[i]!) === true) {
        const node = isAtRoot ? under[i]! : arrived[i]!;
        for (let v = 0; v < weights.length; v++) tree.addFlat(v, node, weights[v]![origin[i]!]!);
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

/** Tells where a tree needs no further rows. */
interface GrowthEnd {
  /** As `GrowingTree.addRow`, with what that returned. */
  addRow(steps: Uint32Array, under: Uint32Array, nodes: Uint32Array, origin: Uint32Array): void;
  /** Of a node in the row that was added last. */
  isEnd(node: number): boolean;
}

/** @param weights of the starts: what a node has is the sum of their magnitudes. */
function createEnd(
  { frame, frames }: FlameData,
  weights: Float64Array,
  { leastShare, path }: Detail,
): GrowthEnd {
  const least = leastShare * weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  // By new node: what goes through it, and how many names of the path lead to it; -1 beside the path.
  const sums: number[] = [0];
  const onPath: number[] = [0];
  let leastInside = 0;
  let lastPlace = path.length === 0 ? -1 : 0;

  return {
    addRow(steps, under, nodes, origin) {
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i]!;
        if (step === 0) continue;
        const node = nodes[i]!;
        if (onPath[node] === undefined) {
          const place = onPath[under[i]!]!;
          const isNext = place >= 0 && place < path.length && frames.name[frame[step]!] === path[place];
          onPath[node] = isNext ? place + 1 : place === path.length && place > 0 ? place : -1;
        }
        sums[node] = (sums[node] ?? 0) + Math.abs(weights[origin[i]!]!);
        if (onPath[node] === path.length && onPath[under[i]!] === path.length - 1) lastPlace = node;
      }
      if (lastPlace > 0 && leastInside === 0) leastInside = leastShare * sums[lastPlace]!;
    },
    isEnd(node) {
      const place = onPath[node]!;
      if (place > 0) return place === path.length && sums[node]! < leastInside;
      return sums[node]! < least;
    },
  };
}

/** A tree away from the root: the subtrees of `starts`, laid over one another. */
function growDown(data: FlameData, starts: Uint32Array): FlameData {
  const tree = createGrowingTree(data);
  const flats = data.values.map(({ flat }) => flat);
  const children = flameChildren(data.parent);
  let row = starts;
  let nodes = new Uint32Array(starts.length);
  while (row.length > 0) {
    let length = 0;
    for (let i = 0; i < row.length; i++) length += children[row[i]! + 1]! - children[row[i]!]!;
    const next = new Uint32Array(length);
    const under = new Uint32Array(length);
    let filled = 0;
    for (let i = 0; i < row.length; i++) {
      const from = row[i]!;
      for (let v = 0; v < flats.length; v++) tree.addFlat(v, nodes[i]!, flats[v]![from]!);
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
      const order = orderBy(under);
      for (let o = 0; o < order.length; o++) {
        const i = order[o]!;
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
  const order = new Uint32Array(keys.length);
  if (keys.length === 0) return order;
  let least = keys[0]!;
  let most = keys[0]!;
  for (let i = 1; i < keys.length; i++) {
    least = Math.min(least, keys[i]!);
    most = Math.max(most, keys[i]!);
  }
  const starts = new Uint32Array(most - least + 2);
  for (let i = 0; i < keys.length; i++) starts[keys[i]! - least + 1]!++;
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
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

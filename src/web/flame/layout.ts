// Places the boxes of a flame graph: who lies where, in which row, and how much lies below each.

import { flameChildren, type FlameData } from '#flame';

/** Siblings from left to right: the widest first, or by name, which stays the same from profile to profile. */
export type FlameOrder = 'size' | 'name';

/** A flame graph and how wide its boxes are. */
export interface FlameTree {
  readonly data: FlameData;
  /** Length `count`: in the unit of the value shown; a box is at least as wide as all that is on it. */
  readonly widths: Float64Array;
}

/** All columns have length `count` unless they say otherwise. */
export interface FlameLayout extends FlameTree {
  /** The callees of node `n`, from left to right, are `order[children[n] .. children[n + 1])`; length `count + 1`. */
  readonly children: Uint32Array;
  /** Entry 0 is unused, so that callees have the places that they have in `children`. */
  readonly order: Uint32Array;
  /** Where a node is in `order`. */
  readonly place: Uint32Array;
  /** Where a box begins, in the unit of `widths`. */
  readonly offset: Float64Array;
  /** 0 for the root. */
  readonly row: Uint32Array;
  /** How many nodes with a width there are in the subtree, with its own. */
  readonly subtree: Uint32Array;
  /** How many rows have boxes. */
  readonly rows: number;
}

export function layOutFlame({ data, widths }: FlameTree, orderBy: FlameOrder): FlameLayout {
  const { count, parent } = data;
  const children = flameChildren(parent);
  const order = Uint32Array.from({ length: count }, (_, node) => node);
  sortSiblings(order, children, orderBy === 'size' ? negated(widths) : nameRanks(data));

  const offset = new Float64Array(count);
  const row = new Uint32Array(count);
  const place = new Uint32Array(count);
  let rows = 0;
  for (let node = 0; node < count; node++) {
    let next = offset[node]!;
    const childRow = row[node]! + 1;
    const end = children[node + 1]!;
    for (let i = children[node]!; i < end; i++) {
      const child = order[i]!;
      offset[child] = next;
      row[child] = childRow;
      place[child] = i;
      next += widths[child]!;
    }
    if (row[node]! >= rows && (widths[node] !== 0 || node === 0)) rows = row[node]! + 1;
  }
  const subtree = new Uint32Array(count);
  for (let node = count - 1; node >= 0; node--) {
    if (widths[node] !== 0) subtree[node]!++;
    if (node > 0) subtree[parent[node]!]! += subtree[node]!;
  }
  return { data, widths, children, order, place, offset, row, subtree, rows };
}

function negated(widths: Float64Array): Float64Array {
  return widths.map((width) => -width);
}

/** For each node the rank of its name among all names. */
function nameRanks({ count, frame, frames }: FlameData): Float64Array {
  const byName = Array.from(frames.name, (_, index) => index);
  byName.sort((a, b) => compareNames(frames.name[a]!, frames.name[b]!) || a - b);
  const rankOf = new Float64Array(byName.length);
  for (let rank = 0; rank < byName.length; rank++) rankOf[byName[rank]!] = rank;
  const ranks = new Float64Array(count);
  for (let node = 0; node < count; node++) ranks[node] = rankOf[frame[node]!]!;
  return ranks;
}

function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const fewSiblings = 12;

/** Sorts the callees of each node by `keys`, the smallest first; equal ones stay in order. */
function sortSiblings(order: Uint32Array, children: Uint32Array, keys: Float64Array): void {
  for (let node = 0; node + 1 < children.length; node++) {
    const start = children[node]!;
    const end = children[node + 1]!;
    if (end - start < 2 || isSorted(order, start, end, keys)) continue;
    if (end - start <= fewSiblings) sortFew(order, start, end, keys);
    else order.subarray(start, end).sort((a, b) => keys[a]! - keys[b]! || a - b);
  }
}

function isSorted(order: Uint32Array, start: number, end: number, keys: Float64Array): boolean {
  for (let i = start + 1; i < end; i++) if (keys[order[i - 1]!]! > keys[order[i]!]!) return false;
  return true;
}

function sortFew(order: Uint32Array, start: number, end: number, keys: Float64Array): void {
  for (let i = start + 1; i < end; i++) {
    const node = order[i]!;
    let at = i;
    for (; at > start && keys[order[at - 1]!]! > keys[node]!; at--) order[at] = order[at - 1]!;
    order[at] = node;
  }
}

/** The node in `row` whose box covers `position`, a distance from the left in the unit of `widths`; -1 for none. */
export function nodeAt(layout: FlameLayout, row: number, position: number): number {
  const { widths } = layout;
  let node = 0;
  if (position < 0 || position >= widths[0]!) return -1;
  while (node >= 0 && layout.row[node]! < row) node = childAt(layout, node, position);
  return node;
}

function childAt({ children, order, offset, widths }: FlameLayout, node: number, position: number): number {
  let low = children[node]!;
  let high = children[node + 1]!;
  // The last callee that begins at or before the position.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offset[order[middle]!]! <= position) low = middle + 1;
    else high = middle;
  }
  if (low === children[node]) return -1;
  const child = order[low - 1]!;
  return position < offset[child]! + widths[child]! ? child : -1;
}

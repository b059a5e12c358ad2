// How wide the boxes of a flame graph are, and where they begin.

import type { FlameData, FlameValue } from './flame-data.ts';

/**
 * The width of each node in units of its value (length `count`): `cum`, or where values are negative, which
 * would let a box be narrower than what is on it, the sum of the magnitudes of all flat values in its subtree.
 */
export function flameWidths({ parent }: FlameData, { flat, cum }: FlameValue): Float64Array {
  if (!flat.some((value) => value < 0)) return cum;
  return sumSubtrees(parent, flat.map(Math.abs));
}

/** The sum of `flat` over the subtree of each node; callers come before what they call. */
export function sumSubtrees(parent: Int32Array, flat: Float64Array): Float64Array {
  const cum = flat.slice();
  for (let node = flat.length - 1; node > 0; node--) cum[parent[node]!]! += cum[node]!;
  return cum;
}

/** Where each node begins (length `count`), in the unit of `widths`: siblings from left to right, own use after them. */
export function flameOffsets(parent: Int32Array, widths: Float64Array): Float64Array {
  const offsets = new Float64Array(widths.length);
  let sibling = -1;
  let next = 0;
  for (let node = 1; node < widths.length; node++) {
    const caller = parent[node]!;
    if (caller !== sibling) {
      sibling = caller;
      next = offsets[caller]!;
    }
    offsets[node] = next;
    next += widths[node]!;
  }
  return offsets;
}

/** The callees of node `n` are the nodes `children[n] .. children[n + 1])`; length `count + 1`. */
export function flameChildren(parent: Int32Array): Uint32Array {
  const { length } = parent;
  const children = new Uint32Array(length + 1);
  let child = 1;
  for (let node = 0; node < length; node++) {
    children[node] = child;
    while (child < length && parent[child] === node) child++;
  }
  children[length] = child;
  return children;
}

// Moves through a flame graph by keys: to callers, callees and neighbours.

import type { FlameLayout } from './layout.ts';

export type FlameStep = 'stay' | 'caller' | 'callee' | 'left' | 'right' | 'first' | 'last';

/** The node that a step leads to; the same one where there is none. */
export function stepFrom(layout: FlameLayout, node: number, step: FlameStep): number {
  const { data, children, order, place, widths } = layout;
  if (step === 'callee') return widestChild(layout, node) ?? node;
  if (node === 0 || step === 'stay') return node;
  const caller = data.parent[node]!;
  const start = children[caller]!;
  const end = children[caller + 1]!;
  switch (step) {
    case 'caller':
      return caller;
    case 'left':
      return order[Math.max(start, place[node]! - 1)]!;
    case 'right': {
      const next = order[Math.min(end - 1, place[node]! + 1)]!;
      // What has no width is nowhere to be seen.
      return widths[next] === 0 ? node : next;
    }
    case 'first':
      return order[start]!;
    default:
      return order[end - 1]!;
  }
}

function widestChild({ children, order, widths }: FlameLayout, node: number): number | undefined {
  let widest: number | undefined;
  for (let i = children[node]!; i < children[node + 1]!; i++) {
    const child = order[i]!;
    if (widths[child]! > (widest === undefined ? 0 : widths[widest]!)) widest = child;
  }
  return widest;
}

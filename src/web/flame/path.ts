// Names a node by the frames that lead to it, which says the same in another profile of the same program.

import type { FlameData } from '#flame';

/** The names of the frames from the one after the root to the node; empty for the root. */
export function pathOf({ parent, frame, frames }: FlameData, node: number): string[] {
  const path: string[] = [];
  for (let at = node; at > 0; at = parent[at]!) path.push(frames.name[frame[at]!]!);
  return path.reverse();
}

/** The node that the path leads to, or the last one before it leads nowhere. */
export function nodeOnPath({ count, parent, frame, frames }: FlameData, path: readonly string[]): number {
  let node = 0;
  let step = 0;
  // Callees come after their callers, so that one pass finds each step.
  for (let next = 1; next < count && step < path.length; next++) {
    if (parent[next]! > node) break;
    if (parent[next] !== node || frames.name[frame[next]!] !== path[step]) continue;
    node = next;
    step++;
  }
  return node;
}

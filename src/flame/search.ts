// Finds frames in a flame graph and adds up how much of it they account for.

import type { FlameData } from './flame-data.ts';

export interface FlameMatches {
  /** Length `count`: 1 for the nodes that match. */
  readonly isMatch: Uint8Array;
  /** How many nodes match. */
  readonly nodes: number;
  /** The width of all that match together with what they called; nested matches count once. */
  readonly matched: number;
}

/** @param widths of the nodes. @param matches is asked once for each frame; the root never matches. */
export function matchFlame(
  { count, parent, frame, frames }: FlameData,
  widths: Float64Array,
  matches: (name: string) => boolean,
): FlameMatches {
  const isMatchingFrame = Uint8Array.from(frames.name, (name, i) => (i > 0 && matches(name) ? 1 : 0));
  const isMatch = new Uint8Array(count);
  // 1 also for all that a match called.
  const isCovered = new Uint8Array(count);
  let nodes = 0;
  let matched = 0;
  for (let node = 1; node < count; node++) {
    isMatch[node] = isMatchingFrame[frame[node]!]!;
    const isInside = isCovered[parent[node]!]!;
    nodes += isMatch[node]!;
    isCovered[node] = isMatch[node]! | isInside;
    if (isMatch[node] === 1 && isInside === 0) matched += widths[node]!;
  }
  return { isMatch, nodes, matched };
}

/**
 * The predicate of a search text. A valid regular expression matches without regard to case, unless it has
 * a capital letter; any other text is looked for as it stands.
 */
export function compileSearch(text: string, isRegexp: boolean): (name: string) => boolean {
  const flags = /[A-Z]/.test(text.replaceAll(/\\./g, '')) ? '' : 'i';
  const literal = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = regexpOf(isRegexp ? text : literal, flags) ?? new RegExp(literal, flags);
  return (name) => pattern.test(name);
}

/** Undefined for a text that is no regular expression. */
export function regexpOf(text: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(text, flags);
  } catch {
    return undefined;
  }
}

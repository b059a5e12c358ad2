// A V8 call tree as columns, and the stacks, locations and functions that its nodes become in a Profile.

import { ProfileError, type ProfileBuilder } from '#profile';

import { integerOf, malformed, objectOf, textOf } from './json.ts';

/** The nodes of a call tree, in any order. A root has parent -1. */
export interface CallTree {
  readonly parents: ArrayLike<number>;
  /** The `callFrame` of each node as it stands in the file. */
  readonly callFrames: readonly unknown[];
}

export interface CallTreeStacks {
  /**
   * The stack of a node, leaf first and without the root. `line` (1-based) is where the leaf was; without
   * it the leaf, like every caller, is at the start of its function: V8 does not write call sites.
   */
  add(node: number, line?: number): number;
}

/** Stacks of a tree repeat each node once per descendant, so a small deep file could ask for any amount. */
const maxFrames = 2 ** 26;

export function createCallTreeStacks(builder: ProfileBuilder, tree: CallTree): CallTreeStacks {
  const nodes = tree.callFrames.length;
  const functions = createFunctions(builder);
  const functionOf = new Int32Array(nodes).fill(-1);
  const locationAtStart = new Int32Array(nodes).fill(-1);
  const locationOf = new Map<string, number>();
  let stack = new Uint32Array(64);
  let frames = 0;

  function add(node: number, line?: number): number {
    let depth = 0;
    for (let at = node; at !== -1; at = tree.parents[at]!) {
      const isRoot = tree.parents[at] === -1;
      // What the root itself holds would otherwise be a sample without any frame.
      if (isRoot && depth > 0 && isRootFrame(tree.callFrames[at])) break;
      if (depth === nodes) malformed('a node is its own ancestor');
      if (depth === stack.length) stack = doubled(stack);
      stack[depth++] = depth === 1 && line !== undefined ? locationOn(at, line) : locationAt(at);
    }
    frames += depth;
    if (frames > maxFrames) {
      throw new ProfileError('too-large', `V8 profile with more than ${maxFrames} frames in its stacks`);
    }
    return builder.stacks.add(stack, 0, depth);
  }

  function locationAt(node: number): number {
    if (locationAtStart[node] === -1) {
      const { startLine, column } = functions.position(functionAt(node));
      locationAtStart[node] = location(functionAt(node), startLine, column);
    }
    return locationAtStart[node]!;
  }

  /** V8 writes no columns of lines; where all code is on one line, that of the function is the next best. */
  function locationOn(node: number, line: number): number {
    const fn = functionAt(node);
    return line === functions.position(fn).startLine ? locationAt(node) : location(fn, line, 0);
  }

  function functionAt(node: number): number {
    if (functionOf[node] === -1) functionOf[node] = functions.add(tree.callFrames[node]);
    return functionOf[node]!;
  }

  function location(fn: number, line: number, column: number): number {
    const identity = `${fn}:${line}:${column}`;
    const known = locationOf.get(identity);
    if (known !== undefined) return known;
    const added = builder.addLocation({
      lines: [{ function: fn, line: BigInt(line), column: BigInt(column) }],
    });
    locationOf.set(identity, added);
    return added;
  }

  return { add };
}

interface Functions {
  /** Index of the function that a `callFrame` names. */
  add(callFrame: unknown): number;
  /** Where a function starts, 1-based; 0 where that is unknown. */
  position(fn: number): { readonly startLine: number; readonly column: number };
}

function createFunctions(builder: ProfileBuilder): Functions {
  const indexOf = new Map<string, number>();
  const positions: { startLine: number; column: number }[] = [];
  return {
    add(callFrame) {
      const frame = objectOf(callFrame, 'callFrame');
      const name = textOf(frame['functionName'], 'functionName');
      const url = textOf(frame['url'] ?? '', 'url');
      const startLine = oneBased(frame['lineNumber'], 'lineNumber');
      const column = oneBased(frame['columnNumber'], 'columnNumber');
      // Minified code has all its functions on one line, so the column tells them apart.
      const identity = `${name}\n${url}\n${startLine}:${column}`;
      const known = indexOf.get(identity);
      if (known !== undefined) return known;
      const fn = builder.addFunction({
        name: name === '' ? '(anonymous)' : name,
        filename: filePath(url),
        startLine: BigInt(startLine),
      });
      positions.push({ startLine, column });
      indexOf.set(identity, fn);
      return fn;
    },
    position: (fn) => positions[fn] ?? { startLine: 0, column: 0 },
  };
}

/** The path of a `file:` URL; any other URL (`node:fs`, `https://…`) as it stands. */
export function filePath(url: string): string {
  const match = /^file:\/\/(?:localhost)?(\/[^?#]*)/.exec(url);
  if (match === null) return url;
  const path = decodePercents(match[1] ?? '');
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}

function decodePercents(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // A stray % is part of the name.
  }
}

/** V8 counts call frame lines and columns from 0, and has -1 for code without a position. */
function oneBased(value: unknown, where: string): number {
  return value === undefined ? 0 : Math.max(0, integerOf(value, where) + 1);
}

function isRootFrame(callFrame: unknown): boolean {
  return objectOf(callFrame, 'callFrame')['functionName'] === '(root)';
}

function doubled(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}

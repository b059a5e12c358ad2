// Call stacks as data, whatever the host makes of `Error.prepareStackTrace`.

import type { CallFrame } from './v8-profiles.ts';

/** A call that is under way: the function, as V8's profilers tell it, and where in it the call is. */
export interface CallPlace {
  readonly frame: CallFrame;
  /** 1-based, of the code that runs; 0 where unknown. */
  readonly line: number;
  readonly column: number;
}

/** V8's heap profiler goes as deep. */
const deepestStack = 64;

/**
 * @param below the stack begins at the caller of this function
 * @returns leaf first; nothing of it keeps objects of the program alive
 */
export function captureCallStack(below: (...args: never[]) => unknown): CallPlace[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = deepestStack;
    Error.prepareStackTrace = (_, sites) => sites;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, below);
    return (holder.stack ?? []).map(placeOf);
  } catch {
    // Where the host has frozen Error, there are no stacks.
    return [];
  } finally {
    restore(prepareStackTrace, stackTraceLimit);
  }
}

function restore(prepareStackTrace: typeof Error.prepareStackTrace, stackTraceLimit: number): void {
  try {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  } catch {
    // Frozen: nothing was changed either.
  }
}

function placeOf(site: NodeJS.CallSite): CallPlace {
  const line = site.getLineNumber() ?? 0;
  const column = site.getColumnNumber() ?? 0;
  return {
    frame: {
      functionName: site.getFunctionName() ?? '',
      url: site.getFileName() ?? '',
      lineNumber: (site.getEnclosingLineNumber() ?? line) - 1,
      columnNumber: (site.getEnclosingColumnNumber() ?? column) - 1,
    },
    line,
    column,
  };
}

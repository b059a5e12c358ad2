// Follows what is pending in the process and where it was created: the goroutines of Node.

import { createHook, type AsyncHook } from 'node:async_hooks';

export interface StackPlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface PendingResource {
  readonly id: number;
  /** Such as Timeout, TCPWRAP, PROMISE. */
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Leaf first; without Node's own frames. */
  readonly stack: readonly StackPlace[];
}

export interface AsyncResources {
  isTracking(): boolean;
  /** Costs a stack trace for each resource that is created from now on. */
  track(wanted: boolean): void;
  pending(): readonly PendingResource[];
  /** Kinds of what keeps the process alive, as Node tells them without tracking. */
  active(): readonly string[];
}

/** A leak of promises must not become one of ours. */
const mostResources = 100_000;
const deepestStack = 32;

export function createAsyncResources(): AsyncResources {
  const resources = new Map<number, PendingResource>();
  let hook: AsyncHook | undefined;

  function init(id: number, type: string): void {
    if (resources.size >= mostResources) return;
    resources.set(id, { id, type, createdAt: Date.now(), stack: captureStack(init) });
  }

  function remove(id: number): void {
    resources.delete(id);
  }

  return {
    isTracking: () => hook !== undefined,
    track(wanted) {
      if (wanted === (hook !== undefined)) return;
      hook?.disable();
      resources.clear();
      hook = wanted ? createHook({ init, destroy: remove, promiseResolve: remove }).enable() : undefined;
    },
    pending: () => [...resources.values()],
    active: () => process.getActiveResourcesInfo(),
  };
}

/** The stack at the caller of `below`, whatever the host makes of `Error.prepareStackTrace`. */
function captureStack(below: (id: number, type: string) => void): StackPlace[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = deepestStack;
    Error.prepareStackTrace = (_, sites) => sites;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, below);
    return (holder.stack ?? []).flatMap(placeOf);
  } catch {
    // Where the host has frozen Error, resources have no stacks.
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

function placeOf(site: NodeJS.CallSite): StackPlace[] {
  const file = site.getFileName() ?? '';
  if (file === '' || file.startsWith('node:')) return [];
  const name = site.getFunctionName() ?? '(anonymous)';
  return [{ name, file, line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 }];
}

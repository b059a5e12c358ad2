// Follows what is pending in the process and where it was created: the goroutines of Node.

import { createHook, type AsyncHook } from 'node:async_hooks';
import { captureCallStack } from './call-stacks.ts';

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

/** The program's own frames. */
function captureStack(below: (id: number, type: string) => void): StackPlace[] {
  return captureCallStack(below).flatMap(({ frame, line, column }) => {
    const { functionName, url } = frame;
    if (url === '' || url.startsWith('node:')) return [];
    return [{ name: functionName === '' ? '(anonymous)' : functionName, file: url, line, column }];
  });
}

// Remembers who started the workers of this thread.

import { subscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { captureCallStack, type CallPlace } from './call-stacks.ts';

export interface WorkerOrigin {
  readonly threadId: number;
  /** Leaf first; without Node's own frames. */
  readonly stack: readonly CallPlace[];
}

/**
 * Workers that start from now on, by Node's own channel: nothing is wrapped.
 * @returns what tells of those that run
 */
export function watchWorkerOrigins(): () => readonly WorkerOrigin[] {
  const origins = new Map<number, WorkerOrigin>();
  function noteWorker(message: unknown): void {
    const { worker } = message as { readonly worker: Worker };
    const { threadId } = worker;
    const stack = captureCallStack(noteWorker).filter(({ frame }) => isOfProgram(frame.url));
    origins.set(threadId, { threadId, stack });
    worker.once('exit', () => origins.delete(threadId));
  }
  subscribe('worker_threads', noteWorker);
  return () => [...origins.values()];
}

function isOfProgram(url: string): boolean {
  return url !== '' && !url.startsWith('node:');
}

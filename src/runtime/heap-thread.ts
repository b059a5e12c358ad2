// A thread beside the program's, which reads the main thread's heap sampler and makes profiles: the event loop is held
// up by nothing but V8's own part of it.

import { join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import type { ExternalRecording, ThreadExternal } from './external-memory.ts';
import type { HeapSamples } from './heap-reader.ts';
import type { HeapReading } from './heap-sampler.ts';
import { ownThreadName } from './inspector.ts';

export interface HeapThread {
  /**
   * @returns undefined where there can be no such thread, and the caller has to do it.
   * @throws Error when V8 has no sampler.
   */
  read(collectFirst: boolean): Promise<HeapSamples | undefined>;
  /** @returns profile.proto, not compressed; undefined as of `read`. */
  build(order: BuildOrder): Promise<Uint8Array | undefined>;
}

/** What `buildHeapProfile` needs, as data. */
export interface BuildOrder {
  readonly reading: HeapReading;
  readonly view: 'heap' | 'allocs';
  readonly ages: boolean;
  readonly external?: readonly ThreadExternal[] | undefined;
  readonly externalAllocations?: ExternalRecording | undefined;
  readonly sourceMaps: boolean;
}

export type HeapThreadRequest =
  | { readonly id: number; readonly kind: 'read'; readonly collectFirst: boolean }
  | { readonly id: number; readonly kind: 'build'; readonly order: BuildOrder };

/** `error`: what V8 or the work itself had against it, which is no fault of the thread. */
export type HeapThreadAnswer =
  | { readonly id: number; readonly result: HeapSamples | Uint8Array }
  | { readonly id: number; readonly error: string };

/** Who takes a profile a minute finds it warm; it holds some 10 MB. */
const lingerMillis = 60_000;

export function createHeapThread(): HeapThread {
  const waiting = new Map<number, (answer: HeapThreadAnswer | undefined) => void>();
  let worker: Worker | undefined;
  let lastId = 0;
  let lingering: NodeJS.Timeout | undefined;
  // The inspector reaches the main thread alone.
  let isPossible = isMainThread;

  function start(): Worker {
    const started = new Worker(join(import.meta.dirname, 'heap-thread-entry.js'), {
      name: ownThreadName,
      // What the program preloads and sets is not for this thread.
      execArgv: [],
      env: {},
      // Of what a profile takes to be made nothing lasts.
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    });
    let hasAnswered = false;
    started.on('message', (answer: HeapThreadAnswer) => {
      hasAnswered = true;
      settle(answer.id, answer);
    });
    started.on('error', () => undefined);
    started.on('exit', () => {
      if (worker === started) worker = undefined;
      // In a bundle its file may be missing; to try again with each profile would be a cost without a use.
      if (!hasAnswered) isPossible = false;
      for (const id of waiting.keys()) settle(id, undefined);
    });
    started.unref();
    return started;
  }

  function settle(id: number, answer: HeapThreadAnswer | undefined): void {
    waiting.get(id)?.(answer);
    waiting.delete(id);
    if (waiting.size > 0 || worker === undefined) return;
    worker.unref();
    clearTimeout(lingering);
    lingering = setTimeout(end, lingerMillis);
    lingering.unref();
  }

  function end(): void {
    const ended = worker;
    worker = undefined;
    void ended?.terminate();
  }

  async function ask(
    question: { kind: 'read'; collectFirst: boolean } | { kind: 'build'; order: BuildOrder },
  ): Promise<HeapSamples | Uint8Array | undefined> {
    if (!isPossible) return undefined;
    try {
      worker ??= start();
    } catch {
      // Such as one that Node's permissions forbid.
      isPossible = false;
      return undefined;
    }
    const asked = worker;
    clearTimeout(lingering);
    // A program that waits for its profile does not end before it has it.
    asked.ref();
    const id = ++lastId;
    const answer = await new Promise<HeapThreadAnswer | undefined>((resolve) => {
      waiting.set(id, resolve);
      asked.postMessage({ id, ...question } satisfies HeapThreadRequest);
    });
    if (answer !== undefined && 'error' in answer) throw new Error(answer.error);
    return answer?.result;
  }

  return {
    read: async (collectFirst) => (await ask({ kind: 'read', collectFirst })) as HeapSamples | undefined,
    build: async (order) => (await ask({ kind: 'build', order })) as Uint8Array | undefined,
  };
}

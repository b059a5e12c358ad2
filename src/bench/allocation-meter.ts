// Measures what JavaScript allocates: objects with their sizes and stacks, and bytes outside of the heap.

import { Session } from 'node:inspector';
import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Goes on from where it stopped, as a stopwatch does. */
export interface Meter {
  start(): void;
  stop(): void;
  reset(): void;
}

interface ExternalMeter extends Meter {
  /** Bytes of ArrayBuffers, and so of Buffers, that were allocated between start and stop, whether freed since or not. */
  bytes(): number;
}

/**
 * V8 tells what ArrayBuffers take before and after each collection (GCProfiler). The growth, plus what each collection
 * took away, is what was allocated, however short it lived. This is exact inside of `freeingAtOnce`.
 */
export function createExternalMeter(): ExternalMeter {
  let bytes = 0;
  let running: { readonly profiler: GCProfiler; readonly before: number } | undefined;
  return {
    start() {
      if (running !== undefined) return;
      const profiler = new GCProfiler();
      profiler.start();
      running = { profiler, before: getHeapStatistics().external_memory };
    },
    stop() {
      if (running === undefined) return;
      bytes += getHeapStatistics().external_memory - running.before;
      for (const { beforeGC, afterGC } of running.profiler.stop()?.statistics ?? []) {
        bytes += beforeGC.heapStatistics.externalMemory - afterGC.heapStatistics.externalMemory;
      }
      running = undefined;
    },
    reset() {
      const wasRunning = running !== undefined;
      this.stop();
      bytes = 0;
      if (wasRunning) this.start();
    },
    bytes: () => bytes,
  };
}

/**
 * V8 frees ArrayBuffers in a thread of its own, some time after the collection that found them, so that a meter does not
 * see it. Here it frees them before a collection is over.
 */
export async function freeingAtOnce<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--no-concurrent-array-buffer-sweeping');
  try {
    // It begins with the end of what the thread still has to free.
    await collectGarbage();
    return await work();
  } finally {
    setFlagsFromString('--concurrent-array-buffer-sweeping');
  }
}

async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  // The collection is a task of the event loop, but does not keep a process alive that has no other.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await new Promise<void>((resolve, reject) => {
      session.post('HeapProfiler.collectGarbage', (error) => (error === null ? resolve() : reject(error)));
    });
  } finally {
    clearInterval(alive);
    session.disconnect();
  }
}

const v8Version = Number.parseInt(process.versions.v8, 10);
/** What V8's second optimizing compiler does by default, where it does that; V8 complains of flags that it does not know. */
const maglevFolding = v8Version < 13 ? undefined : v8Version === 13 ? 1 : 2;

/**
 * V8's optimizing compilers allocate objects that are made one after the other in one go, those of several rounds of a
 * loop too, which would be one object to a recorder. Code that was compiled before is thrown away, so `work` begins with
 * code that is not optimized.
 */
export async function allocatingOneByOne<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--no-turbo-allocation-folding');
  if (maglevFolding !== undefined) setFlagsFromString('--maglev-allocation-folding=0');
  try {
    discardOptimizedCode();
    return await work();
  } finally {
    setFlagsFromString('--turbo-allocation-folding');
    if (maglevFolding !== undefined) setFlagsFromString(`--maglev-allocation-folding=${maglevFolding}`);
    discardOptimizedCode();
  }
}

/** V8's way to count calls exactly needs code that counts, so it throws away all that does not. */
function discardOptimizedCode(): void {
  // Coverage that others record would end here.
  if (process.env['NODE_V8_COVERAGE'] !== undefined) return;
  const session = new Session();
  session.connect();
  try {
    call(session, 'Profiler.enable');
    call(session, 'Profiler.startPreciseCoverage', { callCount: false, detailed: false });
    call(session, 'Profiler.stopPreciseCoverage');
  } finally {
    session.disconnect();
  }
}

/** What V8's inspector returns of its sampling heap profiler, as far as it is used here. */
export interface SampledAllocations {
  readonly samples: readonly { readonly size: number; readonly nodeId: number }[];
}

/** Objects, each noted by V8 with its stack, whether collected since or not. */
interface ObjectRecorder extends Meter {
  /** One for each time that it was started. */
  profiles(): readonly SampledAllocations[];
  close(): void;
}

/** A sampling interval of one byte makes V8's sampling heap profiler take each allocation. */
export function createObjectRecorder(): ObjectRecorder {
  const session = new Session();
  session.connect();
  let profiles: SampledAllocations[] = [];
  let isRunning = false;
  return {
    start() {
      if (isRunning) return;
      isRunning = true;
      call(session, 'HeapProfiler.startSampling', {
        samplingInterval: 1,
        includeObjectsCollectedByMajorGC: true,
        includeObjectsCollectedByMinorGC: true,
      });
    },
    stop() {
      if (!isRunning) return;
      isRunning = false;
      const { profile } = call(session, 'HeapProfiler.stopSampling') as { profile: SampledAllocations };
      profiles.push(profile);
    },
    reset() {
      const wasRunning = isRunning;
      this.stop();
      profiles = [];
      if (wasRunning) this.start();
    },
    profiles: () => profiles,
    close: () => session.disconnect(),
  };
}

/** Runs `work` under V8's CPU profiler. @returns the profile in V8's form. */
export async function recordTime(work: () => Promise<void>): Promise<unknown> {
  const session = new Session();
  session.connect();
  try {
    call(session, 'Profiler.enable');
    call(session, 'Profiler.setSamplingInterval', { interval: 1000 });
    call(session, 'Profiler.start');
    await work();
    return (call(session, 'Profiler.stop') as { profile: unknown }).profile;
  } finally {
    session.disconnect();
  }
}

/** A session in the thread that it inspects answers these before `post` returns. */
function call(session: Session, method: string, parameters: object = {}): unknown {
  let failure: Error | null = null;
  let answer: unknown;
  session.post(method, parameters, (error, result) => {
    failure = error;
    answer = result;
  });
  // Thrown here rather than in the callback, where nobody would catch it.
  if (failure !== null) throw new Error(`${method}: ${JSON.stringify(failure)}`);
  return answer;
}

// Measures what JavaScript allocates: bytes of the heap exactly, bytes outside of it, and objects with their stacks.

import { Session } from 'node:inspector';
import { memoryUsage } from 'node:process';
import { GCProfiler, getHeapStatistics } from 'node:v8';

/** Goes on from where it stopped, as a stopwatch does. */
export interface Meter {
  start(): void;
  stop(): void;
  reset(): void;
}

/** Bytes between two moments; those that were freed in between count too. */
interface AllocationMeter extends Meter {
  /** On V8's heap: the growth between start and stop, plus what each garbage collection in between took away. */
  heapBytes(): number;
  /** Of ArrayBuffers, and so of Buffers; undefined when a collection came in between, which frees them later. */
  externalBytes(): number | undefined;
}

/**
 * V8 tells the size of its heap before and after each collection (GCProfiler), so nothing that was allocated is missed,
 * however short it lived. The meter itself allocates some hundred bytes between start and stop.
 */
export function createAllocationMeter(): AllocationMeter {
  let heap = 0;
  let external = 0;
  let collections = 0;
  let running: { profiler: GCProfiler; heap: number; external: number } | undefined;
  return {
    start() {
      if (running !== undefined) return;
      const profiler = new GCProfiler();
      profiler.start();
      running = { profiler, external: memoryUsage().arrayBuffers, heap: getHeapStatistics().used_heap_size };
    },
    stop() {
      if (running === undefined) return;
      heap += getHeapStatistics().used_heap_size - running.heap;
      external += memoryUsage().arrayBuffers - running.external;
      for (const { beforeGC, afterGC } of running.profiler.stop()?.statistics ?? []) {
        heap += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
        collections++;
      }
      running = undefined;
    },
    reset() {
      const wasRunning = running !== undefined;
      this.stop();
      [heap, external, collections] = [0, 0, 0];
      if (wasRunning) this.start();
    },
    heapBytes: () => heap,
    externalBytes: () => (collections === 0 ? external : undefined),
  };
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

/**
 * So that what earlier work left behind is freed now, and not while something is measured. V8 frees the memory of
 * ArrayBuffers beside the program, and has done so for sure when the next collection begins.
 */
export function collectGarbage(): void {
  const session = new Session();
  session.connect();
  try {
    let before = Number.NaN;
    for (let collections = 0; collections < 10; collections++) {
      call(session, 'HeapProfiler.collectGarbage');
      const after = memoryUsage().arrayBuffers;
      if (after === before) break;
      before = after;
    }
  } finally {
    session.disconnect();
  }
}

/** A session in the thread that it inspects answers before `post` returns. */
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

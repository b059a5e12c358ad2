// Samples what is allocated outside of V8's heap, by bytes as V8 samples its heap, and knows what of it lives.

import { captureCallStack, type CallPlace } from './call-stacks.ts';
import { wrapAllocators, type StackTop } from './external-allocators.ts';

export interface ExternalMemory {
  /** Wraps the functions that allocate, or takes the wrappers off; what was sampled is forgotten. */
  track(wanted: boolean): void;
  /** Mean bytes between samples; 0 takes none. What was sampled before is forgotten. */
  setRate(bytes: number): void;
  /** Garbage is going to be collected: from now on. */
  expectCollection(): void;
  /** Resolves when Node has told what that collection found. A buffer that none has found counts as alive. */
  collected(): Promise<void>;
  read(): ExternalReading;
  /** Begins a recording of what is allocated, alive or dead by its end; the function that it gives ends it. */
  beginRecording(): () => ExternalRecording;
}

export interface ExternalRecording {
  readonly isTracking: boolean;
  /** One for each stack. */
  readonly samples: readonly ExternalSample[];
}

export interface ExternalReading {
  readonly isTracking: boolean;
  /** Bytes, as `process.memoryUsage().arrayBuffers` has them in that thread. */
  readonly total: number;
  readonly samples: readonly ExternalSample[];
}

export interface ThreadExternal {
  readonly threadName: string;
  /** Undefined where the thread did not answer. */
  readonly reading: ExternalReading | undefined;
}

/** Equal stacks are one object. */
export interface ExternalSample {
  /** Leaf first. */
  readonly stack: readonly CallPlace[];
  /** Bytes that the sample stands for: those of the buffer, over the probability that it was sampled. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly bornAt: number;
}

export function createExternalMemory(): ExternalMemory {
  // The program may replace it, to be predictable or by fake timers.
  const { random } = Math;
  const sampled = new Set<ExternalSample>();
  // No WeakRef: making one keeps the buffer alive until the program returns to the event loop.
  const registry = new FinalizationRegistry<() => void>((forget) => forget());
  const stacks = createStackTable();
  const recordings = new Set<Map<ExternalSample['stack'], ExternalSample>>();
  let takeOff: (() => void) | undefined;
  let rate = 0;
  let collection: Promise<void> | undefined;
  /** Infinity while no samples are taken. */
  const left = Float64Array.of(Infinity);

  function take(buffer: ArrayBufferLike, size: number, below: StackTop): void {
    left[0] = nextDistance();
    const added: ExternalSample = {
      stack: stacks.shared(captureCallStack(below)),
      bytes: size / -Math.expm1(-size / rate),
      bornAt: Date.now(),
    };
    sampled.add(added);
    registry.register(buffer, () => sampled.delete(added));
    for (const recording of recordings) addToStack(recording, added);
  }

  function pass(): void {
    left[0] = nextDistance();
  }

  /** Resolves when Node has told of all that a garbage collection after this call has found. */
  async function nextCollection(): Promise<void> {
    await new Promise<void>((resolve) => {
      registry.register({}, resolve);
      setTimeout(resolve, longestCollection);
    });
    // What it found with that object, it tells of in the same turn.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Samples are a Poisson process over bytes, so distances are exponential and have no memory. */
  function nextDistance(): number {
    return rate === 0 ? Infinity : -Math.log1p(-random()) * rate;
  }

  function restart(): void {
    sampled.clear();
    stacks.clear();
    left[0] = takeOff === undefined ? Infinity : nextDistance();
  }

  return {
    track(wanted) {
      if (wanted === (takeOff !== undefined)) return;
      takeOff?.();
      takeOff = wanted ? wrapAllocators({ left, take, pass }) : undefined;
      restart();
    },
    setRate(bytes) {
      rate = bytes;
      restart();
    },
    expectCollection() {
      collection = sampled.size === 0 ? undefined : nextCollection();
    },
    collected: async () => collection,
    read: () => ({
      isTracking: takeOff !== undefined,
      total: process.memoryUsage().arrayBuffers,
      samples: [...sampled],
    }),
    beginRecording() {
      const recording = new Map<ExternalSample['stack'], ExternalSample>();
      recordings.add(recording);
      return () => {
        recordings.delete(recording);
        return { isTracking: takeOff !== undefined, samples: [...recording.values()] };
      };
    },
  };
}

/** Equal stacks are the same object. */
export function addToStack(
  sums: Map<ExternalSample['stack'], ExternalSample>,
  { stack, bytes, bornAt }: ExternalSample,
): void {
  sums.set(stack, { stack, bytes: (sums.get(stack)?.bytes ?? 0) + bytes, bornAt });
}

/** A program allocates from few places: each stack is kept once. */
function createStackTable(): {
  shared(stack: readonly CallPlace[]): readonly CallPlace[];
  clear(): void;
} {
  const known = new Map<string, readonly CallPlace[]>();
  return {
    shared(stack) {
      const identity = stack.map(({ frame, line, column }) => `${frame.url}:${line}:${column}`).join('\n');
      const same = known.get(identity);
      if (same !== undefined) return same;
      // Generated code has ever new places.
      if (known.size >= mostStacks) known.clear();
      known.set(identity, stack);
      return stack;
    },
    clear: () => known.clear(),
  };
}

const mostStacks = 10_000;
/** Milliseconds, for readings of the heap that collect nothing, such as one that is shared with an earlier reader. */
const longestCollection = 250;

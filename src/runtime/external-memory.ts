// Samples what is allocated outside of V8's heap, by bytes as V8 samples its heap, and knows what of it lives.

import { captureCallStack, type CallPlace } from './call-stacks.ts';
import { wrapAllocators, type NoteAllocation } from './external-allocators.ts';

export interface ExternalMemory {
  isTracking(): boolean;
  /** Wraps the functions that allocate, or takes the wrappers off; what was sampled is forgotten. */
  track(wanted: boolean): void;
  /** Mean bytes between samples; 0 takes none. What was sampled before is forgotten. */
  setRate(bytes: number): void;
  /**
   * Begins a reading of what lives; the function that it gives ends it, and is told whether garbage was collected in
   * between: a buffer that no collection has found counts as alive, as it does for Node.
   */
  beginReading(): (isCollected: boolean) => Promise<ExternalReading>;
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
  /** Bytes, as `process.memoryUsage().arrayBuffers` has them. */
  readonly total: number;
  readonly samples: readonly ExternalSample[];
}

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
  /** Bytes until the next sample. */
  let left = Infinity;

  const note: NoteAllocation = (buffer, below) => {
    left -= buffer.byteLength;
    if (left <= 0) sample(buffer, below);
  };

  function sample(buffer: ArrayBufferLike, below: Parameters<NoteAllocation>[1]): void {
    const size = buffer.byteLength;
    left = nextDistance();
    const added: ExternalSample = {
      stack: stacks.shared(captureCallStack(below)),
      bytes: size / -Math.expm1(-size / rate),
      bornAt: Date.now(),
    };
    sampled.add(added);
    registry.register(buffer, () => sampled.delete(added));
    for (const recording of recordings) addToStack(recording, added);
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
    left = takeOff === undefined ? Infinity : nextDistance();
  }

  return {
    isTracking: () => takeOff !== undefined,
    track(wanted) {
      if (wanted === (takeOff !== undefined)) return;
      takeOff?.();
      takeOff = wanted ? wrapAllocators(note) : undefined;
      restart();
    },
    setRate(bytes) {
      rate = bytes;
      restart();
    },
    beginReading() {
      const collected = sampled.size === 0 ? Promise.resolve() : nextCollection();
      return async (isCollected) => {
        if (isCollected) await collected;
        return {
          isTracking: takeOff !== undefined,
          total: process.memoryUsage().arrayBuffers,
          samples: [...sampled],
        };
      };
    },
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

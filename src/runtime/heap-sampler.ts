// Keeps V8's heap sampler running in every thread, and reads it without disturbing other readers.

import type { HeapSamples } from './heap-reader.ts';
import { startSampling, type SamplingFlags } from './heap-sampling.ts';
import type { Inspector, Thread } from './inspector.ts';
import { createThreadClocks, type BirthClock } from './sample-births.ts';

export interface HeapSampler {
  /** Mean bytes between samples; 0 while sampling is off. */
  rate(): number;
  /** Starts sampling, or starts it anew at another rate; 0 ends it. What was sampled before is forgotten. */
  setRate(bytes: number): void;
  /**
   * The objects that are alive. Reads that are asked for at the same time are one. While allocations are
   * recorded it is the reading from before: V8 has one sampler.
   * @throws Error when sampling is off.
   */
  readLive(options: { readonly gc: boolean }): Promise<HeapReading>;
  /**
   * All objects allocated until the promise of `wait` resolves, dead or alive. When the last such recording
   * ends, sampling of live objects starts anew.
   */
  readAllocations(wait: () => Promise<void>): Promise<HeapReading>;
  /** How many samples the latest reading had. */
  count(): number;
  /** Threads that start later are sampled from their start. */
  addThread(thread: Thread): void;
}

export interface HeapReading {
  readonly kind: 'live' | 'allocations';
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly at: number;
  /** Mean bytes between samples. */
  readonly interval: number;
  /** What was done about garbage before: `when-read` by V8, whose sampler does it by itself. */
  readonly collection: 'forced' | 'when-read' | 'none' | 'unknown';
  readonly threads: readonly ThreadHeap[];
  /** For the comments of the profile: what a reader has to know. */
  readonly notes: readonly string[];
}

/** Plain data: it goes to the thread that makes profiles. */
export interface ThreadHeap extends HeapSamples {
  readonly thread: Pick<Thread, 'id' | 'name'>;
  readonly births: BirthClock;
  /** Samples with a larger ordinal only. */
  readonly afterOrdinal: number;
}

const notStarted = 'was not started';
const keepDead: SamplingFlags = {
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};

/** @throws Error when V8 has no sampler in that thread, or it does not answer. */
export type ReadThread = (thread: Thread, collectFirst: boolean) => Promise<HeapSamples>;

export function createHeapSampler(inspector: Inspector, readThread: ReadThread): HeapSampler {
  const clocks = createThreadClocks();
  const pending = new Map<boolean, Promise<HeapReading>>();
  let interval = 0;
  let count = 0;
  let since = 0;
  let isForeign = false;
  /** Threads whose samplers do not collect garbage when they are read. */
  const uncollected = new Set<number>();
  let notes: string[] = [];
  let recordings = 0;
  let beforeRecordings: Promise<HeapReading> | undefined;
  let work: Promise<unknown> = Promise.resolve();

  /** Reading and switching take their turns: a reader between stopping and starting would find no sampler. */
  async function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = work.then(step);
    work = turn.catch(() => undefined);
    return turn;
  }

  function setRate(bytes: number): void {
    if (interval !== 0) void stopAll();
    interval = bytes;
    notes = [];
    if (bytes !== 0) restart();
  }

  function restart(): void {
    since = Date.now();
    clocks.restart(since);
    isForeign = isSampledByOthers();
    void startAll({});
  }

  async function startAll(flags: SamplingFlags): Promise<void> {
    // A worker that has just ended has nothing to sample.
    await Promise.allSettled(inspector.threads().map(async (thread) => start(thread, flags)));
  }

  async function start(thread: Thread, flags: SamplingFlags): Promise<void> {
    const kind = await startSampling(thread, interval, flags);
    if (kind === 'foreign') isForeign = true;
    if (kind === 'collects-when-read') uncollected.delete(thread.id);
    else uncollected.add(thread.id);
  }

  /** V8 has one sampler in each thread, and tells no one that another session uses it already. */
  function isSampledByOthers(): boolean {
    try {
      inspector.postNow('HeapProfiler.getSamplingProfile');
      return true;
    } catch {
      return false;
    }
  }

  async function stopAll(): Promise<void> {
    await Promise.allSettled(
      inspector.threads().map(async (thread) => thread.post('HeapProfiler.stopSampling')),
    );
  }

  async function readLive(options: { readonly gc: boolean }): Promise<HeapReading> {
    assertRunning();
    if (beforeRecordings !== undefined) return beforeRecordings;
    const other = pending.get(options.gc);
    if (other !== undefined) return other;
    const reading = inTurn(async () => {
      await nextTurn();
      pending.delete(options.gc);
      return read('live', options.gc);
    });
    pending.set(options.gc, reading);
    return reading;
  }

  async function read(kind: HeapReading['kind'], isCollected: boolean): Promise<HeapReading> {
    assertRunning();
    const threads = inspector.threads();
    const results = await Promise.allSettled(threads.map(async (thread) => readHeap(thread, isCollected)));
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as Error).message] : [],
    );
    const heaps = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (heaps.length === 0) throw new Error(failures.join('; '));
    count = heaps.reduce((sum, heap) => sum + heap.count, 0);
    const foreign = isForeign
      ? ['another tool had started the heap sampler of V8, perhaps at another interval']
      : [];
    return {
      kind,
      since,
      at: Date.now(),
      interval,
      collection: isCollected ? 'forced' : collectionOf(heaps),
      threads: heaps,
      notes: [...notes, ...foreign, ...failures],
    };
  }

  function collectionOf(heaps: readonly ThreadHeap[]): HeapReading['collection'] {
    if (isForeign) return 'unknown';
    return heaps.some(({ thread }) => uncollected.has(thread.id)) ? 'none' : 'when-read';
  }

  async function readHeap(thread: Thread, isCollected: boolean): Promise<ThreadHeap> {
    const samples = await samplesOf(thread, isCollected);
    const births = clocks.mark(thread.id, samples.lastOrdinal, Date.now());
    return { ...samples, thread: { id: thread.id, name: thread.name }, births, afterOrdinal: 0 };
  }

  async function samplesOf(thread: Thread, isCollected: boolean): Promise<HeapSamples> {
    try {
      return await readThread(thread, isCollected);
    } catch (error) {
      if (!String(error).includes(notStarted)) throw error;
      const time = new Date().toISOString();
      notes.push(
        `another tool stopped the heap sampler of V8; sampling of ${thread.name} began anew at ${time}`,
      );
      clocks.forget(thread.id);
      await start(thread, {});
      return readThread(thread, false);
    }
  }

  async function readAllocations(wait: () => Promise<void>): Promise<HeapReading> {
    assertRunning();
    if (recordings++ === 0) {
      beforeRecordings = inTurn(async () => read('live', false)).then((reading) => ({
        ...reading,
        notes: [...reading.notes, 'allocations are being recorded: this is from before they were'],
      }));
      // Who asks for it hears of its failure.
      beforeRecordings.catch(() => undefined);
      void inTurn(async () => switchTo(keepDead));
    }
    try {
      const start = await inTurn(async () => read('allocations', false));
      const marks = new Map(start.threads.map((heap) => [heap.thread.id, heap.lastOrdinal]));
      await wait();
      const end = await inTurn(async () => read('allocations', false));
      const threads = end.threads.map((heap) => ({ ...heap, afterOrdinal: marks.get(heap.thread.id) ?? 0 }));
      return { ...end, since: start.at, threads };
    } finally {
      if (--recordings === 0) {
        beforeRecordings = undefined;
        await inTurn(async () => switchTo({}));
        notes = [
          `sampling of live objects began anew at ${new Date(since).toISOString()}, after allocations were recorded`,
        ];
      }
    }
  }

  async function switchTo(flags: SamplingFlags): Promise<void> {
    if (interval === 0) return;
    await stopAll();
    since = Date.now();
    clocks.restart(since);
    await startAll(flags);
  }

  function assertRunning(): void {
    if (interval === 0) throw new Error('heap sampling is off: setMemProfileRate(524288) switches it on');
  }

  return {
    rate: () => interval,
    count: () => count,
    setRate,
    readLive,
    readAllocations,
    addThread(thread) {
      if (interval === 0) return;
      void start(thread, recordings > 0 ? keepDead : {}).catch(() => undefined);
    },
  };
}

async function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

// The table of profiles by name, as Go's runtime/pprof has it: what each is, and how it is taken.

import { sleep } from './cancellation.ts';
import type { ExternalRecording } from './external-memory.ts';
import { beginExternalReadings } from './external-readings.ts';
import type { Profile } from '#profile';
import type { HeapReading } from './heap-sampler.ts';
import type { BuildOrder } from './heap-thread.ts';
import type { Profiler } from './profiler.ts';
import type { StallReading } from './stalls.ts';
import { profileOf, type TakenProfile } from './taken-profile.ts';
import type { WorkerOrigin } from './worker-origins.ts';

export interface ProfileRequest {
  /** The window, for a profile of what happens in it; undefined for what is there now. */
  readonly seconds?: number | undefined;
  /** Collect garbage first. */
  readonly gc?: boolean;
  /** Each heap sample by itself, with its age. */
  readonly ages?: boolean;
  /** Ends the work early. */
  readonly signal?: AbortSignal | undefined;
}

export interface NamedProfile {
  readonly name: string;
  readonly description: string;
  /** Whether `seconds` gives what changed in that time. */
  readonly supportsDelta: boolean;
  /** How many there are now, for the index. */
  count(profiler: Profiler): number;
  /** @throws Cancelled, and Error when it cannot be taken now. */
  take(profiler: Profiler, request: ProfileRequest): Promise<TakenProfile>;
  /** Text for people: `debug` is 1 or 2. */
  print(profiler: Profiler, profile: Profile, debug: number): Promise<string>;
}

/** Shorter delays of the event loop are no stalls, unless the program says otherwise. */
const defaultStallMillis = 50;
/** A long watch is cut into pieces of so many seconds, so that each is small. */
const stallPieceSeconds = 10;

export const namedProfiles: readonly NamedProfile[] = [
  {
    name: 'allocs',
    description:
      'A sampling of all past memory allocations. With the seconds GET parameter, of those in that time, dead or alive; sampling of live objects then begins anew.',
    supportsDelta: true,
    count: ({ heap }) => heap.count(),
    take: takeAllocations,
    print: async (profiler, profile) => (await profiler.building()).printHeapText(profile),
  },
  {
    name: 'block',
    description:
      'Stalls of the event loop, with the stacks that held it up: in the time of the seconds GET parameter, or since setBlockProfileRate or HEAPWISE_BLOCK switched watching on.',
    supportsDelta: true,
    count: ({ blocks }) => blocks.count(),
    take: takeBlocks,
    print: async (profiler, profile) => (await profiler.building()).printDelayText('contention', profile),
  },
  {
    name: 'goroutine',
    description:
      'What the event loop waits for: kinds of active resources, or, where tracking is on, pending asynchronous resources by the stack that created them. Use debug=2 as a query parameter for each by itself.',
    supportsDelta: true,
    count: ({ resources }) => (resources.isTracking() ? resources.pending() : resources.active()).length,
    take: async (profiler, request) =>
      delta(profiler, request, async () => {
        const { buildGoroutineProfile } = await profiler.building();
        return buildGoroutineProfile(profiler.resources, await profiler.originals());
      }),
    async print(profiler, profile, debug) {
      const { printCountText, printResources } = await profiler.building();
      return debug >= 2 ? printResources(profiler.resources) : printCountText('goroutine', profile);
    },
  },
  {
    name: 'heap',
    description:
      'A sampling of memory allocations of live objects. You can specify the gc GET parameter to run GC before taking the heap sample, and ages=1 for the age of each sample.',
    supportsDelta: true,
    count: ({ heap }) => heap.count(),
    take: async (profiler, request) =>
      delta(profiler, request, async () => takeHeap(profiler, request, 'heap')),
    print: async (profiler, profile) => (await profiler.building()).printHeapText(profile),
  },
  {
    name: 'mutex',
    description: 'Empty: JavaScript has no mutexes. Look at block, which has the stalls of the event loop.',
    supportsDelta: true,
    count: () => 0,
    take: async (profiler, request) =>
      delta(profiler, request, async () => (await profiler.building()).buildMutexProfile()),
    print: async (profiler, profile) => (await profiler.building()).printDelayText('mutex', profile),
  },
  {
    name: 'threadcreate',
    description: 'The main thread and the worker threads that run now, by the stack that started them',
    supportsDelta: true,
    count: ({ inspector }) => inspector.threads().length,
    take: async (profiler, request) => delta(profiler, request, async () => takeThreads(profiler)),
    print: async (profiler, profile) => (await profiler.building()).printCountText('threadcreate', profile),
  },
];

/** The profile of that name; undefined if there is none. */
export function findProfile(name: string): NamedProfile | undefined {
  return namedProfiles.find((profile) => profile.name === name);
}

/** CPU time in a window, which has its own path in Go's HTTP interface and its own functions. */
export async function takeCpuProfile(
  profiler: Profiler,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<Profile> {
  const at = Date.now();
  const window = await profiler.cpu.open();
  await endingWith(window, async () => sleep(seconds, signal));
  const reading = await window.close();
  const { buildCpuProfile } = await profiler.building();
  return buildCpuProfile(reading, { at, originals: await profiler.originals() });
}

/** What runs when, in a window, in Chrome's trace format. */
export async function takeTrace(
  profiler: Profiler,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const window = await profiler.cpu.open();
  await endingWith(window, async () => sleep(seconds, signal));
  return (await profiler.building()).printChromeTrace(await window.close());
}

async function takeHeap(
  profiler: Profiler,
  { gc = false, ages = false }: ProfileRequest,
  view: 'heap' | 'allocs',
): Promise<TakenProfile> {
  const readExternal = beginExternalReadings(profiler.inspector, profiler.agents);
  const reading = await profiler.heap.readLive({ gc });
  return buildHeap(profiler, reading, {
    view,
    ages,
    external: view === 'heap' ? await readExternal(reading.collection !== 'none') : undefined,
  });
}

async function buildHeap(
  profiler: Profiler,
  reading: HeapReading,
  { view, ages, external, externalAllocations }: Omit<BuildOrder, 'reading' | 'sourceMaps'>,
): Promise<TakenProfile> {
  const { sourceMaps } = profiler.settings;
  // Maps of what was compiled in memory are known to this thread alone.
  if (!sourceMaps || !process.sourceMapsEnabled) {
    const order = {
      reading: withoutBirths(reading, ages),
      view,
      ages,
      external,
      externalAllocations,
      sourceMaps,
    };
    const encoded = await profiler.heapThread.build(order);
    if (encoded !== undefined) return { encoded };
  }
  const { buildHeapProfile } = await profiler.building();
  const originals = await profiler.originals();
  return buildHeapProfile(reading, {
    view,
    ages,
    ...(external !== undefined && { external }),
    ...(externalAllocations !== undefined && { externalAllocations }),
    originals,
  });
}

/** There may be thousands of them, which only ages need. */
function withoutBirths(reading: HeapReading, areWanted: boolean): HeapReading {
  if (areWanted) return reading;
  return { ...reading, threads: reading.threads.map((heap) => ({ ...heap, births: [] })) };
}

async function takeAllocations(profiler: Profiler, request: ProfileRequest): Promise<TakenProfile> {
  const { seconds, signal } = request;
  if (seconds === undefined) return takeHeap(profiler, request, 'allocs');
  if (!profiler.settings.recordAllocations) {
    throw new Error(
      'recording allocations is switched off here (HEAPWISE_ALLOCS=0), to keep the heap profile',
    );
  }
  let externalAllocations: ExternalRecording | undefined;
  const reading = await profiler.heap.readAllocations(async () => {
    const endRecording = profiler.agents.own.external.beginRecording();
    try {
      await sleep(seconds, signal);
    } finally {
      externalAllocations = endRecording();
    }
  });
  return buildHeap(profiler, reading, { view: 'allocs', ages: false, externalAllocations });
}

async function takeBlocks(profiler: Profiler, { seconds, signal }: ProfileRequest): Promise<Profile> {
  const { buildBlockProfile } = await profiler.building();
  const originals = await profiler.originals();
  if (seconds === undefined) {
    return (await profiler.blocks.read()) ?? buildBlockProfile([], originals, Date.now());
  }
  const at = Date.now();
  const watch = await profiler.stalls.open(profiler.blocks.threshold() || defaultStallMillis);
  const readings: StallReading[] = [];
  await endingWith(watch, async () => {
    for (let left = seconds; left > 0; left -= stallPieceSeconds) {
      await sleep(Math.min(left, stallPieceSeconds), signal);
      if (left > stallPieceSeconds) readings.push(await watch.take());
    }
  });
  return buildBlockProfile([...readings, await watch.close()], originals, at);
}

async function takeThreads({ inspector, agents, building, originals }: Profiler): Promise<Profile> {
  const threads = inspector.threads();
  const told = await Promise.allSettled(threads.map(async (thread) => agents.ask(thread, 'workerOrigins')));
  const stackOf = new Map<number, WorkerOrigin['stack']>();
  for (const result of told) {
    const origins = result.status === 'fulfilled' ? (result.value ?? []) : [];
    for (const { threadId, stack } of origins) stackOf.set(threadId, stack);
  }
  return (await building()).buildThreadProfile(threads, stackOf, await originals());
}

/** What is there at the end of the window, less what was there at its start. */
async function delta(
  profiler: Profiler,
  { seconds, signal }: ProfileRequest,
  take: () => Promise<TakenProfile>,
): Promise<TakenProfile> {
  if (seconds === undefined) return take();
  const before = await profileOf(profiler, await take());
  await sleep(seconds, signal);
  const after = await profileOf(profiler, await take());
  const { mergeProfiles, scaleProfile } = await profiler.building();
  const negative = scaleProfile(
    before,
    before.sampleTypes.map(() => -1),
  );
  return {
    ...mergeProfiles([negative, after]),
    timeNanos: after.timeNanos,
    durationNanos: after.timeNanos - before.timeNanos,
    comments: after.comments,
  };
}

/** Closes what was opened when the wait for its end fails, and throws on. */
async function endingWith(opened: { close(): Promise<unknown> }, wait: () => Promise<void>): Promise<void> {
  try {
    await wait();
  } catch (error) {
    await opened.close();
    throw error;
  }
}

// The profiler of this process: one set of samplers, shared by every handler, server and call.

import { createAsyncResources, type AsyncResources } from './async-resources.ts';
import { createBlockHistory, type BlockHistory } from './block-history.ts';
import { createCpuRecorder, type CpuRecorder, type CpuWindow } from './cpu-recorder.ts';
import { readSamples } from './heap-reader.ts';
import { createHeapSampler, type HeapSampler } from './heap-sampler.ts';
import { createHeapThread, type HeapThread } from './heap-thread.ts';
import { openInspector, type Inspector, type Thread } from './inspector.ts';
import type { LabelContext } from './labels.ts';
import type { KnownPositions, OriginalPositions } from './original-positions.ts';
import type * as ProfileBuilding from './profile-building.ts';
import { createStallWatches, type StallWatches } from './stalls.ts';
import { openThreadAgents, type ThreadAgents } from './thread-agents.ts';

export interface Profiler {
  readonly inspector: Inspector;
  readonly agents: ThreadAgents;
  readonly heap: HeapSampler;
  readonly heapThread: HeapThread;
  readonly cpu: CpuRecorder;
  readonly labels: LabelContext;
  readonly resources: AsyncResources;
  readonly stalls: StallWatches;
  readonly blocks: BlockHistory;
  readonly settings: ProfilerSettings;
  /** What makes profiles; it is loaded once. */
  building(): Promise<Building>;
  /** Where code comes from. */
  originals(): Promise<OriginalPositions>;
}

export interface ProfilerSettings {
  /** Whether names, files and lines are those of the sources that source maps name. */
  sourceMaps: boolean;
  /** Whether `allocs?seconds=N` may record: sampling of live objects begins anew after it. */
  recordAllocations: boolean;
  /** The recording that startCpuProfile began. */
  cpuWindow: Promise<CpuWindow> | undefined;
}

/** V8's own default: one sample per 512 KiB costs about 1 % of the time. */
export const defaultMemProfileRate = 524_288;

type Building = typeof ProfileBuilding;

/** Two copies of this package in a process, or one loaded twice, must not fight over V8's samplers. */
const key = Symbol.for('heapwise.profiler.v1');

/** The profiler of this process. It samples nothing until it is told to. */
export function processProfiler(): Profiler {
  const holder = globalThis as { [key]?: Profiler };
  holder[key] ??= createProfiler();
  return holder[key];
}

function createProfiler(): Profiler {
  const inspector = openInspector();
  const agents = openThreadAgents(inspector);
  const cpu = createCpuRecorder(inspector, agents);
  const heapThread = createHeapThread();
  const heap = createHeapSampler(
    inspector,
    async (thread, collectFirst) =>
      (thread.id === 0 ? await heapThread.read(collectFirst) : undefined) ??
      readSamples(thread.post, collectFirst),
  );
  const settings: ProfilerSettings = { sourceMaps: true, recordAllocations: true, cpuWindow: undefined };
  inspector.onWorker((thread: Thread) => {
    agents.addThread(thread);
    heap.addThread(thread);
    cpu.addThread(thread);
  });
  const building = async (): Promise<Building> => import('./profile-building.ts');
  const knownPositions: KnownPositions = new Map();
  const originals = async (): Promise<OriginalPositions> =>
    (await building()).createOriginalPositions(settings.sourceMaps, knownPositions);
  const stalls = createStallWatches(inspector, agents, cpu);
  const blocks = createBlockHistory(
    stalls,
    async (readings) => {
      const { buildBlockProfile } = await building();
      return buildBlockProfile(readings, await originals(), Date.now());
    },
    async (profiles) => (await building()).mergeProfiles(profiles),
  );
  return {
    inspector,
    agents,
    heap,
    heapThread,
    cpu,
    labels: agents.own.labels,
    resources: createAsyncResources(),
    stalls,
    blocks,
    settings,
    building,
    originals,
  };
}

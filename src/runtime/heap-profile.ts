// Makes a Profile of what the heap sampler read: live objects, or all allocations of a window.

import {
  createProfileBuilder,
  numericLabel,
  stringLabel,
  type Label,
  type Profile,
  type ProfileBuilder,
  type ValueType,
} from '#profile';
import type { ExternalRecording, ThreadExternal } from './external-memory.ts';
import {
  addExternalAllocations,
  addExternalSamples,
  allocExternalSpace,
  commentOnAllocations,
  commentsOn,
  externalSpace,
} from './external-profile.ts';
import { createFrames, type Frames } from './frames.ts';
import { snapshotOf } from './heap-reader.ts';
import type { HeapReading, ThreadHeap } from './heap-sampler.ts';
import { findObjectSizes, objectsPerSample } from './object-counts.ts';
import type { OriginalPositions } from './original-positions.ts';
import { bornAt } from './sample-births.ts';
import type { HeapNode, HeapSnapshot } from './v8-profiles.ts';

export interface HeapProfileOptions {
  /**
   * heap: inuse_objects and inuse_space. allocs: alloc_objects and alloc_space, and for all time since
   * sampling began those of heap too.
   */
  readonly view: 'heap' | 'allocs';
  readonly originals: OriginalPositions;
  /** What is outside of V8's heap, for a column of its own in the view `heap`. */
  readonly external?: readonly ThreadExternal[];
  /** What was allocated outside of it, for a column of its own in a window of the view `allocs`. */
  readonly externalAllocations?: ExternalRecording;
  /** Each sample by itself, with its age in a label `age` (seconds). */
  readonly ages?: boolean;
}

const inuse: readonly ValueType[] = [
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];
const alloc: readonly ValueType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
];

/** What was allocated and is gone: V8 forgets the stack of a dead object. */
const collectedFrame = '[allocated and collected: ?seconds=N records the stacks]';

export function buildHeapProfile(reading: HeapReading, options: HeapProfileOptions): Profile {
  const builder = createProfileBuilder();
  const frames = createFrames(builder, options.originals);
  const { sampleTypes, valuesOf } = columnsOf(reading, options);
  for (const heap of reading.threads) {
    const labels =
      reading.threads.length === 1 ? [] : [stringLabel(builder.strings, 'thread', heap.thread.name)];
    const snapshot = snapshotOf(heap);
    const sites = sumByNode(snapshot, heap, reading, options.ages === true);
    const stackOf = addStacks(snapshot.head, new Set(sites.map(({ node }) => node)), builder, frames);
    let liveBytes = 0;
    for (const { node, objects, bytes, age } of sites) {
      const siteLabels: Label[] =
        age === undefined
          ? labels
          : [...labels, numericLabel(builder.strings, 'age', BigInt(age), 'seconds')];
      builder.addSample(stackOf.get(node) ?? 0, builder.labelSets.add(siteLabels), valuesOf(objects, bytes));
      liveBytes += bytes;
    }
    if (options.view === 'allocs' && reading.kind === 'live') {
      addCollected(builder, frames, labels, heap, reading.interval, liveBytes);
    }
  }
  const { external = [], externalAllocations } = options;
  const outsideValues = (bytes: number): number[] => [0, 0, bytes];
  const labelsOf = (threadName: string, isAlone: boolean): Label[] =>
    isAlone ? [] : [stringLabel(builder.strings, 'thread', threadName)];
  for (const { threadName, reading: outside } of external) {
    if (outside === undefined) continue;
    const labels = labelsOf(threadName, external.length === 1);
    const ageAt = options.ages === true ? reading.at : undefined;
    addExternalSamples(builder, frames, outside, { labels, ageAt, valuesOf: outsideValues });
  }
  if (externalAllocations !== undefined) {
    const labels = labelsOf('main', reading.threads.length === 1);
    addExternalAllocations(builder, frames, externalAllocations, { labels, valuesOf: outsideValues });
  }
  const [defaultType] = options.view === 'allocs' ? alloc.slice(1) : inuse.slice(1);
  return builder.build({
    sampleTypes,
    defaultSampleType: defaultType!.type,
    periodType: { type: 'space', unit: 'bytes' },
    period: BigInt(reading.interval),
    timeNanos: BigInt(Math.round(reading.at)) * 1_000_000n,
    // The objects that live now are not of a span of time.
    durationNanos: options.view === 'heap' ? 0n : BigInt(Math.round(reading.at - reading.since)) * 1_000_000n,
    comments: [
      ...commentsOf(reading),
      ...(options.external === undefined ? [] : commentsOn(external)),
      ...(externalAllocations === undefined ? [] : [commentOnAllocations(externalAllocations)]),
    ],
  });
}

function columnsOf(
  { kind }: HeapReading,
  { view, external, externalAllocations }: HeapProfileOptions,
): { sampleTypes: readonly ValueType[]; valuesOf: (objects: number, bytes: number) => number[] } {
  if (external !== undefined) {
    return { sampleTypes: [...inuse, externalSpace], valuesOf: (objects, bytes) => [objects, bytes, 0] };
  }
  if (externalAllocations !== undefined) {
    return { sampleTypes: [...alloc, allocExternalSpace], valuesOf: (objects, bytes) => [objects, bytes, 0] };
  }
  if (view === 'heap') return { sampleTypes: inuse, valuesOf: (objects, bytes) => [objects, bytes] };
  if (kind === 'allocations') return { sampleTypes: alloc, valuesOf: (objects, bytes) => [objects, bytes] };
  return {
    sampleTypes: [...alloc, ...inuse],
    valuesOf: (objects, bytes) => [objects, bytes, objects, bytes],
  };
}

interface Site {
  readonly node: number;
  objects: number;
  bytes: number;
  /** Seconds. */
  readonly age: number | undefined;
}

/** One site per node of the call tree, or per sample. */
function sumByNode(
  snapshot: HeapSnapshot,
  { births, afterOrdinal }: ThreadHeap,
  { interval, at }: HeapReading,
  ages: boolean,
): Site[] {
  const sites: Site[] = [];
  const siteOf = new Map<number, Site>();
  const weights = weighSamples(snapshot, interval);
  for (const sample of snapshot.samples) {
    const weight = weights.get(sample.nodeId);
    // V8 lists a sample whose node it made while it wrote the tree, which has no such node.
    if (weight === undefined || sample.ordinal <= afterOrdinal) continue;
    let site = ages ? undefined : siteOf.get(sample.nodeId);
    if (site === undefined) {
      const age = ages
        ? Math.max(0, Math.round((at - bornAt(births, sample.ordinal, at)) / 1000))
        : undefined;
      site = { node: sample.nodeId, objects: 0, bytes: 0, age };
      sites.push(site);
      siteOf.set(sample.nodeId, site);
    }
    site.objects += weight.objects.get(sample.size)!;
    site.bytes += sample.size * weight.scale;
  }
  for (const site of sites) {
    site.objects = Math.max(1, Math.round(site.objects));
    site.bytes = Math.round(site.bytes);
  }
  return sites;
}

/** What the samples of one node stand for. */
interface SampleWeights {
  /** V8 rounds for each sample and for the whole node: the node is nearer to the truth. */
  readonly scale: number;
  /** Objects per sample, by its size. */
  readonly objects: ReadonlyMap<number, number>;
}

function weighSamples({ head, samples }: HeapSnapshot, interval: number): Map<number, SampleWeights> {
  const countsOf = new Map<number, Map<number, number>>();
  for (const { nodeId, size } of samples) {
    const counts = countsOf.get(nodeId) ?? new Map<number, number>();
    countsOf.set(nodeId, counts.set(size, (counts.get(size) ?? 0) + 1));
  }
  const weights = new Map<number, SampleWeights>();
  const open = [head];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of node.children) open.push(child);
    const counts = countsOf.get(node.id);
    if (counts === undefined) continue;
    let bytes = 0;
    for (const [size, count] of counts) bytes += size * count;
    const objects = new Map<number, number>();
    for (const [size, objectSize] of findObjectSizes(counts, node.selfSize, interval)) {
      objects.set(size, objectsPerSample(objectSize, interval));
    }
    weights.set(node.id, { scale: node.selfSize > 0 ? node.selfSize / bytes : 1, objects });
  }
  return weights;
}

/** The stacks of the nodes that have samples, by node id. Walks with its own list: a tree may be deep. */
function addStacks(
  head: HeapNode,
  wanted: ReadonlySet<number>,
  builder: ProfileBuilder,
  frames: Frames,
): Map<number, number> {
  const stackOf = new Map<number, number>();
  // Locations from the root to the open node; a stack is these the other way round.
  const path: number[] = [];
  const open: { readonly node: HeapNode; readonly depth: number }[] = [{ node: head, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    path.length = depth;
    path.push(frames.location(node.callFrame));
    if (wanted.has(node.id)) {
      // What the root itself holds keeps the root as its frame.
      const stack = depth === 0 ? path : path.slice(1).reverse();
      stackOf.set(node.id, builder.stacks.add(stack, 0, stack.length));
    }
    for (const child of node.children) open.push({ node: child, depth: depth + 1 });
  }
  return stackOf;
}

/** Every sample stands for `interval` bytes on average, and the last ordinal counts them all. */
function addCollected(
  builder: ProfileBuilder,
  frames: Frames,
  labels: readonly Label[],
  { count, lastOrdinal }: ThreadHeap,
  interval: number,
  liveBytes: number,
): void {
  const samples = lastOrdinal - count;
  const bytes = Math.round(lastOrdinal * interval - liveBytes);
  if (samples <= 0 || bytes <= 0) return;
  const stack = builder.stacks.add([frames.named(collectedFrame)], 0, 1);
  builder.addSample(stack, builder.labelSets.add(labels), [samples, bytes, 0, 0]);
}

const gcComments: Readonly<Record<HeapReading['collection'], string>> = {
  forced: 'gc=forced',
  'when-read': 'gc=by V8, when it reads the samples',
  none: 'gc=none: garbage that V8 has not collected yet counts as alive; ?gc=1 collects it first',
  unknown: 'garbage may have been collected before the reading, or not: another tool decided it',
};

function commentsOf({ interval, collection, since, notes }: HeapReading): string[] {
  return [
    `heapwise: Node.js ${process.version}, V8 ${process.versions.v8}, one sample per ${interval} bytes`,
    `sampled since ${new Date(since).toISOString()}`,
    gcComments[collection],
    'objects are estimated from the sizes of the sampled ones',
    ...notes,
  ];
}

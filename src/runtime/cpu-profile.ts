// Makes a Profile of a window of a CPU recording: time on the CPU by stack, thread and labels.

import { createProfileBuilder, stringLabel, type Label, type Profile, type ProfileBuilder } from '#profile';
import type { CpuChunk, CpuReading } from './cpu-recorder.ts';
import { createFrames, type Frames } from './frames.ts';
import type { LabelSpans, Labels } from './labels.ts';
import type { OriginalPositions } from './original-positions.ts';
import type { CpuNode, CpuRecording } from './v8-profiles.ts';

/** A stretch of time, in microseconds of the clock of `process.hrtime`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface CpuProfileOptions {
  readonly originals: OriginalPositions;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export function buildCpuProfile(reading: CpuReading, { originals, at }: CpuProfileOptions): Profile {
  const builder = createProfileBuilder();
  const frames = createFrames(builder, originals);
  const isThreaded = new Set(reading.chunks.map(({ thread }) => thread.id)).size > 1;
  for (const chunk of reading.chunks) {
    const threadLabel = isThreaded ? [stringLabel(builder.strings, 'thread', chunk.thread.name)] : [];
    addTimes(builder, frames, chunk, timesInSpans(chunk, [reading]), threadLabel, (time) => [
      time.samples,
      Math.round(time.micros * 1000),
    ]);
  }
  return builder.build({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    defaultSampleType: 'cpu',
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    period: BigInt(reading.interval * 1000),
    timeNanos: BigInt(Math.round(at)) * 1_000_000n,
    durationNanos: BigInt(Math.round((reading.to - reading.from) * 1000)),
    comments: [
      `heapwise: Node.js ${process.version}, V8 ${process.versions.v8}, one sample per ${reading.interval} microseconds`,
      ...reading.notes,
    ],
  });
}

/** Time that a node of the call tree was the leaf for, with the same labels. */
export interface LeafTime {
  readonly node: CpuNode;
  readonly labels: Labels | undefined;
  samples: number;
  micros: number;
}

/** Waiting for events is no time on the CPU. */
const idle = '(idle)';

/**
 * The time of each leaf within the spans. A sample lasts until the next one; of those across the edge of a
 * span, the part inside counts.
 */
export function timesInSpans({ recording, labels, from, to }: CpuChunk, spans: readonly Span[]): LeafTime[] {
  const nodeOf = new Map(recording.nodes.map((node) => [node.id, node]));
  const { times, order } = sampleTimes(recording);
  const timeOf = new Map<CpuNode, Map<Labels | undefined, LeafTime>>();
  const labelsAt = createLabelCursor(labels);
  for (let i = 0; i < order.length; i++) {
    const start = times[order[i]!]!;
    const end = i + 1 < order.length ? times[order[i + 1]!]! : recording.endTime;
    const node = nodeOf.get(recording.samples[order[i]!]!);
    if (node === undefined || node.callFrame.functionName === idle) continue;
    for (const span of spans) {
      const micros = Math.min(end, span.to, to) - Math.max(start, span.from, from);
      if (micros <= 0) continue;
      const time = leafTime(timeOf, node, labelsAt(start));
      time.micros += micros;
      if (start >= span.from && start >= from) time.samples++;
    }
  }
  return [...timeOf.values()].flatMap((byLabels) => [...byLabels.values()]);
}

/** Samples can come out of order (a negative delta), because two threads write them. */
export function sampleTimes({ startTime, timeDeltas }: CpuRecording): {
  readonly times: Float64Array;
  readonly order: Uint32Array;
} {
  const times = new Float64Array(timeDeltas.length);
  let time = startTime;
  timeDeltas.forEach((delta, i) => (times[i] = time += delta));
  const order = Uint32Array.from(times.keys());
  order.sort((a, b) => times[a]! - times[b]!);
  return { times, order };
}

function leafTime(
  timeOf: Map<CpuNode, Map<Labels | undefined, LeafTime>>,
  node: CpuNode,
  labels: Labels | undefined,
): LeafTime {
  let byLabels = timeOf.get(node);
  if (byLabels === undefined) timeOf.set(node, (byLabels = new Map<Labels | undefined, LeafTime>()));
  let time = byLabels.get(labels);
  if (time === undefined) byLabels.set(labels, (time = { node, labels, samples: 0, micros: 0 }));
  return time;
}

/** Finds the labels in force at times that ascend. */
function createLabelCursor(recordings: readonly LabelSpans[]): (time: number) => Labels | undefined {
  let [spans, ...later] = recordings;
  let at = 0;
  return (time) => {
    while (spans !== undefined) {
      while (at + 1 < spans.times.length && spans.times[at + 1]! <= time) at++;
      if (later.length === 0 || later[0]!.times[0]! > time) break;
      [spans, ...later] = later;
      at = 0;
    }
    if (spans === undefined || spans.times[at]! > time) return undefined;
    return spans.sets[spans.set[at]!];
  };
}

/** Adds a sample for each leaf time, shared out over the lines on which V8 saw the leaf. */
export function addTimes(
  builder: ProfileBuilder,
  frames: Frames,
  { recording }: CpuChunk,
  times: readonly LeafTime[],
  threadLabel: readonly Label[],
  valuesOf: (time: { readonly samples: number; readonly micros: number }) => readonly number[],
): void {
  const callers = findCallers(recording);
  for (const time of times) {
    const labels = [...threadLabel];
    for (const [key, text] of Object.entries(time.labels ?? {}))
      labels.push(stringLabel(builder.strings, key, text));
    const labelSet = builder.labelSets.add(labels);
    for (const part of partsByLine(time)) {
      const stack = stackOf(time.node, part.line, callers, frames);
      builder.addSample(builder.stacks.add(stack, 0, stack.length), labelSet, valuesOf(part));
    }
  }
}

/** The caller of each node. */
export function findCallers({ nodes }: CpuRecording): Map<CpuNode, CpuNode> {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map<CpuNode, CpuNode>();
  for (const node of nodes) for (const child of node.children ?? []) callers.set(nodeOf.get(child)!, node);
  return callers;
}

/** Locations, leaf first and without the root. */
function stackOf(
  leaf: CpuNode,
  line: number | undefined,
  callers: ReadonlyMap<CpuNode, CpuNode>,
  frames: Frames,
): number[] {
  const stack = [frames.location(leaf.callFrame, line)];
  for (let node = callers.get(leaf); node !== undefined; node = callers.get(node)) {
    if (callers.has(node)) stack.push(frames.location(node.callFrame));
  }
  return stack;
}

interface LinePart {
  /** Undefined: the start of the function. */
  readonly line: number | undefined;
  readonly samples: number;
  readonly micros: number;
}

/** V8 counts the lines of a node over the whole recording: a window has its share of each. */
function partsByLine({ node, samples, micros }: LeafTime): LinePart[] {
  const ticks = node.positionTicks ?? [];
  const total = ticks.reduce((sum, tick) => sum + tick.ticks, 0);
  if (total === 0 || ticks.length === 1) return [{ line: ticks[0]?.line, samples, micros }];
  const parts: LinePart[] = [];
  let seen = 0;
  let samplesSoFar = 0;
  for (const { line, ticks: count } of ticks) {
    seen += count;
    // Rounding the running sum, not the parts, makes the parts add up.
    const samplesUpTo = Math.round((samples * seen) / total);
    const part = { line, samples: samplesUpTo - samplesSoFar, micros: (micros * count) / total };
    samplesSoFar = samplesUpTo;
    parts.push(part);
  }
  return parts;
}

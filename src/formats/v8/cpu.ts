// Reads V8 CPU profiles (`.cpuprofile`, `Profiler.stop`).

import { createProfileBuilder, type Profile } from '#profile';

import { createCallTreeStacks, type CallTree } from './call-tree.ts';
import { arrayOf, countOf, integerOf, isObject, malformed, numberOf, objectOf } from './json.ts';

export function isCpuProfile(json: unknown): boolean {
  return isObject(json) && Array.isArray(json['nodes']) && 'startTime' in json;
}

/**
 * `json` is what `JSON.parse` made of the file. A sample lasts until the next one, the last one until the
 * end of the profile, as Chrome DevTools and speedscope have it: the delta before a sample is the time of
 * the sample before it. `(program)`, `(idle)` and `(garbage collector)` stay as the frames they are.
 * The time of the profile stays unknown, for V8's `startTime` is on a clock that starts with the machine.
 * @throws ProfileError 'malformed' or 'too-large'.
 */
export function parseCpuProfile(json: unknown): Profile {
  const profile = objectOf(json, 'the CPU profile');
  const tree = readTree(profile['nodes']);
  const span = spanOf(profile);
  const { hits, micros } = nodeTimes(profile, tree, span);
  const builder = createProfileBuilder();
  const stacks = createCallTreeStacks(builder, tree);
  for (let node = 0; node < hits.length; node++) {
    for (const part of partsByLine(tree.positionTicks[node], hits[node]!, nanos(micros[node]!))) {
      builder.addSample(stacks.add(node, part.line), 0, [part.hits, part.nanos]);
    }
  }
  const totalHits = sum(hits);
  return builder.build({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    defaultSampleType: 'cpu',
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    // The file does not have the interval that was asked for: this is the one that was reached.
    period: BigInt(totalHits === 0 ? 0 : nanos(sum(micros) / totalHits)),
    durationNanos: BigInt(nanos(span)),
  });
}

interface CpuTree extends CallTree {
  readonly hitCounts: Float64Array;
  readonly positionTicks: readonly unknown[];
  /** Node index by the id in the file. */
  readonly indexOf: ReadonlyMap<number, number>;
}

/** How many samples hit each node as the leaf, and for how many microseconds. */
interface NodeTimes {
  readonly hits: Float64Array;
  readonly micros: Float64Array;
}

function readTree(nodesJson: unknown): CpuTree {
  const nodes = arrayOf(nodesJson, 'nodes').map((node, i) => objectOf(node, `nodes[${i}]`));
  const indexOf = new Map<number, number>();
  nodes.forEach((node, i) => {
    const id = integerOf(node['id'], `id of nodes[${i}]`);
    if (indexOf.has(id)) malformed(`two nodes have id ${id}`);
    indexOf.set(id, i);
  });
  const parents = new Int32Array(nodes.length).fill(-1);
  // Files link nodes by `children`; Chrome's traces, and tools that write such files, by `parent`.
  nodes.forEach((node, i) => {
    if (node['parent'] !== undefined) {
      parents[i] = nodeOf(node['parent'], indexOf, `parent of nodes[${i}]`);
    }
  });
  nodes.forEach((node, i) => {
    for (const json of arrayOf(node['children'], `children of nodes[${i}]`)) {
      const child = nodeOf(json, indexOf, `a child of nodes[${i}]`);
      if (parents[child] !== -1 && parents[child] !== i) malformed(`nodes[${child}] has two parents`);
      parents[child] = i;
    }
  });
  return {
    parents,
    callFrames: nodes.map((node) => node['callFrame']),
    hitCounts: Float64Array.from(nodes, (node, i) => countOf(node['hitCount'], `hitCount of nodes[${i}]`)),
    positionTicks: nodes.map((node) => node['positionTicks']),
    indexOf,
  };
}

function nodeOf(id: unknown, indexOf: ReadonlyMap<number, number>, where: string): number {
  const number = integerOf(id, where);
  return indexOf.get(number) ?? malformed(`${where} is node ${number}, which is not in the profile`);
}

/** Microseconds from start to end; 0 where the end is unknown. */
function spanOf(profile: Readonly<Record<string, unknown>>): number {
  const start = numberOf(profile['startTime'], 'startTime');
  const end = profile['endTime'] === undefined ? start : numberOf(profile['endTime'], 'endTime');
  return end >= start ? end - start : malformed(`it ends ${start - end} microseconds before it starts`);
}

function nodeTimes(profile: Readonly<Record<string, unknown>>, tree: CpuTree, span: number): NodeTimes {
  const samples = arrayOf(profile['samples'], 'samples');
  if (samples.length === 0) {
    const perHit = span / Math.max(1, sum(tree.hitCounts));
    return { hits: tree.hitCounts, micros: tree.hitCounts.map((hits) => hits * perHit) };
  }
  const hits = new Float64Array(tree.parents.length);
  const micros = new Float64Array(tree.parents.length);
  const durations = sampleDurations(profile['timeDeltas'], samples.length, span);
  samples.forEach((id, i) => {
    const node = nodeOf(id, tree.indexOf, `samples[${i}]`);
    hits[node]! += 1;
    micros[node]! += durations[i]!;
  });
  return { hits, micros };
}

/** Microseconds that each sample lasted. Without deltas, all lasted equally long. */
function sampleDurations(timeDeltas: unknown, samples: number, span: number): Float64Array {
  if (timeDeltas === undefined) return new Float64Array(samples).fill(span / samples);
  const deltas = arrayOf(timeDeltas, 'timeDeltas');
  if (deltas.length !== samples) malformed(`${deltas.length} timeDeltas for ${samples} samples`);
  const times = new Float64Array(samples);
  let time = 0;
  deltas.forEach((delta, i) => {
    time += numberOf(delta, `timeDeltas[${i}]`);
    times[i] = time;
  });
  // Samples can come out of order (a negative delta), because two threads write them.
  const order = Uint32Array.from(times.keys());
  order.sort((a, b) => times[a]! - times[b]!);
  const durations = new Float64Array(samples);
  for (let i = 0; i + 1 < samples; i++) durations[order[i]!] = times[order[i + 1]!]! - times[order[i]!]!;
  const last = order[samples - 1]!;
  durations[last] = Math.max(0, span - times[last]!);
  return durations;
}

interface LinePart {
  /** Absent: the start of the function. */
  readonly line?: number;
  readonly hits: number;
  readonly nanos: number;
}

/** Shares a node's samples out over the lines that V8 saw it on, in proportion to their ticks. */
function partsByLine(positionTicks: unknown, hits: number, time: number): LinePart[] {
  if (hits === 0) return [];
  const ticks = arrayOf(positionTicks, 'positionTicks').map((json) => {
    const tick = objectOf(json, 'positionTicks element');
    return { line: countOf(tick['line'], 'line of positionTicks'), ticks: countOf(tick['ticks'], 'ticks') };
  });
  const total = ticks.reduce((ticksSum, tick) => ticksSum + tick.ticks, 0);
  if (total === 0) return [{ hits, nanos: time }];
  const parts: LinePart[] = [];
  let ticksSoFar = 0;
  let hitsSoFar = 0;
  let timeSoFar = 0;
  // Rounding the running sums, not the parts, makes the parts add up.
  for (const { line, ticks: count } of ticks) {
    ticksSoFar += count;
    const hitsUpTo = Math.round((hits * ticksSoFar) / total);
    const timeUpTo = Math.round((time * ticksSoFar) / total);
    if (hitsUpTo > hitsSoFar || timeUpTo > timeSoFar) {
      parts.push({ line, hits: hitsUpTo - hitsSoFar, nanos: timeUpTo - timeSoFar });
    }
    hitsSoFar = hitsUpTo;
    timeSoFar = timeUpTo;
  }
  return parts;
}

function nanos(micros: number): number {
  const value = Math.round(micros * 1000);
  return Number.isSafeInteger(value) ? value : malformed(`a time of ${micros} microseconds is out of range`);
}

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0);
}

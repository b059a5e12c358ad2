// Profiles as text, as Go's debug=1 and debug=2 print them.

import { memoryUsage } from 'node:process';
import { getHeapStatistics } from 'node:v8';
import type { Profile } from '#profile';
import type { AsyncResources } from './async-resources.ts';

/**
 * Go's legacy text of a heap profile. The header says `heapprofile`, for which readers take the values as they
 * are: they are already scaled. Live values come first, all allocations in brackets.
 */
export function printHeapText(profile: Profile): string {
  const column = (type: string): Float64Array | undefined =>
    profile.samples.values[profile.sampleTypes.findIndex((sampleType) => sampleType.type === type)];
  const allocated = [column('alloc_objects'), column('alloc_space')];
  const live = [column('inuse_objects') ?? allocated[0], column('inuse_space') ?? allocated[1]];
  const columns = [...live, ...allocated.map((values, i) => values ?? live[i])];
  const row = (sample: number): string => fourValues(columns.map((values) => values?.[sample] ?? 0));
  const sums = columns.map((values) => values?.reduce((sum, value) => sum + value, 0) ?? 0);
  return [
    `heap profile: ${fourValues(sums)} @ heapprofile`,
    // What is outside of V8's heap has no column in this text.
    ...bySize(profile, columns[1] ?? new Float64Array())
      .filter((sample) => columns.some((values) => values?.[sample] !== 0))
      .map((sample) => `${row(sample)} ${frameText(profile, sample)}`),
    ...memoryText(profile),
    '',
  ].join('\n');
}

/** Go's text of a profile that counts: goroutine, threadcreate. */
export function printCountText(name: string, profile: Profile): string {
  const [counts = new Float64Array()] = profile.samples.values;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rows = bySize(profile, counts).map((sample) => `${counts[sample]} ${frameText(profile, sample)}`);
  return [`${name} profile: total ${total}`, ...rows, ''].join('\n');
}

/** Go's text of a profile of delays: block, mutex. */
export function printDelayText(name: string, profile: Profile): string {
  const [counts = new Float64Array(), delays = new Float64Array()] = profile.samples.values;
  const rows = bySize(profile, delays).map(
    (sample) => `${delays[sample]} ${counts[sample]} ${frameText(profile, sample)}`,
  );
  return [`--- ${name}:`, 'cycles/second=1000000000', ...rows, ''].join('\n');
}

/** Go's debug=2: every goroutine by itself, with its state and since when. */
export function printResources(resources: AsyncResources): string {
  if (!resources.isTracking()) {
    return resources
      .active()
      .map((type, index) => `goroutine ${index + 1} [${type}]:\n${type}(...)\n`)
      .join('\n');
  }
  const now = Date.now();
  return resources
    .pending()
    .map(({ id, type, createdAt, stack }) => {
      const minutes = Math.floor((now - createdAt) / 60_000);
      const since = minutes < 1 ? '' : `, ${minutes} minutes`;
      const frames = stack.map(({ name, file, line }) => `${name}(...)\n\t${file}:${line}\n`);
      return `goroutine ${id} [${type}${since}]:\n${frames.length === 0 ? `${type}(...)\n` : frames.join('')}`;
    })
    .join('\n');
}

function fourValues([liveObjects, liveBytes, objects, bytes]: readonly number[]): string {
  return `${liveObjects}: ${liveBytes} [${objects}: ${bytes}]`;
}

/** Samples, largest first, as Go prints them. */
function bySize({ samples }: Profile, values: Float64Array): number[] {
  return Array.from({ length: samples.count }, (_, sample) => sample).sort((a, b) => values[b]! - values[a]!);
}

function frameText(profile: Profile, sample: number): string {
  const { stacks, samples, locations, lines, functions, strings } = profile;
  const stack = samples.stack[sample]!;
  const addresses: string[] = [];
  const names: string[] = [];
  for (let at = stacks.offsets[stack]!; at < stacks.offsets[stack + 1]!; at++) {
    const location = stacks.locations[at]!;
    // JavaScript has no addresses that last: the numbers of locations keep them apart.
    const address = `0x${(location + 1).toString(16)}`;
    const row = locations.lineOffsets[location]!;
    const fn = lines.function[row]!;
    const file = strings.text(functions.filename[fn]!);
    addresses.push(address);
    names.push(`#\t${address}\t${strings.text(functions.name[fn]!)}+0x0\t${file}:${lines.line[row]!}`);
  }
  return [`@ ${addresses.join(' ')}`, ...names, ''].join('\n');
}

/** What Go prints of runtime.MemStats, as far as Node has it. */
function memoryText({ comments }: Profile): string[] {
  const { rss, external, arrayBuffers } = memoryUsage();
  const heap = getHeapStatistics();
  const rows: [string, number][] = [
    ['HeapAlloc', heap.used_heap_size],
    ['HeapSys', heap.total_heap_size],
    ['HeapLimit', heap.heap_size_limit],
    ['External', external],
    ['ArrayBuffers', arrayBuffers],
    ['RSS', rss],
  ];
  return [
    '',
    '# process.memoryUsage and v8.getHeapStatistics',
    ...rows.map(([name, bytes]) => `# ${name} = ${bytes}`),
    ...comments.map((comment) => `# ${comment}`),
  ];
}

// Where the bytes of one operation come from: the sites below each benchmark in a memory profile, scaled to B/op.

import { encodeProfile } from '#formats';
import { mergeProfiles, sampleTypeIndex, type Profile } from '#profile';

export interface BenchmarkSites {
  /** The function as the profile names it: 'encoding/json.BenchmarkEncode'. */
  readonly function: string;
  /** Bytes that the profile has below it. */
  readonly bytes: number;
  readonly objects: number;
  /** About how many allocations the profile has sampled below it. */
  readonly sampled: number;
  /** Largest first; their shares sum up to 1. */
  readonly sites: readonly SiteShare[];
}

export interface SiteShare {
  /** The innermost frame: 'encoding/json.typeFields encode.go:1307'. */
  readonly place: string;
  /** Of the bytes, and of the objects, below the benchmark. */
  readonly byteShare: number;
  readonly objectShare: number;
}

interface Sum {
  bytes: number;
  objects: number;
}

interface Draft extends Sum {
  readonly sites: Map<string, Sum>;
}

/**
 * Shares rather than values: a profile is of all rounds of a benchmark, of which only the last one is reported, and its
 * values are estimates. B/op is measured exactly, and the share says whose part of it is which.
 */
export function sitesOfBenchmarks(runs: readonly Profile[]): readonly BenchmarkSites[] {
  if (runs.length === 0) return [];
  const profile = mergeProfiles(runs);
  const { samples, stacks } = profile;
  const [bytes, objects] = ['alloc_space', 'alloc_objects'].map((type) => sampleTypeIndex(profile, type)) as [
    number,
    number,
  ];
  const benchmarkOf = benchmarkReader(profile);
  const placeOf = placeReader(profile);
  const drafts = new Map<string, Draft>();
  for (let sample = 0; sample < samples.count; sample++) {
    const stack = samples.stack[sample]!;
    const [start, end] = [stacks.offsets[stack]!, stacks.offsets[stack + 1]!];
    const benchmark = benchmarkOf(start, end);
    if (benchmark === undefined) continue;
    const draft: Draft = drafts.get(benchmark) ?? { bytes: 0, objects: 0, sites: new Map() };
    drafts.set(benchmark, draft);
    const place = placeOf(start, end);
    const site: Sum = draft.sites.get(place) ?? { bytes: 0, objects: 0 };
    draft.sites.set(place, site);
    for (const sum of [draft, site]) {
      sum.bytes += samples.values[bytes]![sample]!;
      sum.objects += samples.values[objects]![sample]!;
    }
  }
  return [...drafts].map(([name, draft]) => ({
    function: name,
    bytes: draft.bytes,
    objects: draft.objects,
    sampled: Math.min(draft.objects, draft.bytes / Number(profile.period || 1n)),
    sites: [...draft.sites]
      .map(([place, site]) => ({
        place,
        byteShare: draft.bytes === 0 ? 0 : site.bytes / draft.bytes,
        objectShare: draft.objects === 0 ? 0 : site.objects / draft.objects,
      }))
      .toSorted((a, b) => b.byteShare - a.byteShare),
  }));
}

/** @returns the outermost benchmark function on a part of the location table; closures count for their function. */
function benchmarkReader({
  stacks,
  locations,
  lines,
  functions,
  strings,
}: Profile): (start: number, end: number) => string | undefined {
  const names = Array.from(functions.name, (index) => benchmarkName(strings.text(index)));
  return (start, end) => {
    for (let i = end - 1; i >= start; i--) {
      const location = stacks.locations[i]!;
      for (
        let row = locations.lineOffsets[location + 1]! - 1;
        row >= locations.lineOffsets[location]!;
        row--
      ) {
        const name = names[lines.function[row]!];
        if (name !== undefined) return name;
      }
    }
    return undefined;
  };
}

/**
 * Of Go 'encoding/json.BenchmarkEncode', for its closures too; of Node the root frame 'BenchmarkEncode/format=json' that
 * its profiles are given. Undefined for other functions.
 */
function benchmarkName(name: string): string | undefined {
  const ofGo = /^(?:.*\/)?[^./]+\.Benchmark(?!\p{Ll})[^.[]*(?=\.func|$)/u.exec(name)?.[0];
  return ofGo ?? (/^Benchmark\P{Ll}/u.test(name) ? name : undefined);
}

/** @returns the innermost frame, and for what has no source file, such as V8's own functions, the one it was called from. */
function placeReader({
  stacks,
  locations,
  lines,
  functions,
  strings,
}: Profile): (start: number, end: number) => string {
  const frameText = (location: number): { text: string; hasFile: boolean } => {
    const row = locations.lineOffsets[location]!;
    if (row === locations.lineOffsets[location + 1]!) return { text: '?', hasFile: false };
    const fn = lines.function[row]!;
    const name = strings.text(functions.name[fn]!);
    const file = strings.text(functions.filename[fn]!);
    if (file === '' || file.startsWith('node:')) return { text: name, hasFile: false };
    return { text: `${name} ${file.slice(file.lastIndexOf('/') + 1)}:${lines.line[row]!}`, hasFile: true };
  };
  return (start, end) => {
    const { text, hasFile } = frameText(stacks.locations[start]!);
    if (hasFile) return text;
    for (let i = start + 1; i < end; i++) {
      const caller = frameText(stacks.locations[i]!);
      if (caller.hasFile) return `${text}, called by ${caller.text}`;
    }
    return text;
  };
}

/** The profiles of all runs as one, in profile.proto, not compressed. */
export function encodeMerged(runs: readonly Profile[]): Uint8Array {
  return encodeProfile(mergeProfiles(runs));
}

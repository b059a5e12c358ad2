// What all filters share: choosing samples, giving them other stacks, and taking lines off locations.

import type { Profile, SampleTable, StackTable } from './profile.ts';

/** Marks a stack whose samples are dropped. */
export const droppedStack = -1;

/**
 * The profile with other stacks. `stackOf` has one entry for each stack that there was: its index in
 * `stacks`, or `droppedStack`.
 */
export function withStacks(profile: Profile, stackOf: Int32Array, stacks: StackTable): Profile {
  const kept = rowsWhere(
    profile.samples,
    (sample) => stackOf[profile.samples.stack[sample]!] !== droppedStack,
  );
  const samples = keepSamples(profile.samples, kept);
  return {
    ...profile,
    stacks,
    samples: { ...samples, stack: samples.stack.map((stack) => stackOf[stack]!) },
  };
}

/** Only the samples whose stack has a 1 in `isKept` (length `stacks.count`). */
export function keepStacks(profile: Profile, isKept: Uint8Array): Profile {
  const { samples } = profile;
  return {
    ...profile,
    samples: keepSamples(
      samples,
      rowsWhere(samples, (row) => isKept[samples.stack[row]!] === 1),
    ),
  };
}

/** The sample rows of which `keeps` is true, in order. */
export function rowsWhere(samples: SampleTable, keeps: (sample: number) => boolean): Uint32Array {
  const rows = new Uint32Array(samples.count);
  let count = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    if (keeps(sample)) rows[count++] = sample;
  }
  return rows.subarray(0, count);
}

/** The samples with the indexes `rows`, which ascend. */
export function keepSamples(samples: SampleTable, rows: Uint32Array): SampleTable {
  const count = rows.length;
  if (count === samples.count) return samples;
  return {
    count,
    stack: rows.map((row) => samples.stack[row]!),
    labelSet: rows.map((row) => samples.labelSet[row]!),
    values: samples.values.map((column) => Float64Array.from(rows, (row) => column[row]!)),
    wideValues: keptWideValues(samples, rows),
  };
}

/** The profile without the lines that have a 0 in `isKept` (length `lines.count`). */
export function keepLines(profile: Profile, isKept: Uint8Array): Profile {
  const { locations, lines } = profile;
  const rows = new Uint32Array(lines.count);
  const lineOffsets = new Uint32Array(locations.count + 1);
  let count = 0;
  for (let location = 0; location < locations.count; location++) {
    for (let line = locations.lineOffsets[location]!; line < locations.lineOffsets[location + 1]!; line++) {
      if (isKept[line] === 1) rows[count++] = line;
    }
    lineOffsets[location + 1] = count;
  }
  if (count === lines.count) return profile;
  const kept = rows.subarray(0, count);
  return {
    ...profile,
    locations: { ...locations, lineOffsets },
    lines: {
      count,
      function: kept.map((row) => lines.function[row]!),
      line: BigInt64Array.from(kept, (row) => lines.line[row]!),
      column: BigInt64Array.from(kept, (row) => lines.column[row]!),
    },
  };
}

function keptWideValues(samples: SampleTable, rows: Uint32Array): SampleTable['wideValues'] {
  if (samples.wideValues.size === 0) return samples.wideValues;
  const wideValues = new Map<number, bigint>();
  for (let type = 0; type < samples.values.length; type++) {
    for (let row = 0; row < rows.length; row++) {
      const value = samples.wideValues.get(type * samples.count + rows[row]!);
      if (value !== undefined) wideValues.set(type * rows.length + row, value);
    }
  }
  return wideValues;
}

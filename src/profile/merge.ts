// Merges profiles into one: equal stacks with equal labels become one sample.

import { alignProfiles } from './align.ts';
import { ProfileError } from './errors.ts';
import { createLabelSetCollector } from './label-columns.ts';
import { createFunctionMerger, createLocationMerger, createMappingMerger } from './merge-locations.ts';
import { createMergedIndex, type RowMerger } from './merge-rows.ts';
import { createStringMerger } from './merge-strings.ts';
import { createPairKeys } from './pair-keys.ts';
import type { LabelSetTable, Profile, ProfileHeader, StackTable } from './profile.ts';
import { createStackTable } from './stacks.ts';
import type { StringTable } from './strings.ts';
import { createValueColumns, isZeroSample } from './value-columns.ts';
import { assertSameTypes } from './value-type.ts';

/** pprof fetches and merges that many profiles at a time, then merges the results one by one. */
const chunkSize = 128;

/**
 * Merges profiles that may differ in sample types and units (see `alignProfiles`). Only rows that a sample
 * needs remain, numbered anew in the order of their first use; samples whose values are all 0 go. A single
 * profile stays as it is, but for the sample types that it has twice.
 * @throws ProfileError with code 'incompatible' if what the profiles measure cannot be added up.
 */
export function mergeProfiles(profiles: readonly Profile[]): Profile {
  let merged: Profile | undefined;
  for (let start = 0; start < profiles.length; start += chunkSize) {
    const chunk = mergeChunk(profiles.slice(start, start + chunkSize));
    merged = merged === undefined ? chunk : mergeChunk([merged, chunk]);
  }
  if (merged === undefined) throw new ProfileError('empty', 'no profiles to merge');
  return merged;
}

function mergeChunk(profiles: readonly Profile[]): Profile {
  const aligned = alignProfiles(profiles);
  return aligned.length === 1 ? aligned[0]! : mergeAligned(aligned);
}

/** Merges profiles of the same sample types. */
function mergeAligned(profiles: readonly Profile[]): Profile {
  for (const profile of profiles) assertSameTypes(profiles[0]!, profile);
  // The tables start with room for the largest profile.
  const largest = profiles.reduce((a, b) => (a.samples.count > b.samples.count ? a : b));
  const strings = createStringMerger();
  const mappings = createMappingMerger(strings);
  const functions = createFunctionMerger(strings, largest.functions.count);
  const locations = createLocationMerger(mappings, functions, largest.locations.count);
  const stacks = createStackMerger(locations, largest.stacks);
  const labelSets = createLabelSetMerger(strings);
  const tables = [strings, mappings, functions, locations, stacks, labelSets];
  const samples = createPairKeys(largest.samples.count);
  const values = createValueColumns(largest.sampleTypes.length, largest.samples.count);

  for (const profile of profiles) {
    for (const table of tables) table.startProfile(profile);
    addSamples(profile);
  }

  function addSamples({ samples: from }: Profile): void {
    for (let sample = 0; sample < from.count; sample++) {
      if (isZeroSample(from.values, sample)) continue;
      const row = samples.add(stacks.merge(from.stack[sample]!), labelSets.merge(from.labelSet[sample]!));
      if (row === values.count) values.append(from, sample);
      else values.addTo(row, from, sample);
    }
  }

  const { first: stack, second: labelSet } = samples.build();
  const merged: Profile = {
    ...mergeHeaders(profiles),
    samples: {
      count: samples.count,
      stack,
      labelSet,
      ...values.build(),
    },
    stacks: stacks.build(),
    labelSets: labelSets.build(),
    ...locations.build(),
    functions: functions.build(),
    mappings: mappings.build(),
    strings: strings.build(),
  };
  // Merging once more drops the samples that cancelled out, and what only they needed.
  return hasZeroSample(merged) ? mergeAligned([merged]) : merged;
}

function createStackMerger(locations: RowMerger<unknown>, hint: StackTable): RowMerger<StackTable> {
  const stacks = createStackTable(hint.count, hint.locations.length);
  const merged = createMergedIndex();
  let table: StackTable;
  let frames = new Uint32Array(256);

  function add(stack: number): number {
    const start = table.offsets[stack]!;
    const depth = table.offsets[stack + 1]! - start;
    if (depth > frames.length) frames = new Uint32Array(depth * 2);
    for (let i = 0; i < depth; i++) frames[i] = locations.merge(table.locations[start + i]!);
    return stacks.add(frames, 0, depth);
  }

  return {
    startProfile(profile) {
      table = profile.stacks;
      merged.startTable(table.count);
    },
    merge: (stack) => merged.get(stack) ?? merged.set(stack, add(stack)),
    build: () => stacks.build(),
  };
}

function createLabelSetMerger(strings: RowMerger<StringTable>): RowMerger<LabelSetTable> {
  const labelSets = createLabelSetCollector();
  const merged = createMergedIndex();
  let table: LabelSetTable;

  function add(set: number): number {
    for (let row = table.offsets[set]!; row < table.offsets[set + 1]!; row++) {
      const textOrUnit = table.isNumber[row] === 1 ? table.unit[row]! : table.text[row]!;
      labelSets.label(table, row, strings.merge(table.key[row]!), strings.merge(textOrUnit));
    }
    return labelSets.endSet();
  }

  return {
    startProfile(profile) {
      table = profile.labelSets;
      merged.startTable(table.count);
    },
    merge: (set) => merged.get(set) ?? merged.set(set, add(set)),
    build: () => labelSets.build(),
  };
}

function mergeHeaders(profiles: readonly Profile[]): ProfileHeader {
  const { sampleTypes, periodType, dropFrames, keepFrames } = profiles[0]!;
  let timeNanos = 0n;
  let durationNanos = 0n;
  let period = 0n;
  for (const profile of profiles) {
    // The earliest; like in pprof, a profile without a time makes the later ones start over.
    if (timeNanos === 0n || profile.timeNanos < timeNanos) timeNanos = profile.timeNanos;
    durationNanos = BigInt.asIntN(64, durationNanos + profile.durationNanos);
    if (period === 0n || period < profile.period) period = profile.period;
  }
  const first = (textOf: (profile: Profile) => string): string =>
    profiles.map(textOf).find((text) => text !== '') ?? '';
  return {
    sampleTypes,
    periodType,
    dropFrames,
    keepFrames,
    timeNanos,
    durationNanos,
    period,
    comments: [...new Set(profiles.flatMap((profile) => profile.comments))],
    defaultSampleType: first((profile) => profile.defaultSampleType),
    docUrl: first((profile) => profile.docUrl),
  };
}

function hasZeroSample({ samples }: Profile): boolean {
  for (let sample = 0; sample < samples.count; sample++) {
    if (isZeroSample(samples.values, sample)) return true;
  }
  return false;
}

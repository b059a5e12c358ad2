// Adds the memory of ArrayBuffers to a heap profile: what was sampled by its stack, and the rest by name.

import { numericLabel, type Label, type ProfileBuilder, type ValueType } from '#profile';
import {
  addToStack,
  type ExternalReading,
  type ExternalRecording,
  type ExternalSample,
  type ThreadExternal,
} from './external-memory.ts';
import type { Frames } from './frames.ts';

export const externalSpace: ValueType = { type: 'external_space', unit: 'bytes' };
export const allocExternalSpace: ValueType = { type: 'alloc_external_space', unit: 'bytes' };

const unattributed = '[unattributed external]';

export interface ExternalSampleOptions {
  readonly labels: readonly Label[];
  /** Milliseconds since 1970, for a label `age`; undefined for none. */
  readonly ageAt: number | undefined;
  readonly valuesOf: (bytes: number) => readonly number[];
}

/** The sum of what it adds is the total of the reading. */
export function addExternalSamples(
  builder: ProfileBuilder,
  frames: Frames,
  { total, samples }: ExternalReading,
  options: ExternalSampleOptions,
): void {
  const estimated = samples.reduce((sum, { bytes }) => sum + bytes, 0);
  // The samples are estimates, the total is not: where they are more, they are scaled to it.
  const scale = estimated > total ? total / estimated : 1;
  let rest = total;
  for (const sample of options.ageAt === undefined ? sumByStack(samples) : samples) {
    const value = Math.min(rest, Math.round(sample.bytes * scale));
    // Without a stack it is as good as not sampled.
    if (value === 0 || sample.stack.length === 0) continue;
    rest -= value;
    addSample(builder, frames, sample, value, options);
  }
  if (rest === 0) return;
  const stack = builder.stacks.add([frames.named(unattributed)], 0, 1);
  builder.addSample(stack, builder.labelSets.add(options.labels), options.valuesOf(rest));
}

/** What was seen; no one tells how much was not. */
export function addExternalAllocations(
  builder: ProfileBuilder,
  frames: Frames,
  { samples }: ExternalRecording,
  options: Omit<ExternalSampleOptions, 'ageAt'>,
): void {
  for (const sample of samples) {
    if (sample.stack.length === 0) continue;
    addSample(builder, frames, sample, Math.round(sample.bytes), { ...options, ageAt: undefined });
  }
}

function addSample(
  builder: ProfileBuilder,
  frames: Frames,
  { stack, bornAt }: ExternalSample,
  bytes: number,
  { labels, ageAt, valuesOf }: ExternalSampleOptions,
): void {
  const locations = stack.map(({ frame, line, column }) => frames.call(frame, line, column));
  const age = ageAt === undefined ? undefined : BigInt(Math.max(0, Math.round((ageAt - bornAt) / 1000)));
  const sampleLabels =
    age === undefined ? labels : [...labels, numericLabel(builder.strings, 'age', age, 'seconds')];
  builder.addSample(
    builder.stacks.add(locations, 0, locations.length),
    builder.labelSets.add(sampleLabels),
    valuesOf(bytes),
  );
}

function sumByStack(samples: readonly ExternalSample[]): Iterable<ExternalSample> {
  const sumOf = new Map<ExternalSample['stack'], ExternalSample>();
  for (const sample of samples) addToStack(sumOf, sample);
  return sumOf.values();
}

/** For the comments of the profile: what holds of all threads, and those that tell nothing. */
export function commentsOn(readings: readonly ThreadExternal[]): readonly string[] {
  if (!readings.some(({ reading }) => reading?.isTracking === true)) return [notRecorded(externalSpace)];
  const without = readings.filter(({ reading }) => reading?.isTracking !== true);
  return [
    'external_space: ArrayBuffers of each thread by the stacks that allocated them',
    ...without.map(({ threadName, reading }) =>
      reading === undefined
        ? `external_space: ${threadName} did not answer, and is not in it`
        : `external_space: stacks of ${threadName} are not recorded`,
    ),
  ];
}

export function commentOnAllocations({ isTracking }: ExternalRecording): string {
  return isTracking
    ? `${allocExternalSpace.type}: ArrayBuffers of the main thread by the stacks that allocated them`
    : notRecorded(allocExternalSpace);
}

function notRecorded({ type }: ValueType): string {
  return `${type}: stacks are not recorded; HEAPWISE_EXTERNAL=1 or trackExternalMemory(true) does`;
}

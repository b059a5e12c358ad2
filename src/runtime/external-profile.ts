// Adds the memory of ArrayBuffers to a heap profile: what was sampled by its stack, and the rest by name.

import { numericLabel, type Label, type ProfileBuilder, type ValueType } from '#profile';
import type { ExternalReading, ExternalSample } from './external-memory.ts';
import type { Frames } from './frames.ts';

export const externalSpace: ValueType = { type: 'external_space', unit: 'bytes' };

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
  { labels, ageAt, valuesOf }: ExternalSampleOptions,
): void {
  const estimated = samples.reduce((sum, { bytes }) => sum + bytes, 0);
  // The samples are estimates, the total is not: where they are more, they are scaled to it.
  const scale = estimated > total ? total / estimated : 1;
  let rest = total;
  for (const { stack, bytes, bornAt } of ageAt === undefined ? sumByStack(samples) : samples) {
    const value = Math.min(rest, Math.round(bytes * scale));
    // Without a stack it is as good as not sampled.
    if (value === 0 || stack.length === 0) continue;
    rest -= value;
    const locations = stack.map(({ frame, line, column }) => frames.call(frame, line, column));
    const age = ageAt === undefined ? undefined : BigInt(Math.max(0, Math.round((ageAt - bornAt) / 1000)));
    const sampleLabels =
      age === undefined ? labels : [...labels, numericLabel(builder.strings, 'age', age, 'seconds')];
    builder.addSample(
      builder.stacks.add(locations, 0, locations.length),
      builder.labelSets.add(sampleLabels),
      valuesOf(value),
    );
  }
  if (rest === 0) return;
  const stack = builder.stacks.add([frames.named(unattributed)], 0, 1);
  builder.addSample(stack, builder.labelSets.add(labels), valuesOf(rest));
}

/** Equal stacks are the same object. */
function sumByStack(samples: readonly ExternalSample[]): readonly ExternalSample[] {
  const sumOf = new Map<ExternalSample['stack'], ExternalSample>();
  for (const sample of samples) {
    const bytes = (sumOf.get(sample.stack)?.bytes ?? 0) + sample.bytes;
    sumOf.set(sample.stack, { ...sample, bytes });
  }
  return [...sumOf.values()];
}

/** For the comments of the profile. */
export function commentOn({ isTracking }: ExternalReading): string {
  return isTracking
    ? 'external_space: ArrayBuffers of the main thread by the stacks that allocated them'
    : 'external_space: stacks are not recorded; HEAPWISE_EXTERNAL=1 or trackExternalMemory(true) does';
}

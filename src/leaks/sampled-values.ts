// Takes the estimates of a heap profile apart again: how many sampled objects each rests on, and what one stands for.

import { scale } from '#measurement';
import { objectsCounted, type Profile } from '#profile';

/** What a profile counts, and which of its columns say so. */
export interface ValueModel {
  /** 'heap' is in bytes and sampled; 'count' is exact: goroutines, threads, pending operations. */
  readonly kind: 'heap' | 'count';
  /** Index of the live values; bytes for a heap. */
  readonly live: number;
  /** Index of the live objects of a heap, -1 if there is none. */
  readonly objects: number;
  /** Indexes of all that was allocated since the start, -1 for none. */
  readonly allocated: number;
  readonly allocatedObjects: number;
  /** Bytes between two samples on average; at most 1 when every object is recorded. */
  readonly rate: number;
  /** What the column of objects counts. */
  readonly counted: 'objects' | 'samples' | 'stacks';
}

/** None for a profile of what is over when it was taken, such as processor time. */
export function valueModels(profile: Profile): readonly ValueModel[] {
  const column = (...names: readonly string[]): number =>
    names.reduce(
      (found, name) => (found >= 0 ? found : profile.sampleTypes.findIndex(({ type }) => type === name)),
      -1,
    );
  const { periodType } = profile;
  const live = column('inuse_space', 'space');
  if (live >= 0) {
    const heap: ValueModel = {
      kind: 'heap',
      live,
      objects: column('inuse_objects', 'objects'),
      allocated: column('alloc_space'),
      allocatedObjects: column('alloc_objects'),
      rate: scale(Number(profile.period), periodType.unit, 'bytes').value,
      counted: objectsCounted(profile),
    };
    // Node's Buffers, which are outside of the heap: of how many objects is not written.
    const outside = column('external_space');
    if (outside < 0) return [heap];
    return [heap, { ...heap, live: outside, objects: -1, allocated: -1, allocatedObjects: -1 }];
  }
  const count = column('goroutine', 'goroutineleak', 'threadcreate', 'pending', 'async');
  if (count < 0) return [];
  return [
    {
      kind: 'count',
      live: count,
      objects: -1,
      allocated: -1,
      allocatedObjects: -1,
      rate: 0,
      counted: 'objects',
    },
  ];
}

/** One sample, in sampled objects and the bytes that each stands for. */
export interface SampledValue {
  /** How many sampled objects are live. */
  sampled: number;
  weight: number;
}

/**
 * An object of size s is recorded with the probability p = 1 - exp(-s / rate), and an estimate of n objects rests
 * on k = n p of them, each of which stands for s / p bytes (Go's runtime/pprof and V8's sampling heap profiler).
 * Writes to `target`, of which one serves for all.
 */
export function readSampled(model: ValueModel, bytes: number, objects: number, target: SampledValue): void {
  if (bytes <= 0) {
    target.sampled = 0;
    target.weight = 1;
  } else if (model.kind === 'count') {
    target.sampled = bytes;
    target.weight = 1;
  } else if (objects <= 0 || model.counted === 'stacks') {
    // Small objects, of which each recorded one stands for `rate` bytes, vary the most.
    target.sampled = Math.max(1, Math.round(bytes / Math.max(1, model.rate)));
    target.weight = bytes / target.sampled;
  } else {
    const chance =
      model.rate <= 1 || model.counted === 'samples' ? 1 : 1 - Math.exp(-bytes / objects / model.rate);
    target.sampled = Math.max(1, Math.round(objects * chance));
    target.weight = bytes / target.sampled;
  }
}

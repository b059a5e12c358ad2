// Reads V8's heap sampler of one thread. It runs in the main thread, or in the thread beside it.

import type { HeapSnapshot } from './v8-profiles.ts';

export interface HeapSamples {
  /** As V8 gave it, or as JSON in shared memory, which costs no thread anything to hand on. */
  readonly snapshot: HeapSnapshot | Uint8Array;
  readonly count: number;
  /** How many samples the sampler has taken since it was started. */
  readonly lastOrdinal: number;
}

/** The reply to a command of the inspector's protocol. */
export type Post = (method: string) => Promise<unknown>;

/** @throws Error when V8 has no sampler, or the thread does not answer. */
export async function readSamples(post: Post, collectFirst: boolean): Promise<HeapSamples> {
  if (collectFirst) await post('HeapProfiler.collectGarbage');
  const { profile } = (await post('HeapProfiler.getSamplingProfile')) as { profile: HeapSnapshot };
  const lastOrdinal = profile.samples.reduce((last, { ordinal }) => Math.max(last, ordinal), 0);
  return { snapshot: profile, count: profile.samples.length, lastOrdinal };
}

/** The same, with its snapshot in shared memory. */
export function shareSamples(samples: HeapSamples): HeapSamples {
  const text = Buffer.from(JSON.stringify(samples.snapshot));
  const shared = new Uint8Array(new SharedArrayBuffer(text.length));
  shared.set(text);
  return { ...samples, snapshot: shared };
}

export function snapshotOf({ snapshot }: Pick<HeapSamples, 'snapshot'>): HeapSnapshot {
  if (!(snapshot instanceof Uint8Array)) return snapshot;
  return JSON.parse(Buffer.from(snapshot.buffer).toString()) as HeapSnapshot;
}

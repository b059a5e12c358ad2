// Starts V8's heap sampler in a thread: so that reading it collects no garbage, where Node can do that.

import v8 from 'node:v8';
import type { Thread } from './inspector.ts';

/** Which dead objects keep their samples, as V8 names it. */
export interface SamplingFlags {
  readonly includeObjectsCollectedByMajorGC?: boolean;
  readonly includeObjectsCollectedByMinorGC?: boolean;
}

/** `foreign`: another tool samples already, and V8 has one sampler in each thread. */
export type SamplerKind = 'collects-when-read' | 'reads-as-it-is' | 'foreign';

/**
 * The inspector's `startSampling` makes a sampler that collects garbage whenever it is read, by whomever; Node's own
 * function (26.9 and later) makes one that does not, and the inspector reads it as well. In the thread that calls, it
 * has started when this returns.
 */
export async function startSampling(
  thread: Thread,
  interval: number,
  flags: SamplingFlags = {},
): Promise<SamplerKind> {
  const { startHeapProfile } = v8 as { startHeapProfile?: (options: object) => unknown };
  if (startHeapProfile !== undefined) {
    const options = { sampleInterval: interval, stackDepth: deepestStack, ...flags };
    if (thread.id === 0) return startHere(startHeapProfile, options);
    if (await startThere(thread, options)) return 'reads-as-it-is';
  }
  await thread.post('HeapProfiler.startSampling', { samplingInterval: interval, ...flags });
  return 'collects-when-read';
}

/** The inspector's. */
const deepestStack = 128;

function startHere(startHeapProfile: (options: object) => unknown, options: object): SamplerKind {
  try {
    startHeapProfile(options);
    return 'reads-as-it-is';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED') return 'foreign';
    throw error;
  }
}

async function startThere(thread: Thread, options: object): Promise<boolean> {
  const { exceptionDetails } = (await thread.post('Runtime.evaluate', {
    expression: `void process.getBuiltinModule('node:v8').startHeapProfile(${JSON.stringify(options)})`,
    silent: true,
  })) as { exceptionDetails?: object };
  return exceptionDetails === undefined;
}

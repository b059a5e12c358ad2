// Reads the memory outside of V8's heaps in all threads.

import type { ExternalReading, ThreadExternal } from './external-memory.ts';
import type { Inspector, Thread } from './inspector.ts';
import type { PackedExternal } from './thread-agent.ts';
import { evaluate, type ThreadAgents } from './thread-agents.ts';

/** A worker that computes does not come to tell of collections; what they found then counts as alive. */
const patienceMillis = 1000;

/**
 * Begins a reading of what lives; the function that it gives ends it, and is told whether garbage was collected in
 * between.
 */
export function beginExternalReadings(
  { threads }: Inspector,
  agents: ThreadAgents,
): (isCollected: boolean) => Promise<readonly ThreadExternal[]> {
  const begun = threads();
  for (const thread of begun) agents.ask(thread, 'expectCollection').catch(() => undefined);

  async function read(thread: Thread, isCollected: boolean): Promise<ThreadExternal> {
    try {
      if (isCollected) await waitForCollection(thread);
      const packed = await agents.ask(thread, 'readExternal');
      const reading = packed === undefined ? await readTotal(thread) : unpacked(packed);
      return { threadName: thread.name, reading };
    } catch {
      return { threadName: thread.name, reading: undefined };
    }
  }

  async function waitForCollection(thread: Thread): Promise<void> {
    try {
      await agents.ask(thread, 'collected', { timeoutMillis: patienceMillis });
    } catch {
      // What it has told so far is read.
    }
  }

  return async (isCollected) => {
    const running = new Set(threads());
    return Promise.all(
      begun.filter((thread) => running.has(thread)).map(async (thread) => read(thread, isCollected)),
    );
  };
}

/** Of a thread without an agent. */
async function readTotal(thread: Thread): Promise<ExternalReading> {
  const total = await evaluate(thread, 'process.memoryUsage().arrayBuffers');
  return { isTracking: false, total: typeof total === 'number' ? total : 0, samples: [] };
}

function unpacked({ isTracking, total, stacks, samples }: PackedExternal): ExternalReading {
  return {
    isTracking,
    total,
    samples: samples.map(({ stack, bytes, bornAt }) => ({ stack: stacks[stack]!, bytes, bornAt })),
  };
}

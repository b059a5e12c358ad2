// Finds times in which the event loop of a thread stood still, and what ran in them.

import type { CpuReading, CpuRecorder } from './cpu-recorder.ts';
import type { Inspector, Thread } from './inspector.ts';
import type { Stall } from './loop-delays.ts';
import type { ThreadAgents } from './thread-agents.ts';

export interface StallReading {
  readonly stalls: readonly ThreadStall[];
  readonly cpu: CpuReading;
}

export interface ThreadStall extends Stall {
  readonly thread: Thread;
}

export interface StallWatch {
  /** How many stalls were seen in the readings so far. */
  count(): number;
  /** Those since the watch began or since the last call, with the CPU recording that covers them. */
  take(): Promise<StallReading>;
  close(): Promise<StallReading>;
}

export interface StallWatches {
  /** @param thresholdMillis shorter delays are no stalls. */
  open(thresholdMillis: number): Promise<StallWatch>;
}

/** A worker that hangs in native code must not hold up the stalls of the others. */
const patienceMillis = 2000;

export function createStallWatches(
  inspector: Inspector,
  agents: ThreadAgents,
  recorder: CpuRecorder,
): StallWatches {
  const thresholds: Record<string, number> = {};
  let opened = 0;

  async function takeFrom(thread: Thread, watcher: string): Promise<readonly ThreadStall[]> {
    const stalls = await agents.ask(thread, 'takeStalls', { about: watcher, timeoutMillis: patienceMillis });
    return (stalls ?? []).map(({ from, to }) => ({ thread, from, to }));
  }

  return {
    async open(thresholdMillis) {
      const window = await recorder.open();
      const watcher = `watch ${++opened}`;
      thresholds[watcher] = thresholdMillis;
      agents.want({ stalls: { ...thresholds } });
      let count = 0;

      async function take(readCpu: () => Promise<CpuReading>): Promise<StallReading> {
        const threads = inspector.threads();
        const taken = await Promise.allSettled(threads.map(async (thread) => takeFrom(thread, watcher)));
        const cpu = await readCpu();
        // Stopping and starting the recording takes time of its own.
        for (const thread of threads)
          agents.ask(thread, 'skipStalls', { about: watcher }).catch(() => undefined);
        const stalls = taken.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
        count += stalls.length;
        return { stalls, cpu };
      }

      return {
        count: () => count,
        take: async () => take(async () => window.take()),
        async close() {
          const reading = await take(async () => window.close());
          delete thresholds[watcher];
          agents.want({ stalls: { ...thresholds } });
          return reading;
        },
      };
    },
  };
}

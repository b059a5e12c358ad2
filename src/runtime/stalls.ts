// Finds times in which the event loop of the main thread stood still, and what ran in them.

import type { CpuReading, CpuRecorder } from './cpu-recorder.ts';
import { nowMicros } from './labels.ts';

/** A stretch of time, in microseconds of the clock of `process.hrtime`. */
export interface Stall {
  readonly from: number;
  readonly to: number;
}

export interface StallReading {
  readonly stalls: readonly Stall[];
  readonly cpu: CpuReading;
}

export interface StallWatch {
  /** How many stalls were seen since the watch began. */
  count(): number;
  /** Those since the watch began or since the last call, with the CPU recording that covers them. */
  take(): Promise<StallReading>;
  close(): Promise<StallReading>;
}

/** An event loop that stalls all the time must not fill the memory between two readings. */
const mostStalls = 10_000;

/** @param thresholdMillis shorter delays are no stalls. */
export async function watchStalls(recorder: CpuRecorder, thresholdMillis: number): Promise<StallWatch> {
  const window = await recorder.open();
  const beat = Math.max(1, thresholdMillis / 2);
  let stalls: Stall[] = [];
  let count = 0;
  let last = nowMicros();

  function look(): void {
    const now = nowMicros();
    const late = now - last - beat * 1000;
    if (late >= thresholdMillis * 1000) {
      count++;
      if (stalls.length < mostStalls) stalls.push({ from: now - late, to: now });
    }
    last = now;
  }

  const timer = setInterval(look, beat);
  timer.unref();

  async function take(cpu: Promise<CpuReading>): Promise<StallReading> {
    // A stall that has just ended is seen here before the timer sees it.
    look();
    const seen = stalls;
    stalls = [];
    const reading = { stalls: seen, cpu: await cpu };
    // Stopping and starting the recording takes time of its own.
    last = nowMicros();
    return reading;
  }

  return {
    count: () => count,
    take: async () => take(window.take()),
    async close() {
      clearInterval(timer);
      return take(window.close());
    },
  };
}

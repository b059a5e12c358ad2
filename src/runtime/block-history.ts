// Collects the stalls of the event loop for as long as watching is switched on.

import type { Profile } from '#profile';
import type { StallReading, StallWatch, StallWatches } from './stalls.ts';

export interface BlockHistory {
  /** Watches for stalls of at least so many milliseconds from now on; 0 ends it and forgets them. */
  setThreshold(millis: number): void;
  threshold(): number;
  count(): number;
  /** All stalls since watching began; undefined when it is off. */
  read(): Promise<Profile | undefined>;
}

/** The recording is cut that often, so that it stays small. */
const cutMillis = 10_000;

/** @param build makes a profile of readings, and @param merge one of two. */
export function createBlockHistory(
  watches: StallWatches,
  build: (readings: readonly StallReading[]) => Promise<Profile>,
  merge: (profiles: readonly Profile[]) => Promise<Profile>,
): BlockHistory {
  let threshold = 0;
  let watch: Promise<StallWatch> | undefined;
  let running: StallWatch | undefined;
  let timer: NodeJS.Timeout | undefined;
  let total: Profile | undefined;
  let work: Promise<unknown> = Promise.resolve();

  async function collect(): Promise<void> {
    const source = watch;
    if (source === undefined) return;
    const reading = await (await source).take();
    if (reading.stalls.length === 0 && total !== undefined) return;
    const profile = await build([reading]);
    if (watch === source) total = total === undefined ? profile : await merge([total, profile]);
  }

  /** One at a time: each adds to what the one before has made. */
  async function collectInTurn(): Promise<void> {
    const turn = work.then(collect);
    work = turn.catch(() => undefined);
    return turn;
  }

  async function follow(started: Promise<StallWatch>): Promise<void> {
    try {
      const opened = await started;
      if (watch === started) running = opened;
    } catch {
      // Reading tells why there is no recording.
    }
  }

  return {
    setThreshold(millis) {
      clearInterval(timer);
      void watch?.then(async (old) => old.close()).catch(() => undefined);
      threshold = millis;
      total = undefined;
      running = undefined;
      watch = undefined;
      if (millis === 0) return;
      const started = watches.open(millis);
      watch = started;
      void follow(started);
      timer = setInterval(() => void collectInTurn().catch(() => undefined), cutMillis);
      timer.unref();
    },
    threshold: () => threshold,
    count: () => running?.count() ?? 0,
    async read() {
      if (watch === undefined) return undefined;
      await collectInTurn();
      return total;
    },
  };
}

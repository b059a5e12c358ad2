// Notices when the event loop of this thread stood still, for any number of watchers.

import { nowMicros } from './labels.ts';

/** A stretch of time, in microseconds of the clock of `process.hrtime`. */
export interface Stall {
  readonly from: number;
  readonly to: number;
}

export interface LoopDelays {
  /** Delays of at least so many milliseconds, for the watcher of that name. A watcher that is there goes on. */
  watch(watcher: string, thresholdMillis: number): void;
  unwatch(watcher: string): void;
  /** What was seen since the watch began, or since the last call: one that goes on now is seen up to now. */
  take(watcher: string): readonly Stall[];
  /** What held up the loop until now was the profiler itself. */
  skip(watcher: string): void;
}

/** An event loop that stalls all the time must not fill the memory between two readings. */
const mostStalls = 10_000;

interface Watch {
  stalls: Stall[];
  last: number;
  look(): void;
  readonly timer: NodeJS.Timeout;
}

export function createLoopDelays(): LoopDelays {
  const watches = new Map<string, Watch>();
  return {
    watch(watcher, thresholdMillis) {
      if (!watches.has(watcher)) watches.set(watcher, startWatch(thresholdMillis));
    },
    unwatch(watcher) {
      clearInterval(watches.get(watcher)?.timer);
      watches.delete(watcher);
    },
    take(watcher) {
      const watch = watches.get(watcher);
      if (watch === undefined) return [];
      // A stall that has just ended is seen here before the timer sees it.
      watch.look();
      const { stalls } = watch;
      watch.stalls = [];
      return stalls;
    },
    skip(watcher) {
      const watch = watches.get(watcher);
      if (watch !== undefined) watch.last = nowMicros();
    },
  };
}

function startWatch(thresholdMillis: number): Watch {
  const beat = Math.max(1, thresholdMillis / 2);
  const watch: Watch = {
    stalls: [],
    last: nowMicros(),
    look() {
      const now = nowMicros();
      const late = now - watch.last - beat * 1000;
      if (late >= thresholdMillis * 1000 && watch.stalls.length < mostStalls) {
        watch.stalls.push({ from: now - late, to: now });
      }
      watch.last = now;
    },
    timer: setInterval(() => watch.look(), beat),
  };
  watch.timer.unref();
  return watch;
}

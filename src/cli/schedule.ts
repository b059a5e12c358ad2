// When the profiles of a series are taken: at even times from the start, until time, number or the user ends it.

export interface ScheduleLimits {
  /** Seconds from one turn to the next. */
  readonly every: number;
  /** Seconds in all, and turns in all; Infinity for no limit. */
  readonly total: number;
  readonly count: number;
}

/** In seconds. */
export interface Waiting {
  readonly nextIn: number;
  readonly left: number;
}

export interface Schedule {
  /**
   * The numbers of the turns, from 1. A turn that takes longer than its time makes the next ones later, never
   * more frequent. `onWait` is called ten times a second while the next is waited for.
   */
  turns(onWait: (state: Waiting) => void): AsyncGenerator<number>;
  /** Settles when the user ends the series by Ctrl-C or `stop` was called. */
  readonly stopped: Promise<void>;
  isStopped(): boolean;
  stop(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function createSchedule({ every, total, count }: ScheduleLimits): Schedule {
  let isStopped = false;
  let settle = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (settle = resolve));

  function stop(): void {
    isStopped = true;
    // From here on another signal ends the program as usual.
    for (const signal of signals) process.off(signal, stop);
    settle();
  }

  async function* turns(onWait: (state: Waiting) => void): AsyncGenerator<number> {
    for (const signal of signals) process.on(signal, stop);
    const start = seconds();
    let next = start;
    for (let turn = 1; turn <= count && next - start <= total; turn++) {
      for (let nextIn = next - seconds(); nextIn > 0; nextIn = next - seconds()) {
        onWait({ nextIn, left: start + total - seconds() });
        await Promise.race([pause(Math.min(nextIn, 0.1)), stopped]);
        if (isStopped) return;
      }
      yield turn;
      if (isStopped) return;
      const missed = Math.max(0, Math.floor((seconds() - next) / every));
      next += every * (missed + 1);
    }
  }

  return { turns, stopped, isStopped: () => isStopped, stop };
}

function seconds(): number {
  return performance.now() / 1000;
}

function pause(length: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, length * 1000));
}

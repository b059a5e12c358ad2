// What a benchmark function gets: how often to do its work, and a clock that it can stop, as in Go's testing.B.

import type { Meter } from './allocation-meter.ts';

export interface Benchmark {
  /** How often the work is to be done: `for (let i = 0; i < b.n; i++) work();` */
  readonly n: number;
  /** Forgets time and allocations so far: preparation is over. */
  resetTimer(): void;
  stopTimer(): void;
  startTimer(): void;
  /** A benchmark in this one: `b.run('format=json', (b) => …)` is reported as `Name/format=json`. */
  run(name: string, benchmark: BenchmarkFunction): Promise<void>;
  /** A value of its own: `b.reportMetric(hits / b.n, 'hits/op')`. */
  reportMetric(value: number, unit: string): void;
}

/** With a parameter it does its work `b.n` times; without one, calling it is the work. */
export type BenchmarkFunction = ((b: Benchmark) => unknown) | (() => unknown);

/** A benchmark under way: what it measured so far. */
export interface Measuring extends Benchmark {
  /** Nanoseconds that the clock ran. */
  elapsed(): number;
  readonly metrics: ReadonlyMap<string, number>;
  readonly subBenchmarks: ReadonlyMap<string, BenchmarkFunction>;
}

/** @param meter runs while the clock runs, if there is one. */
function createBenchmark(n: number, meter?: Meter): Measuring {
  const metrics = new Map<string, number>();
  const subBenchmarks = new Map<string, BenchmarkFunction>();
  let elapsed = 0n;
  let startedAt: bigint | undefined;
  return {
    n,
    metrics,
    subBenchmarks,
    resetTimer() {
      elapsed = 0n;
      metrics.clear();
      meter?.reset();
      if (startedAt !== undefined) startedAt = process.hrtime.bigint();
    },
    startTimer() {
      if (startedAt !== undefined) return;
      meter?.start();
      startedAt = process.hrtime.bigint();
    },
    stopTimer() {
      if (startedAt === undefined) return;
      elapsed += process.hrtime.bigint() - startedAt;
      meter?.stop();
      startedAt = undefined;
    },
    run(name, benchmark) {
      subBenchmarks.set(name.replaceAll(/\s+/g, '_'), benchmark);
      return Promise.resolve();
    },
    reportMetric: (value, unit) => void metrics.set(unit, value),
    elapsed: () => Number(elapsed),
  };
}

/** Does the work of a benchmark `n` times. @returns what it measured. */
export async function runOnce(benchmark: BenchmarkFunction, n: number, meter?: Meter): Promise<Measuring> {
  const b = createBenchmark(n, meter);
  b.startTimer();
  if (benchmark.length > 0) await benchmark(b);
  else await repeat(benchmark as () => unknown, n);
  b.stopTimer();
  return b;
}

/** Awaits only what is a promise: a turn of the event loop is worth many short operations. */
async function repeat(operation: () => unknown, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    const result = operation();
    if (result instanceof Promise) await result;
  }
}

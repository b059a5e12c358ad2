// Runs the benchmarks of a module: time first, then what they allocate, each by the means that measures it best.

import { setTimeout } from 'node:timers/promises';
import { Bench } from 'tinybench';
import {
  allocatingOneByOne,
  createExternalMeter,
  createObjectRecorder,
  freeingAtOnce,
  type SampledAllocations,
} from './allocation-meter.ts';
import { runOnce, type Benchmark, type BenchmarkFunction, type Measuring } from './benchmark.ts';
import type { BenchmarkResult } from './benchmark-format.ts';

export interface BenchmarkSettings {
  /** Which benchmarks, by their names with 'Benchmark' in front. */
  readonly matches: (name: string) => boolean;
  /** How long each one runs, in milliseconds, or how often. */
  readonly duration: { readonly milliseconds: number } | { readonly iterations: number };
}

export interface MeasuredBenchmark extends BenchmarkResult {
  /** Each allocation of some of its operations, in V8's form. */
  readonly allocations: readonly SampledAllocations[];
}

/** Benchmarks are the exported functions whose name begins with 'bench' or 'benchmark', in any case. */
export function benchmarksOf(
  exports: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, BenchmarkFunction> {
  const found = new Map<string, BenchmarkFunction>();
  for (const [key, value] of Object.entries(exports)) {
    const [, rest] = /^bench(?:mark)?s?_?(.+)$/i.exec(key) ?? [];
    if (rest !== undefined && typeof value === 'function') {
      found.set(rest[0]!.toUpperCase() + rest.slice(1), value as BenchmarkFunction);
    }
  }
  return found;
}

/** Runs them one after the other; those inside of others come after these. */
export async function* runBenchmarks(
  benchmarks: ReadonlyMap<string, BenchmarkFunction>,
  settings: BenchmarkSettings,
): AsyncGenerator<MeasuredBenchmark> {
  for (const [name, benchmark] of benchmarks) {
    if (benchmark.length > 0) {
      // Whoever runs others does no work of its own, which shows the first time.
      const { subBenchmarks } = await runOnce(benchmark, 1);
      if (subBenchmarks.size > 0) {
        yield* runBenchmarks(
          new Map([...subBenchmarks].map(([sub, fn]) => [`${name}/${sub}`, fn])),
          settings,
        );
        continue;
      }
    }
    if (settings.matches(`Benchmark${name}`)) yield await measure(name, benchmark, settings);
  }
}

async function measure(
  name: string,
  benchmark: BenchmarkFunction,
  settings: BenchmarkSettings,
): Promise<MeasuredBenchmark> {
  const timed = await (benchmark.length > 0 ? timeByCount : timeBySamples)(benchmark, settings);
  const { bytes, objects, allocations } = await measureAllocations(benchmark, timed.iterations);
  const values = new Map([
    ['ns/op', timed.nanosecondsPerOperation],
    ...timed.metrics,
    ['B/op', bytes],
    ['allocs/op', objects],
  ]);
  return { name, package: '', iterations: timed.iterations, values, allocations };
}

interface Timed {
  readonly iterations: number;
  readonly nanosecondsPerOperation: number;
  readonly metrics: ReadonlyMap<string, number>;
}

/** As Go does it: more and more iterations, until they take as long as is asked for. */
async function timeByCount(benchmark: BenchmarkFunction, { duration }: BenchmarkSettings): Promise<Timed> {
  if ('iterations' in duration) return timedOf(await runOnce(benchmark, duration.iterations));
  const goal = duration.milliseconds * 1e6;
  let run = await runOnce(benchmark, 1);
  while (run.elapsed() < goal && run.n < 1e9) {
    // A fifth more than it seems to take, but never a hundred times as many: the first rounds are not optimized yet.
    const wanted = (goal * run.n * 1.2) / Math.max(1, run.elapsed());
    run = await runOnce(benchmark, Math.ceil(Math.min(Math.max(wanted, run.n + 1), run.n * 100, 1e9)));
  }
  return timedOf(run);
}

function timedOf(run: Measuring): Timed {
  return { iterations: run.n, nanosecondsPerOperation: run.elapsed() / run.n, metrics: run.metrics };
}

/** Operations in batches of at least this many nanoseconds: to read the clock for each would be most of a short one. */
const batchNanoseconds = 1_000_000;

async function timeBySamples(benchmark: BenchmarkFunction, { duration }: BenchmarkSettings): Promise<Timed> {
  if ('iterations' in duration) return timedOf(await runOnce(benchmark, duration.iterations));
  const batch = await batchSize(benchmark);
  const bench = new Bench({ time: duration.milliseconds, warmupTime: Math.min(250, duration.milliseconds) });
  bench.add('batch', async () => {
    await runOnce(benchmark, batch);
  });
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state !== 'completed') {
    throw 'error' in (result ?? {})
      ? (result as { error: Error }).error
      : new Error('the benchmark did not end');
  }
  return {
    iterations: result.latency.samplesCount * batch,
    nanosecondsPerOperation: (result.latency.mean * 1e6) / batch,
    metrics: new Map(),
  };
}

/** Functions get faster when V8 optimizes them: a size counts when three rounds of it took long enough. */
async function batchSize(benchmark: BenchmarkFunction): Promise<number> {
  let batch = 1;
  for (let round = 0; round < 3 && batch < 1e7;) {
    const isLong = (await runOnce(benchmark, batch)).elapsed() >= batchNanoseconds;
    if (isLong) round++;
    else [batch, round] = [batch * 2, 0];
  }
  return batch;
}

interface Allocated {
  /** Per operation. */
  readonly bytes: number;
  readonly objects: number;
  readonly allocations: readonly SampledAllocations[];
}

/** As many objects as can be noted one by one without taking long. */
const objectsAtMost = 100_000;

export async function measureAllocations(
  benchmark: BenchmarkFunction,
  iterations: number,
): Promise<Allocated> {
  return allocatingOneByOne(async () => {
    const external = await externalBytes(benchmark, Math.min(iterations, 100_000));
    const few = Math.min(iterations, 16);
    const perOperation = Math.max(1, countObjects(await recordObjects(benchmark, few)) / few);
    const count = Math.max(1, Math.min(iterations, Math.floor(objectsAtMost / perOperation), 10_000));
    // What the measurement itself allocates is taken off; the first time it is compiled.
    const empty = benchmark.length > 0 ? emptyLoop : emptyOperation;
    await recordObjects(empty, few);
    const own = await recordObjects(empty, count);
    const allocations = await recordOptimized(benchmark, count);
    const heap = Math.max(0, countBytes(allocations) - countBytes(own)) / count;
    const objects = Math.max(0, countObjects(allocations) - countObjects(own)) / count;
    return { bytes: heap + external, objects, allocations };
  });
}

/**
 * Code that V8 has not optimized yet allocates more, and it optimizes in a thread of its own, which may have to wait for a
 * processor: so again, until nothing is saved any more.
 */
async function recordOptimized(
  benchmark: BenchmarkFunction,
  count: number,
): Promise<readonly SampledAllocations[]> {
  let least = await recordObjects(benchmark, count);
  for (let round = 0; round < 5; round++) {
    await setTimeout(timeToOptimize);
    const again = await recordObjects(benchmark, count);
    const isSaving = countBytes(again) < countBytes(least) * 0.99;
    if (countBytes(again) < countBytes(least)) least = again;
    if (!isSaving) break;
  }
  return least;
}

/** Milliseconds. */
const timeToOptimize = 50;

function emptyLoop(_b: Benchmark): void {
  // No operations.
}

function emptyOperation(): void {
  // It does nothing.
}

async function recordObjects(
  benchmark: BenchmarkFunction,
  count: number,
): Promise<readonly SampledAllocations[]> {
  const recorder = createObjectRecorder();
  try {
    await runOnce(benchmark, count, recorder);
    return recorder.profiles();
  } finally {
    recorder.close();
  }
}

function countObjects(allocations: readonly SampledAllocations[]): number {
  return allocations.reduce((sum, { samples }) => sum + samples.length, 0);
}

function countBytes(allocations: readonly SampledAllocations[]): number {
  return allocations.reduce((sum, { samples }) => samples.reduce((bytes, { size }) => bytes + size, sum), 0);
}

/** Per operation. */
async function externalBytes(benchmark: BenchmarkFunction, count: number): Promise<number> {
  return freeingAtOnce(async () => {
    const meter = createExternalMeter();
    await runOnce(benchmark, count, meter);
    return Math.max(0, meter.bytes()) / count;
  });
}

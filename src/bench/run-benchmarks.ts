// Runs the benchmarks of a module: time first, then what they allocate, each by the means that measures it best.

import { Bench } from 'tinybench';
import {
  collectGarbage,
  createAllocationMeter,
  createObjectRecorder,
  type SampledAllocations,
} from './allocation-meter.ts';
import { runOnce, type BenchmarkFunction, type Measuring } from './benchmark.ts';
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
  const external = await externalBytesPerOperation(benchmark, Math.min(iterations, 1000));
  const few = Math.min(iterations, 16);
  const perOperation = Math.max(1, countObjects(await recordObjects(benchmark, few)) / few);
  const count = Math.max(1, Math.min(iterations, Math.floor(objectsAtMost / perOperation), 10_000));
  const own = await recordObjects(emptyBenchmark, count);
  const allocations = await recordObjects(benchmark, count);
  const objects = Math.max(0, countObjects(allocations) - countObjects(own)) / count;
  const heap =
    iterations >= manyOperations
      ? await heapBytesPerOperation(benchmark, Math.min(iterations, 100_000))
      : Math.max(0, countBytes(allocations) - countBytes(own)) / count;
  return { bytes: heap + external, objects, allocations };
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

/** For fewer operations, what V8 allocates beside them is too much: then the objects are added up one by one. */
const manyOperations = 20_000;

function emptyBenchmark(): void {
  // What the measurement itself allocates is measured by it.
}

async function heapBytesPerOperation(benchmark: BenchmarkFunction, count: number): Promise<number> {
  const own = await meteredBytes(emptyBenchmark, count);
  const bytes = await meteredBytes(benchmark, count);
  return Math.max(0, bytes - own) / count;
}

async function meteredBytes(benchmark: BenchmarkFunction, count: number): Promise<number> {
  const meter = createAllocationMeter();
  await runOnce(benchmark, count, meter);
  return meter.heapBytes();
}

/** Fewer and fewer operations, until no collection comes in between. */
async function externalBytesPerOperation(benchmark: BenchmarkFunction, most: number): Promise<number> {
  for (let count = most; count >= 1; count = Math.floor(count / 2)) {
    const { bytes, isCollected } = await externalBytes(benchmark, count);
    if (bytes > 0 || count === 1) return bytes / count;
    if (!isCollected && count < most / 8) return 0;
  }
  return 0;
}

/**
 * What was freed late, by a thread of V8 that had to wait for a processor, can only make a number smaller. So the
 * largest one is right, once another round has come as far.
 */
async function externalBytes(
  benchmark: BenchmarkFunction,
  count: number,
): Promise<{ readonly bytes: number; readonly isCollected: boolean }> {
  const rounds: number[] = [];
  let isCollected = false;
  for (let round = 0; round < externalRoundsAtMost; round++) {
    const meter = createAllocationMeter();
    collectGarbage();
    await runOnce(benchmark, count, meter);
    const bytes = meter.externalBytes();
    isCollected ||= bytes === undefined;
    rounds.push(bytes ?? 0);
    const [largest = 0, second = 0] = rounds.toSorted((a, b) => b - a);
    if (round + 1 >= externalRoundsAtLeast && second >= largest * sameWithin) break;
  }
  return { bytes: Math.max(...rounds), isCollected };
}

const externalRoundsAtLeast = 3;
const externalRoundsAtMost = 10;
const sameWithin = 0.99;

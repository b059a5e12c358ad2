// A runner for `vitest bench` that prints each benchmark in Go's format, with what it allocates: in vitest.config.ts,
// `test: { runner: 'heapwise/bench/vitest' }`.

import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { BenchmarkRunner, TestRunner } from 'vitest';
import { printBenchmark } from './benchmark-format.ts';
import { measureAllocations } from './run-benchmarks.ts';

type Suite = Parameters<BenchmarkRunner['runSuite']>[0];
type Task = Suite['tasks'][number];

/** What vitest notes of a benchmark, in milliseconds. */
interface Timed {
  readonly mean: number;
  readonly sampleCount: number;
}

// oxlint-disable-next-line import/no-default-export -- vitest takes the default export of a runner's module
export default class AllocationRunner extends BenchmarkRunner {
  override async runSuite(suite: Suite): Promise<void> {
    await super.runSuite(suite);
    await printAll(suite.tasks, []);
  }
}

async function printAll(tasks: readonly Task[], outer: readonly string[]): Promise<void> {
  for (const task of tasks) {
    const path = [...outer, task.name];
    if (task.type === 'suite') await printAll(task.tasks, path);
    else await printMeasured(task, path);
  }
}

/** To the process's own output: what a worker prints in other ways is decorated by vitest. */
async function printMeasured(task: Exclude<Task, Suite>, path: readonly string[]): Promise<void> {
  const timed = (task.result as { readonly benchmark?: Timed } | undefined)?.benchmark;
  if (timed === undefined || !(timed.mean > 0)) return;
  const operation = TestRunner.getBenchFn(task) as unknown as () => unknown;
  const { bytes, objects } = await measureAllocations(() => operation(), timed.sampleCount);
  const values = new Map([
    ['ns/op', timed.mean * 1e6],
    ['B/op', bytes],
    ['allocs/op', objects],
  ]);
  const name = path.map((part) => capitalized(part.trim().replaceAll(/[\s/]+/g, '_'))).join('/');
  const result = { name, package: '', iterations: timed.sampleCount, values };
  writeSync(1, `pkg: ${basename(task.file.name)}\n${printBenchmark(result, 0)}\n`);
}

function capitalized(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

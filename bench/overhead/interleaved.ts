// Runs the programs that measure what a profiler costs, in turn, so that a change of the machine's load meets all.

import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export const profilers = ['none', 'heapwise', 'datadog'] as const;
export type ProfilerName = (typeof profilers)[number];

export interface Pause {
  /** Milliseconds: the longest that the event loop stood still, of it in V8's collector, and the loop's work in all. */
  readonly pause: number;
  readonly collecting: number;
  readonly active: number;
  /** Of the profile, gzipped. */
  readonly bytes: number;
}

/** In bytes, after a collection. */
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
}

const folder = join(process.cwd(), 'bench', 'overhead');
const warmBlocks = 15;
const blocksPerRound = 20;

/**
 * One round: three processes that live side by side and work one at a time, in blocks of a tenth of a second.
 * @returns processor time by profiler, as the median over the blocks of the ratio to no profiler.
 */
export async function timeRatios(workload: string): Promise<Record<ProfilerName, number>> {
  const workers = await Promise.all(profilers.map(async (profiler) => startWorker(profiler, workload)));
  try {
    for (let i = 0; i < warmBlocks; i++) for (const worker of workers) await worker.work();
    const ratios: number[][] = profilers.map(() => []);
    for (let block = 0; block < blocksPerRound; block++) {
      const times = profilers.map(() => 0);
      for (let i = 0; i < workers.length; i++) {
        const turn = (i + block) % workers.length;
        times[turn] = await workers[turn]!.work();
      }
      times.forEach((time, i) => ratios[i]!.push(time / times[0]!));
    }
    const [none, heapwise, datadog] = ratios.map(median);
    return { none: none!, heapwise: heapwise!, datadog: datadog! };
  } finally {
    for (const worker of workers) worker.end();
  }
}

/** The pauses of the profiles that one process takes, one after the other. */
export function pauses(profiler: ProfilerName, node: string): readonly Pause[] {
  return (run(node, ['pause.mjs', profiler]) as { taken: Pause[] }).taken;
}

/** Memory during an hour's worth of samples, at equal distances. */
export function memories(profiler: ProfilerName): readonly Memory[] {
  return run(process.execPath, ['memory.mjs', profiler], ['--expose-gc']) as Memory[];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

interface Worker {
  /** Does a block of work; resolves to its processor time in microseconds. */
  work(): Promise<number>;
  end(): void;
}

async function startWorker(profiler: ProfilerName, workload: string): Promise<Worker> {
  const child = fork(join(folder, 'workload.mjs'), [profiler, workload], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await nextMessage(child);
  return {
    async work() {
      const answer = nextMessage(child);
      child.send('work');
      return (await answer) as number;
    },
    end: () => child.disconnect(),
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('a program that is measured ended early'));
    child.once('exit', ended);
    child.once('message', (message: unknown) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

function run(node: string, [program, ...args]: readonly string[], flags: readonly string[] = []): unknown {
  const output = execFileSync(node, [...flags, join(folder, program!), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}

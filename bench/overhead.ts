// Measures what the profiler inside a Node process costs, beside no profiler and beside the native one of Datadog:
// processor time of a service and of a loop that allocates, and how long a heap profile holds up the event loop.
// Run it with `npm run overhead`.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 9);
const program = join(process.cwd(), 'bench', 'overhead', 'workload.mjs');
const profilers = ['none', 'heapwise', 'datadog'] as const;
type Profiler = (typeof profilers)[number];

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
  readonly pauseMilliseconds: number;
}

process.stdout.write(`Node ${process.version}, ${rounds} interleaved rounds; median [least, most]\n`);
process.stdout.write('Processor time and memory, as ratios to no profiler in the same round:\n');
for (const workload of ['http', 'allocations']) {
  const runs = interleaved(profilers, workload);
  for (const profiler of ['heapwise', 'datadog'] as const) {
    const ratio = (of: keyof Measured): string =>
      summary(
        runs.map((run) => run[profiler]![of] / run.none![of]),
        3,
      );
    process.stdout.write(
      `  ${workload.padEnd(12)} ${profiler.padEnd(9)} time ${ratio('seconds')}  memory ${ratio('megabytes')}\n`,
    );
  }
}
process.stdout.write(
  'Longest pause of the event loop while one heap profile of about 5,000 samples is taken, in ms:\n',
);
const pauses = interleaved(['heapwise', 'datadog'], 'pause');
for (const profiler of ['heapwise', 'datadog'] as const) {
  const values = pauses.map((run) => run[profiler]!.pauseMilliseconds);
  process.stdout.write(`  ${profiler.padEnd(9)} ${summary(values, 1)}\n`);
}

/** In turn, so that a change of the machine's load meets all of them. */
function interleaved(
  contestants: readonly Profiler[],
  workload: string,
): readonly Partial<Record<Profiler, Measured>>[] {
  return Array.from({ length: rounds }, () =>
    Object.fromEntries(contestants.map((profiler) => [profiler, measure(profiler, workload)])),
  );
}

function measure(profiler: Profiler, workload: string): Measured {
  const output = execFileSync(process.execPath, [program, profiler, workload], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as Measured;
}

function summary(values: readonly number[], digits: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  return `${median.toFixed(digits)} [${sorted[0]!.toFixed(digits)}, ${sorted.at(-1)!.toFixed(digits)}]`;
}

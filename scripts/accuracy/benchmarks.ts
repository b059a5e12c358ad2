// Puts B/op of `heapwise bench` beside what is known that an operation allocates.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBenchmarks } from '#bench';
import type { Known } from './cells.ts';

export interface BenchmarkError {
  readonly kind: string;
  /** Bytes per operation. */
  readonly known: number;
  readonly mean: number;
  /** The relative error that is farthest from 0. */
  readonly worst: number;
}

/** Each run is a process of its own. */
export async function measureBenchmarks(
  node: string,
  known: readonly Known[],
  runs: number,
): Promise<readonly BenchmarkError[]> {
  const results = mkdtempSync(join(tmpdir(), 'heapwise-accuracy-'));
  try {
    const args = ['dist/cli/main.js', 'bench', `-count=${runs}`, '-benchtime=100ms', `-o=${results}`];
    const run = spawnSync(node, [...args, 'scripts/accuracy/known.bench.mjs'], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`heapwise bench failed: ${run.stderr}`);
    const measured = parseBenchmarks(run.stdout).results;
    return known.map(({ kind, size, externalSize }) => {
      const name = `Kinds/${kind.replaceAll(' ', '_')}`;
      const all = measured.filter((result) => result.name === name).map(({ values }) => values.get('B/op')!);
      if (all.length !== runs) throw new Error(`${all.length} of ${runs} runs have ${name}`);
      const bytes = size + externalSize;
      const worst = all
        .map((value) => value / bytes - 1)
        .reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      return { kind, known: bytes, mean: all.reduce((sum, value) => sum + value, 0) / runs, worst };
    });
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

export function printBenchmarkErrors(errors: readonly BenchmarkError[], version: string): string {
  const worst = Math.max(...errors.map((error) => Math.abs(error.worst)));
  return [
    `Node ${version}, B/op of heapwise bench`,
    'benchmark         known      mean   worst error',
    ...errors.map(({ kind, known, mean, worst: own }) =>
      [
        kind.padEnd(14),
        known.toFixed(0).padStart(9),
        mean.toFixed(1).padStart(10),
        `${(own * 100).toFixed(2)} %`.padStart(14),
      ].join(''),
    ),
    `Node ${version}: all benchmarks are within ${(worst * 100).toFixed(2)} %`,
    '',
  ].join('\n');
}

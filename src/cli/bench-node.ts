// The benchmarks of JavaScript and TypeScript files, each run by a Node process of its own.

import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { BenchmarkFileSettings } from '#bench';
import { FetchError, parseDuration, UsageError } from '#driver';
import { assetPath, runBenchmarks } from '#node';
import type { BenchmarkProgram } from './bench-program.ts';
import { text, type FlagValues } from './flag-values.ts';

/** @throws FetchError when a file is not there. */
export function nodePrograms(values: FlagValues, files: readonly string[]): readonly BenchmarkProgram[] {
  const pattern = text(values, 'bench') || '.';
  return files.map((name) => {
    const file = resolve(name);
    if (!existsSync(file)) throw new FetchError(`${name}: no such file`);
    return {
      label: basename(file),
      run: ({ memory, cpu }, benchtime, onLine) => {
        const settings: BenchmarkFileSettings = {
          file,
          pattern,
          duration: durationOf(benchtime || '1s'),
          allocationsPath: memory,
          cpuPath: cpu,
        };
        const program = { importPath: name, directory: process.cwd(), binary: process.execPath };
        // What a loader for TypeScript needs is passed on: NODE_OPTIONS='--import tsx'.
        return runBenchmarks(program, [assetPath('benchmark-file.mjs'), JSON.stringify(settings)], onLine);
      },
    };
  });
}

function durationOf(written: string): BenchmarkFileSettings['duration'] {
  const [, iterations] = /^(\d+)x$/.exec(written) ?? [];
  if (iterations !== undefined && Number(iterations) > 0) return { iterations: Number(iterations) };
  const seconds = parseDuration(written);
  if (seconds !== undefined && seconds > 0) return { milliseconds: seconds * 1000 };
  throw new UsageError(`invalid value "${written}" for -benchtime`, 'write it as 2s, 500ms or 100x');
}

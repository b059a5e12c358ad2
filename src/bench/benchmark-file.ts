// The process that runs the benchmarks of one file: `node benchmark-file.js SETTINGS`. Prints results in Go's format.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { encodeProfile, parseCpuProfile, parseHeapProfile } from '#formats';
import { addLabelFrames, addStringLabel, mergeProfiles, type Profile } from '#profile';
import { recordTime } from './allocation-meter.ts';
import { printBenchmark } from './benchmark-format.ts';
import {
  benchmarksOf,
  runBenchmarks,
  type BenchmarkSettings,
  type MeasuredBenchmark,
} from './run-benchmarks.ts';

/** The argument of the process, as JSON. */
export interface BenchmarkFileSettings {
  /** Absolute. */
  readonly file: string;
  /** A regular expression of JavaScript. */
  readonly pattern: string;
  readonly duration: BenchmarkSettings['duration'];
  /** Where profiles go, gzipped; '' for none. */
  readonly allocationsPath: string;
  readonly cpuPath: string;
}

async function main(settings: BenchmarkFileSettings): Promise<void> {
  const { file, duration, allocationsPath, cpuPath } = settings;
  const pattern = new RegExp(settings.pattern);
  const exports = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  const benchmarks = benchmarksOf(exports);
  if (benchmarks.size === 0) {
    throw new Error(`${file} exports no benchmarks: export function benchmarkName(b) { … }`);
  }
  const nameWidth = Math.max(...[...benchmarks.keys()].map((name) => name.length)) + 'Benchmark'.length;
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  print(`goos: ${process.platform}\ngoarch: ${architecture}\npkg: ${basename(file)}`);
  print(`cpu: ${cpus()[0]?.model ?? 'unknown'}\nnode: ${process.version}`);
  const allocations: Profile[] = [];
  const run = async (): Promise<void> => {
    for await (const measured of runBenchmarks(benchmarks, {
      duration,
      matches: (name) => pattern.test(name),
    })) {
      print(printBenchmark(measured, nameWidth));
      if (allocationsPath !== '') allocations.push(allocationProfile(measured));
    }
  };
  if (cpuPath === '') await run();
  else writeProfile(cpuPath, parseCpuProfile(await recordTime(run)));
  if (allocations.length > 0) writeProfile(allocationsPath, mergeProfiles(allocations));
}

/** Each benchmark is the root of its stacks, and a label. */
function allocationProfile({ name, allocations }: MeasuredBenchmark): Profile {
  const profile: Profile = {
    ...mergeProfiles(allocations.map(parseHeapProfile)),
    sampleTypes: [
      { type: 'alloc_objects', unit: 'count' },
      { type: 'alloc_space', unit: 'bytes' },
    ],
    defaultSampleType: 'alloc_space',
    period: 1n,
    comments: ['every allocation of some operations of each benchmark', `node ${process.version}`],
  };
  const labelled = addStringLabel(profile, 'benchmark', `Benchmark${name}`);
  return addLabelFrames(labelled, { rootKeys: ['benchmark'], leafKeys: [], unit: '' }).profile;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function writeProfile(path: string, profile: Profile): void {
  writeFileSync(path, gzipSync(encodeProfile(profile)));
}

const [, , settings] = process.argv;
if (settings !== undefined) {
  try {
    await main(JSON.parse(settings) as BenchmarkFileSettings);
  } catch (error) {
    // The command that started this process shows the line that names the error.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}

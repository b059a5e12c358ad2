// Runs benchmarks of either language and keeps their results and profiles; or reads results that are there.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import {
  benchmarkMarkdown,
  benchmarksJson,
  buildBenchmarkTables,
  encodeMerged,
  parseBenchmarks,
  printBenchmarkTables,
  printSites,
  sitesOfBenchmarks,
  type BenchmarkSet,
  type BenchmarkSites,
} from '#bench';
import { FetchError, loadOne, UsageError, type Profile, type World } from '#driver';
import { beforeInterruption, gzip, writeReport, type StatusLine } from '#node';
import { goPrograms } from './bench-go.ts';
import { nodePrograms } from './bench-node.ts';
import type { BenchmarkProgram } from './bench-program.ts';
import { fetchOptions, text, type FlagValues } from './flag-values.ts';
import type { FlagValue, ParsedFlags } from './flags.ts';

const resultsName = 'bench.txt';

/** @returns the exit code. */
export async function runBench(
  { values, positionals }: ParsedFlags,
  world: World,
  statusLine: StatusLine,
): Promise<number> {
  const isText = text(values, 'format') === '' || text(values, 'format') === 'text';
  const compared = text(values, 'compare') === '' ? [] : [readSet(text(values, 'compare'))];
  const areResults = positionals.length > 0 && positionals.every((name) => isResults(name));
  const run = areResults ? undefined : await runAll({ values, positionals }, { statusLine, isText, world });
  const own = run === undefined ? positionals.map(readSet) : [readSet(run.directory)];
  const tables = buildBenchmarkTables([...compared, ...own]);
  if (tables.length === 0) throw new FetchError('no results of benchmarks were found; is -bench right?');
  const sites = await allocationSites(run?.profiles ?? [], world);
  const { configuration } = own.at(-1)!.file;
  const limit = positive(values.get('sites'), 'sites', 3);
  const printed = {
    text: () => [
      printBenchmarkTables(tables, configuration),
      ...printSites(sites, own.at(-1)!.file, limit),
      ...(run === undefined ? [] : [`\nResults and profiles: ${run.directory}\n`]),
    ],
    json: () => [`${JSON.stringify(benchmarksJson(tables, sites, configuration), undefined, 1)}\n`],
    markdown: () => [benchmarkMarkdown(tables)],
  }[text(values, 'format') || 'text'];
  if (printed === undefined)
    throw new UsageError(
      `there is no -format=${text(values, 'format')}`,
      'choose one of text, json, markdown',
    );
  await writeReport('', printed());
  return 0;
}

interface Run {
  readonly directory: string;
  readonly profiles: readonly string[];
}

async function runAll(
  { values, positionals }: Pick<ParsedFlags, 'values' | 'positionals'>,
  {
    statusLine,
    isText,
    world,
  }: { readonly statusLine: StatusLine; readonly isText: boolean; readonly world: World },
): Promise<Run> {
  const directory = newDirectory(text(values, 'o'));
  const temporary = mkdtempSync(join(tmpdir(), 'heapwise-bench-'));
  const remove = (): void => rmSync(temporary, { recursive: true, force: true });
  const forget = beforeInterruption(remove);
  try {
    statusLine.show('preparing the benchmarks');
    const programs = positionals.some((name) => isScript(name))
      ? nodePrograms(values, positionals)
      : await goPrograms(values, positionals, temporary);
    const { lines, memory, cpu } = await runRounds(programs, { values, temporary, statusLine, isText });
    if (memory.length === 0) throw new FetchError('no benchmark ran; is -bench right?');
    const profiles: string[] = [];
    mkdirSync(directory, { recursive: true });
    for (const profile of memory) {
      profiles.push(join(directory, basename(profile)));
      await writeReport(profiles.at(-1)!, [readFileSync(profile)]);
    }
    await writeReport(join(directory, resultsName), [`${lines.join('\n')}\n`]);
    for (const [flag, paths] of [
      ['memprofile', memory],
      ['cpuprofile', cpu],
    ] as const) {
      if (text(values, flag) === '') continue;
      await writeReport(text(values, flag), [gzip(encodeMerged(await loadAll(paths, world)))]);
    }
    return { directory, profiles };
  } finally {
    statusLine.clear();
    remove();
    forget();
  }
}

interface Rounds {
  readonly lines: readonly string[];
  readonly memory: readonly string[];
  readonly cpu: readonly string[];
}

async function runRounds(
  programs: readonly BenchmarkProgram[],
  {
    values,
    temporary,
    statusLine,
    isText,
  }: {
    readonly values: FlagValues;
    readonly temporary: string;
    readonly statusLine: StatusLine;
    readonly isText: boolean;
  },
): Promise<Rounds> {
  const count = positive(values.get('count'), 'count', usualCount);
  const lines: string[] = [];
  const memory: string[] = [];
  const cpu: string[] = [];
  for (let round = 1; round <= count; round++) {
    for (const { label, run } of programs) {
      statusLine.show(`run ${round} of ${count}: ${label}`);
      const stem = join(temporary, `${label}-${String(round).padStart(3, '0')}`);
      const paths = {
        memory: `${stem}.pb.gz`,
        cpu: text(values, 'cpuprofile') === '' ? '' : `${stem}.cpu.pb.gz`,
      };
      const output: string[] = [];
      await run(paths, (line) => output.push(line));
      const kept = withoutRepetition(output, lines);
      lines.push(...kept);
      if (isText) {
        statusLine.clear();
        await writeReport(
          '',
          kept.map((line) => `${line}\n`),
        );
      }
      if (!output.some((line) => line.startsWith('Benchmark'))) continue;
      memory.push(paths.memory);
      if (paths.cpu !== '') cpu.push(paths.cpu);
    }
  }
  return { lines, memory, cpu };
}

/** The fewest runs that give a median with both ends of its interval. */
const usualCount = 6;

function isScript(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

/** 'goos: linux' and its like are worth a line when they change. 'PASS' says nothing of benchmarks. */
function withoutRepetition(output: readonly string[], earlier: readonly string[]): readonly string[] {
  const lastOf = (key: string): string | undefined => earlier.findLast((line) => line.startsWith(`${key}: `));
  return output.filter((line) => {
    const [, key] = /^(goos|goarch|cpu|pkg|node): /.exec(line) ?? [];
    if (key !== undefined) return lastOf(key) !== line;
    return line !== 'PASS' && line !== '';
  });
}

async function allocationSites(paths: readonly string[], world: World): Promise<readonly BenchmarkSites[]> {
  return sitesOfBenchmarks(await loadAll(paths, world));
}

function loadAll(paths: readonly string[], world: World): Promise<readonly Profile[]> {
  const options = { ...fetchOptions(new Map()), compat: false, sourcePath: '' };
  return Promise.all(paths.map((path) => loadOne(path, options, world)));
}

/** A new directory of results: as named, or numbered. @throws UsageError when there are results in it. */
function newDirectory(name: string): string {
  if (name !== '') {
    if (!existsSync(join(name, resultsName))) return name;
    throw new UsageError(
      `${name} has results already`,
      `name another directory, or compare with it: -compare=${name}`,
    );
  }
  for (let number = 1; ; number++) {
    const directory = join('bench-results', String(number).padStart(3, '0'));
    if (!existsSync(directory)) return directory;
  }
}

function isResults(name: string): boolean {
  const status = statSync(name, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return existsSync(join(name, resultsName));
  return status?.isFile() === true && !name.endsWith('.go') && !isScript(name);
}

/** @throws FetchError when there are no results. */
function readSet(name: string): BenchmarkSet {
  const isDirectory = statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
  const path = isDirectory ? join(name, resultsName) : name;
  if (!existsSync(path))
    throw new FetchError(`${path}: no such file; results are what heapwise bench -o ${name} writes`);
  const file = parseBenchmarks(readFileSync(path, 'utf8'));
  if (file.results.length === 0) throw new FetchError(`${path}: no results of benchmarks are in it`);
  return { name: isDirectory ? basename(resolve(name)) : basename(name), file };
}

function positive(value: FlagValue | undefined, name: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number(value) > 0) return Number(value);
  throw new UsageError(`-${name} must be positive`);
}

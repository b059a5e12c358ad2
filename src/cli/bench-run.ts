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
import {
  FetchError,
  judgeSnapshots,
  loadOne,
  loadSnapshots,
  UsageError,
  type Profile,
  type World,
} from '#driver';
import { beforeInterruption, gzip, writeReport, type StatusLine } from '#node';
import { goPrograms } from './bench-go.ts';
import { nodePrograms } from './bench-node.ts';
import type { BenchmarkProgram } from './bench-program.ts';
import { fetchOptions, isSet, text, type FlagValues } from './flag-values.ts';
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
  const isGrowthWanted = run !== undefined && isSet(values, 'growth') && isText;
  const growth = isGrowthWanted ? await growthVerdicts(run, values, world) : [];
  const printed = {
    text: () => [
      printBenchmarkTables(tables, configuration),
      ...printSites(sites, own.at(-1)!.file, limit),
      ...growth,
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
    const areScripts = positionals.some((name) => isScript(name));
    if (areScripts && isSet(values, 'growth')) {
      throw new UsageError('-growth is for Go', 'for Node, take a series of the program: heapwise record');
    }
    const programs = areScripts
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
  const benchtimes = benchtimesOf(values, count);
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
      await run(paths, benchtimes[round - 1]!, (line) => output.push(line));
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

/** The same for each run, unless growth is looked for: then each has more operations than the one before. */
function benchtimesOf(values: FlagValues, count: number): readonly string[] {
  const benchtime = text(values, 'benchtime');
  if (!isSet(values, 'growth')) return Array.from({ length: count }, () => benchtime);
  const [, operations] = /^(\d+)x$/.exec(benchtime || '1000x') ?? [];
  if (operations === undefined) {
    throw new UsageError('-growth counts operations, not time', 'write -benchtime=1000x');
  }
  return Array.from({ length: count }, (_, i) => `${Number(operations) * (i + 1)}x`);
}

/** What stays by operation, for each package: the verdict on its runs of more and more operations. */
async function growthVerdicts(run: Run, values: FlagValues, world: World): Promise<readonly string[]> {
  const byProgram = new Map<string, string[]>();
  for (const path of run.profiles) {
    const label = basename(path).replace(/-\d+\.pb\.gz$/, '');
    byProgram.set(label, [...(byProgram.get(label) ?? []), path]);
  }
  const verdicts: string[] = [];
  for (const [label, sources] of byProgram) {
    const operations = benchtimesOf(values, sources.length).map((benchtime) =>
      Number.parseInt(benchtime, 10),
    );
    const options = { ...fetchOptions(new Map()), compat: false, sourcePath: '' };
    const snapshots = await loadSnapshots({ sources, operations }, options, world, () => undefined);
    const { text: verdict } = judgeSnapshots(
      snapshots,
      { limit: undefined, format: 'text', count: 3, isPlain: !process.stdout.isTTY, sourcePath: '' },
      world,
    );
    verdicts.push(
      `\nWhat stays of ${label} after ${operations[0]} to ${operations.at(-1)} operations:\n${verdict}`,
    );
  }
  return verdicts;
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

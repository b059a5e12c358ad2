// Runs the benchmarks of Go packages and keeps their results and profiles; or reads results that are there.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import {
  benchmarkMarkdown,
  benchmarksJson,
  buildBenchmarkTables,
  parseBenchmarks,
  printBenchmarkTables,
  printSites,
  sitesOfBenchmarks,
  type BenchmarkSet,
  type BenchmarkSites,
} from '#bench';
import { FetchError, loadOne, UsageError, type World } from '#driver';
import { beforeInterruption, compileBenchmarks, runBenchmarks, writeReport, type StatusLine } from '#node';
import { fetchOptions, text } from './flag-values.ts';
import type { FlagValue, ParsedFlags } from './flags.ts';

const resultsName = 'bench.txt';

export async function runGoBenchmarks(
  { values, positionals }: ParsedFlags,
  world: World,
  statusLine: StatusLine,
): Promise<number> {
  const isText = text(values, 'format') === '' || text(values, 'format') === 'text';
  const compared = text(values, 'compare') === '' ? [] : [readSet(text(values, 'compare'))];
  const areResults = positionals.length > 0 && positionals.every((name) => isResults(name));
  const run = areResults ? undefined : await runAll({ values, positionals }, { statusLine, isText });
  const own = run === undefined ? positionals.map(readSet) : [readSet(run.directory)];
  const tables = buildBenchmarkTables([...compared, ...own]);
  if (tables.length === 0) throw new FetchError('no results of benchmarks were found; is -bench right?');
  const sites = await allocationSites(run?.profiles ?? [], world);
  const { configuration } = own.at(-1)!.file;
  const limit = count(values.get('sites'), 'sites', 3);
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
  { statusLine, isText }: { readonly statusLine: StatusLine; readonly isText: boolean },
): Promise<Run> {
  const runs = count(values.get('count'), 'count', 10);
  const directory = newDirectory(text(values, 'o'));
  const temporary = mkdtempSync(join(tmpdir(), 'heapwise-bench-'));
  const remove = (): void => rmSync(temporary, { recursive: true, force: true });
  const forget = beforeInterruption(remove);
  const lines: string[] = [];
  const profiles: string[] = [];
  try {
    statusLine.show('compiling the benchmarks');
    const packages = await compileBenchmarks(
      positionals.length === 0 ? ['.'] : positionals,
      text(values, 'dir') === '' ? process.cwd() : text(values, 'dir'),
      temporary,
    );
    for (let run = 1; run <= runs; run++) {
      for (const compiled of packages) {
        statusLine.show(`run ${run} of ${runs}: ${compiled.importPath}`);
        const profile = join(
          temporary,
          `${compiled.importPath.replaceAll('/', '.')}-${String(run).padStart(3, '0')}.pb.gz`,
        );
        const output: string[] = [];
        await runBenchmarks(compiled, testFlags(values, profile), (line) => output.push(line));
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
        profiles.push(join(directory, basename(profile)));
        mkdirSync(directory, { recursive: true });
        await writeReport(profiles.at(-1)!, [readFileSync(profile)]);
      }
    }
    if (profiles.length === 0) throw new FetchError('no benchmark ran; is -bench right?');
    await writeReport(join(directory, resultsName), [`${lines.join('\n')}\n`]);
    return { directory, profiles };
  } finally {
    statusLine.clear();
    remove();
    forget();
  }
}

function testFlags(values: ParsedFlags['values'], profile: string): readonly string[] {
  const optional = ['benchtime', 'memprofilerate'].flatMap((name) => {
    const value = values.get(name);
    return value === undefined ? [] : [`-test.${name}=${String(value)}`];
  });
  const pattern = text(values, 'bench') === '' ? '.' : text(values, 'bench');
  return [
    '-test.run=^$',
    `-test.bench=${pattern}`,
    '-test.benchmem',
    `-test.memprofile=${profile}`,
    ...optional,
  ];
}

/** 'goos: linux' and its like are worth a line when they change. 'PASS' says nothing of benchmarks. */
function withoutRepetition(output: readonly string[], earlier: readonly string[]): readonly string[] {
  const lastOf = (key: string): string | undefined => earlier.findLast((line) => line.startsWith(`${key}: `));
  return output.filter((line) => {
    const [, key] = /^(goos|goarch|cpu|pkg): /.exec(line) ?? [];
    if (key !== undefined) return lastOf(key) !== line;
    return line !== 'PASS' && line !== '';
  });
}

async function allocationSites(paths: readonly string[], world: World): Promise<readonly BenchmarkSites[]> {
  const options = { ...fetchOptions(new Map()), compat: false, sourcePath: '' };
  return sitesOfBenchmarks(await Promise.all(paths.map((path) => loadOne(path, options, world))));
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
  return status?.isFile() === true && !name.endsWith('.go');
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

function count(value: FlagValue | undefined, name: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number(value) > 0) return Number(value);
  throw new UsageError(`-${name} must be positive`);
}

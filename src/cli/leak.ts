// `heapwise leak`: what leaks, by a series of profiles that were taken one after the other, or are taken now.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeFailure,
  parseDuration,
  parseSize,
  readProfile,
  UsageError,
  type FetchOptions,
  type LeakSnapshot,
  type OutputFormat,
  type World,
} from '#driver';
import { gzip, writeReport, type StatusLine } from '#node';
import { collectedHeap } from './collected-heap.ts';
import { requestFlags } from './flag-table.ts';
import { fetchOptions, isSet, text, type FlagValues } from './flag-values.ts';
import type { ParsedFlags } from './flags.ts';
import { createSchedule } from './schedule.ts';
import type { Subcommand, SubcommandFlag } from './subcommand.ts';

const ownFlags: readonly SubcommandFlag[] = [
  {
    name: 'watch',
    kind: 'string',
    placeholder: '=URL',
    help: 'Take the profiles now, from a running program',
  },
  {
    name: 'every',
    kind: 'string',
    placeholder: '=10s',
    help: 'With -watch: time from one profile to the next',
  },
  {
    name: 'for',
    kind: 'string',
    placeholder: '=5m',
    help: 'With -watch: how long in all; Ctrl-C ends earlier',
  },
  {
    name: 'o',
    kind: 'string',
    placeholder: '=DIR',
    help: 'With -watch: keep the profiles in this directory',
  },
  { name: 'limit', kind: 'string', placeholder: '=2GiB', help: 'Say when the heap reaches this size' },
  { name: 'fail', kind: 'bool', placeholder: '', help: 'Exit with code 3 if something leaks' },
  {
    name: 'ops',
    kind: 'string',
    placeholder: '=N,N...',
    help: 'Operations of each run of a benchmark (b.N)',
  },
  { name: 'n', kind: 'int', placeholder: '=20', help: 'How many sites to show; 0 for all that move' },
  { name: 'source_path', kind: 'string', placeholder: '=DIRS', help: 'Where sources are looked for' },
  { name: 'format', kind: 'string', placeholder: '=NAME', help: 'text, json or markdown' },
  { name: 'output', kind: 'string', placeholder: '=FILE', help: 'Write to a file' },
];

const fetchFlagNames = new Set(['timeout', 'H', 'tls_cert', 'tls_key', 'tls_ca']);

export const leakSubcommand: Subcommand = {
  name: 'leak',
  usage: 'SERIES...',
  help: 'Say what leaks, how fast and how sure, by profiles over time',
  examples: [
    'series/',
    '--watch localhost:6060 --every 10s --for 5m --limit 2GiB',
    "--fail -format=markdown 'heap-*.pb.gz'",
    'goroutines/*.txt',
  ],
  flags: [...ownFlags, ...requestFlags.filter(({ name }) => fetchFlagNames.has(name))],
  run: runLeak,
};

async function runLeak(
  { values, positionals }: ParsedFlags,
  world: World,
  statusLine: StatusLine,
): Promise<number> {
  const watched = text(values, 'watch');
  if (positionals.length === 0 && watched === '') {
    throw new UsageError(
      'no series of profiles named',
      'take one with heapwise record localhost:6060 -o series, or watch: heapwise leak --watch localhost:6060',
    );
  }
  const { hasLeak, judgeSnapshots, loadSnapshots, timed } = await import('#driver');
  const output = text(values, 'output');
  const request = {
    limit: limitOf(text(values, 'limit')),
    format: formatOf(text(values, 'format')),
    count: countOf(values),
    isPlain: output !== '' || !process.stdout.isTTY,
    sourcePath: text(values, 'source_path'),
  };
  const every = text(values, 'every') === '' ? undefined : duration(values, 'every', 10);
  const operations = operationsOf(text(values, 'ops'));
  try {
    const options = fetchOptions(values);
    const saved =
      positionals.length === 0
        ? []
        : await loadSnapshots({ sources: positionals, operations }, options, world, (line) =>
            statusLine.show(line),
          );
    const taken = watched === '' ? [] : await watch(watched, values, options, world, statusLine);
    statusLine.clear();
    const { report, text: printed } = judgeSnapshots([...timed(saved, every), ...taken], request, world);
    await writeReport(output, [printed]);
    return isSet(values, 'fail') && hasLeak(report) ? 3 : 0;
  } finally {
    statusLine.clear();
  }
}

/** Takes profiles until the time is over or the user ends it. @throws UsageError, FetchError when none could be had. */
async function watch(
  word: string,
  values: FlagValues,
  fetching: FetchOptions,
  world: World,
  statusLine: StatusLine,
): Promise<readonly LeakSnapshot[]> {
  if (!world.fetcher.isRemote(word))
    throw new UsageError(`${word} is no URL`, 'name a program: localhost:6060');
  const url = collectedHeap(word);
  const directory = text(values, 'o');
  const schedule = createSchedule({
    every: duration(values, 'every', 10),
    total: duration(values, 'for', 300),
    count: Number.POSITIVE_INFINITY,
  });
  const options = { ...fetching, defaultPath: '/debug/pprof/heap', isQuiet: true, until: schedule.stopped };
  const snapshots: LeakSnapshot[] = [];
  let failure: Error | undefined;
  const show = ({ nextIn, left }: { readonly nextIn: number; readonly left: number }): void =>
    statusLine.show(
      `${snapshots.length} taken, next in ${Math.ceil(nextIn)} s, ${Math.ceil(left)} s left; Ctrl-C ends and judges`,
    );
  try {
    for await (const turn of schedule.turns(show)) {
      try {
        const { bytes } = await world.fetcher.fetch(url, options);
        const profile = await readProfile(bytes, { compat: false, sourcePath: '' }, world);
        const name = directory === '' ? url : join(directory, `${String(turn).padStart(4, '0')}.pb.gz`);
        if (directory !== '') {
          mkdirSync(directory, { recursive: true });
          await writeReport(name, [bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes : gzip(bytes)]);
        }
        // Dumps of goroutines do not say when they were taken.
        const timeNanos = profile.timeNanos > 0n ? profile.timeNanos : BigInt(Date.now()) * 1_000_000n;
        snapshots.push({ name, profile: { ...profile, timeNanos } });
        if (failure !== undefined) world.message(`${url}: answers again`);
        failure = undefined;
      } catch (error) {
        if (schedule.isStopped()) break;
        if (!(error instanceof Error) || !['FetchError', 'ProfileError'].includes(error.name)) throw error;
        // An outage is told once.
        if (failure === undefined) world.message(`${describeFailure(error).lines[0]}; going on`);
        failure = error;
      }
    }
  } finally {
    schedule.stop();
  }
  if (snapshots.length > 0) return snapshots;
  throw failure ?? new UsageError('nothing was taken before the end', 'give it more time: --for 5m');
}

function duration(values: FlagValues, name: string, otherwise: number): number {
  const given = text(values, name);
  if (given === '') return otherwise;
  const seconds = parseDuration(given);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new UsageError(`invalid value ${JSON.stringify(given)} for -${name}`, 'write it as 10s, 5m or 1h30m');
}

function limitOf(limit: string): number | undefined {
  if (limit === '') return undefined;
  const bytes = parseSize(limit);
  if (bytes !== undefined && bytes > 0) return bytes;
  throw new UsageError(
    `invalid limit ${JSON.stringify(limit)}`,
    'write it as 512MiB or 2GiB, or as a number of goroutines',
  );
}

function operationsOf(list: string): readonly number[] {
  if (list === '') return [];
  const numbers = list.split(',').map(Number);
  if (numbers.every((number) => number > 0)) return numbers;
  throw new UsageError(`invalid value ${JSON.stringify(list)} for -ops`, 'write it as 10000,20000,50000');
}

function formatOf(name: string): OutputFormat {
  const formats: readonly OutputFormat[] = ['text', 'json', 'markdown'];
  const format = formats.find((known) => known === (name === '' ? 'text' : name));
  if (format !== undefined) return format;
  throw new UsageError(`there is no -format=${name}`, `choose one of ${formats.join(', ')}`);
}

function countOf(values: FlagValues): number {
  const count = values.get('n');
  if (typeof count !== 'number') return 20;
  if (count >= 0) return count;
  throw new UsageError('-n must not be negative', 'write -n=0 to see all that move');
}

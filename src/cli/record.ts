// `heapwise record`: takes a series of profiles from running programs, however often these start anew.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeFailure,
  parseDuration,
  readProfile,
  UsageError,
  type FetchOptions,
  type World,
} from '#driver';
import { gzip, writeReport, type StatusLine } from '#node';
import { collectedHeap } from './collected-heap.ts';
import { requestFlags } from './flag-table.ts';
import { fetchOptions, type FlagValues } from './flag-values.ts';
import type { FlagValue, ParsedFlags } from './flags.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { Subcommand, SubcommandFlag } from './subcommand.ts';

const ownFlags: readonly SubcommandFlag[] = [
  { name: 'every', kind: 'string', placeholder: '=10s', help: 'Time from one profile to the next' },
  { name: 'for', kind: 'string', placeholder: '=10m', help: 'How long in all; until Ctrl-C if left out' },
  { name: 'count', kind: 'int', placeholder: '=N', help: 'How many profiles at most' },
  { name: 'o', kind: 'string', placeholder: '=DIR', help: 'Directory for the files (default profiles)' },
];

const fetchFlagNames = new Set(['seconds', 'timeout', 'H', 'tls_cert', 'tls_key', 'tls_ca']);

export const recordSubcommand: Subcommand = {
  name: 'record',
  usage: 'URL...',
  help: 'Take a profile every so often, for leaks and trends',
  examples: [
    'localhost:6060 --every 10s --for 10m -o series',
    "-H 'Authorization: Bearer TOKEN' --count=30 https://host/debug/pprof/allocs",
  ],
  flags: [...ownFlags, ...requestFlags.filter(({ name }) => fetchFlagNames.has(name))],
  run: runRecord,
};

interface Recording {
  readonly urls: readonly string[];
  readonly directory: string;
  readonly options: FetchOptions;
}

/** What came of a series so far. */
interface Tally {
  readonly files: string[];
  failed: number;
  /** The URLs that did not answer the last time: an outage is told once. */
  readonly down: Set<string>;
}

async function runRecord(
  { values, positionals }: ParsedFlags,
  world: World,
  statusLine: StatusLine,
): Promise<number> {
  if (positionals.length === 0) throw new UsageError('no URL to record from', 'run heapwise help record');
  for (const url of positionals) {
    if (!world.fetcher.isRemote(url))
      throw new UsageError(`${url} is no URL`, 'name a program: localhost:6060');
  }
  const schedule = createSchedule({
    every: duration(values, 'every', 10),
    total: duration(values, 'for', Number.POSITIVE_INFINITY),
    count: positive(values.get('count'), 'count', Number.POSITIVE_INFINITY),
  });
  const recording: Recording = {
    urls: positionals,
    directory: String(values.get('o') ?? 'profiles'),
    options: {
      ...fetchOptions(values),
      defaultPath: '/debug/pprof/heap',
      isQuiet: true,
      until: schedule.stopped,
    },
  };
  const tally: Tally = { files: [], failed: 0, down: new Set() };
  try {
    for await (const turn of schedule.turns((state) => statusLine.show(statusText(tally, state)))) {
      await Promise.all(recording.urls.map((url) => recordOne(url, turn, recording, tally, schedule, world)));
    }
  } finally {
    schedule.stop();
    statusLine.clear();
  }
  summarize(recording, tally, world);
  return tally.files.length === 0 ? 1 : 0;
}

async function recordOne(
  url: string,
  turn: number,
  recording: Recording,
  tally: Tally,
  schedule: Schedule,
  world: World,
): Promise<void> {
  const startedAt = new Date();
  try {
    const { bytes } = await world.fetcher.fetch(collectedHeap(url), recording.options);
    // What is no profile is not worth a file.
    await readProfile(bytes, { compat: false, sourcePath: '' }, world);
    mkdirSync(recording.directory, { recursive: true });
    const path = newPath(recording, url, startedAt, turn);
    await writeReport(path, [bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes : gzip(bytes)]);
    tally.files.push(path);
    if (tally.down.delete(url)) world.message(`${url}: answers again`);
    await writeReport('', [`${path}\n`]);
  } catch (error) {
    if (schedule.isStopped()) return;
    const { lines, isBug } = failureOf(error);
    if (isBug) throw error;
    tally.failed++;
    if (!tally.down.has(url)) world.message(`${url}: ${lines[0]}; going on`);
    tally.down.add(url);
  }
}

/** A source that fails is waited for; a disk that is full, or a bug, ends the series. */
function failureOf(error: unknown): { readonly lines: readonly string[]; readonly isBug: boolean } {
  const isExpected = error instanceof Error && ['FetchError', 'ProfileError'].includes(error.name);
  return { lines: describeFailure(error).lines, isBug: !isExpected };
}

/** Names sort by time: heap-20261124T120000Z-0001.pb.gz. */
function newPath({ directory, urls }: Recording, url: string, time: Date, turn: number): string {
  const stamp = time.toISOString().replace(/[-:]|\.\d+/g, '');
  const parts = [
    kindOf(url),
    ...(urls.length > 1 ? [hostOf(url)] : []),
    stamp,
    String(turn).padStart(4, '0'),
  ];
  const stem = join(directory, parts.join('-'));
  for (let copy = 1; ; copy++) {
    const path = copy === 1 ? `${stem}.pb.gz` : `${stem}-${copy}.pb.gz`;
    if (!existsSync(path)) return path;
  }
}

function kindOf(url: string): string {
  const path = url.replace(/[?#].*$/, '').replace(/^[a-z+]+:\/\/[^/]*/i, '');
  return /([\w.-]+)\/*$/.exec(path.includes('/') ? path : '')?.[1] ?? 'heap';
}

function hostOf(url: string): string {
  return url
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/[/?].*$/, '')
    .replaceAll(/[^\w.]+/g, '_');
}

function statusText(
  tally: Tally,
  { nextIn, left }: { readonly nextIn: number; readonly left: number },
): string {
  const failed = tally.failed === 0 ? '' : `, ${tally.failed} failed`;
  const rest = Number.isFinite(left) ? `, ${Math.ceil(left)} s left` : '';
  return `${tally.files.length} taken${failed}, next in ${Math.ceil(nextIn)} s${rest}; Ctrl-C ends`;
}

function summarize({ directory, urls }: Recording, { files, failed }: Tally, { message }: World): void {
  if (files.length === 0) {
    message(`Recorded nothing from ${urls.join(' ')}`);
    return;
  }
  const misses = failed === 0 ? '' : `, ${failed} failed`;
  message(`Recorded ${files.length} ${files.length === 1 ? 'profile' : 'profiles'} in ${directory}${misses}`);
  const [first = '', last = ''] = [files[0], files.at(-1)];
  const next = files.length === 1 ? `heapwise top ${first}` : `heapwise top -diff_base=${first} ${last}`;
  message(`Next: ${next}`);
}

function duration(values: FlagValues, name: string, otherwise: number): number {
  const text = values.get(name);
  if (text === undefined) return otherwise;
  const seconds = parseDuration(String(text));
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new UsageError(`invalid value ${JSON.stringify(text)} for -${name}`, 'write it as 10s, 5m or 1h30m');
}

function positive(value: FlagValue | undefined, name: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number(value) > 0) return Number(value);
  throw new UsageError(`-${name} must be positive`);
}

// Judges a series of profiles: loads what can be read of it, and gives the report in the format that is wanted.

import { trimSourcePath } from '#graph';
import {
  findLeaks,
  leakJson,
  leakMarkdown,
  printLeaks,
  type LeakReport,
  type Snapshot,
  type SourceText,
} from '#leaks';
import { FetchError, type FetchOptions, type SourceReader, type World } from '#ports';
import type { OutputFormat } from './config.ts';
import { UsageError } from './errors.ts';
import { loadOne } from './load.ts';

export interface LeaksRequest {
  /** Files, directories, patterns and URLs, in any order. */
  readonly sources: readonly string[];
  /** Operations of each run of a benchmark, in the order of its files; empty when they are not known. */
  readonly operations: readonly number[];
  /** In the unit of the series: bytes, or goroutines. */
  readonly limit: number | undefined;
  readonly format: OutputFormat;
  /** How many sites are shown; 0 for all that are not steady. */
  readonly count: number;
  readonly isPlain: boolean;
  readonly sourcePath: string;
}

/**
 * @throws FetchError when none of the sources can be read; one that fails beside others is told of and left out.
 * @throws UsageError when there are not as many operations as files.
 */
export async function loadSnapshots(
  { sources, operations }: Pick<LeaksRequest, 'sources' | 'operations'>,
  fetching: FetchOptions,
  world: World,
  progress: (text: string) => void,
): Promise<readonly Snapshot[]> {
  const names = (await Promise.all(sources.map((source) => world.fetcher.expand(source)))).flat();
  if (operations.length > 0 && operations.length !== names.length) {
    throw new UsageError(
      `-ops has ${operations.length} numbers for ${names.length} profiles`,
      'give one for each profile, in the order of the files',
    );
  }
  const snapshots: Snapshot[] = [];
  const failures: string[] = [];
  for (const [i, name] of names.entries()) {
    progress(`reading ${i + 1} of ${names.length}`);
    try {
      const profile = await loadOne(
        name,
        { ...fetching, defaultPath: '/debug/pprof/heap', compat: false, sourcePath: '' },
        world,
      );
      const done = operations[i];
      snapshots.push({ name, profile, ...(done === undefined ? {} : { operations: done }) });
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      failures.push(error.message);
    }
  }
  if (snapshots.length === 0) throw new FetchError(failures[0] ?? 'no profiles to judge');
  for (const failure of failures) world.message(`left out: ${failure}`);
  return snapshots;
}

/**
 * Gives times to profiles without one, such as dumps of goroutines and V8's heap profiles: those of the names that
 * `heapwise record` gives files, or even ones.
 * @param every seconds from one to the next; undefined when that is not known.
 */
export function timed(snapshots: readonly Snapshot[], every: number | undefined): readonly Snapshot[] {
  return snapshots.map((snapshot, i) => {
    const { name, profile } = snapshot;
    if (profile.timeNanos > 0n) return snapshot;
    const [, date, hour, minute, second] = /(\d{4}\d{2}\d{2})T(\d{2})(\d{2})(\d{2})Z/.exec(name) ?? [];
    const day = date?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
    const named = day === undefined ? Number.NaN : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
    const seconds = named > 0 ? named / 1000 : every === undefined ? 0 : 1 + i * every;
    return { ...snapshot, profile: { ...profile, timeNanos: BigInt(Math.round(seconds * 1e9)) } };
  });
}

/** @throws UsageError when the profiles hold nothing that could leak, or there is no such format. */
export function judgeSnapshots(
  snapshots: readonly Snapshot[],
  { limit, format, count, isPlain, sourcePath }: Omit<LeaksRequest, 'sources' | 'operations'>,
  { sources }: Pick<World, 'sources'>,
): { readonly report: LeakReport; readonly text: string } {
  const report = findLeaks(snapshots, limit === undefined ? {} : { limit });
  if (report.series.length === 0 && report.proved.length === 0) {
    throw new UsageError(
      report.notes[0] ?? 'no profiles to judge',
      'leaks show in heap and goroutine profiles: heapwise record localhost:6060/debug/pprof/heap',
    );
  }
  switch (format) {
    case 'text':
      return {
        report,
        text: printLeaks(report, { count, isPlain, source: sourceText(sourcePath, sources) }),
      };
    case 'json':
      return { report, text: `${JSON.stringify(leakJson(report), undefined, 1)}\n` };
    case 'markdown':
      return { report, text: leakMarkdown(report, count) };
    default:
      throw new UsageError(`leak has no -format=${format}`, 'choose one of text, json, markdown');
  }
}

/** Whether something leaks beyond doubt. */
export function hasLeak({ series, proved }: LeakReport): boolean {
  return proved.length > 0 || series.some(({ sites }) => sites.some(({ verdict }) => verdict === 'leak'));
}

function sourceText(sourcePath: string, sources: SourceReader): SourceText {
  const searchPath = sourcePath === '' ? sources.workingDirectory : sourcePath;
  return ({ file, line }) => {
    if (file === '' || line <= 0) return undefined;
    const trimmed = trimSourcePath(file, { trimPath: '', sourcePath: searchPath });
    const source = sources.find({ path: file, trimmed, searchPath, compat: false });
    return source.kind === 'found' ? source.lines[line - 1] : undefined;
  };
}

// Makes series out of snapshots as they come: told by kind, in the order of time, of one process, without copies.

import type { Profile } from '#profile';
import { isV8 } from './read-functions.ts';
import { valueModels, type ValueModel } from './sampled-values.ts';

export interface Snapshot {
  /** A file or URL. */
  readonly name: string;
  readonly profile: Profile;
  /** Of a benchmark's run: how many operations it did, if that is known. */
  readonly operations?: number;
}

export type SeriesKind = 'heap' | 'count' | 'runs';

export interface Series {
  readonly kind: SeriesKind;
  /** What is counted: 'inuse_space', 'goroutine'. */
  readonly type: string;
  readonly snapshots: readonly Snapshot[];
  readonly models: readonly ValueModel[];
  /** Seconds since the first of them; their numbers where no time is known; for runs, what was done in each. */
  readonly times: Float64Array;
  readonly hasTimes: boolean;
  /** Whether `times` of runs are operations; otherwise they are the bytes that each allocated. */
  readonly hasWork: boolean;
  readonly isV8: boolean;
  readonly hasBirths: boolean;
  /** How many were given, and of them left out. */
  readonly given: number;
  /** What was noticed, a sentence each. */
  readonly notes: readonly string[];
}

/** One series for each kind of profile among the snapshots: heaps first, then the longest. @returns also what fits in none. */
export function arrangeSnapshots(snapshots: readonly Snapshot[]): {
  readonly series: readonly Series[];
  readonly notes: readonly string[];
} {
  const byKind = new Map<string, Modelled[]>();
  const strangers: Snapshot[] = [];
  for (const snapshot of snapshots) {
    const models = valueModels(snapshot.profile);
    if (models.length === 0) strangers.push(snapshot);
    for (const model of models) append(byKind, kindKey(snapshot.profile, model), { ...snapshot, model });
  }
  const series = [...byKind.values()]
    .map(arrangeKind)
    .toSorted((a, b) => Number(a.kind === 'count') - Number(b.kind === 'count') || b.given - a.given);
  return { series, notes: strangers.length === 0 ? [] : [strangerNote(strangers)] };
}

interface Modelled extends Snapshot {
  readonly model: ValueModel;
}

function kindKey({ sampleTypes }: Profile, { kind, live }: ValueModel): string {
  const { type } = sampleTypes[live]!;
  return kind === 'heap' && type !== 'external_space' ? 'heap' : type;
}

function strangerNote(strangers: readonly Snapshot[]): string {
  const types = new Set(strangers.map(({ profile }) => profile.sampleTypes[0]?.type ?? 'nothing'));
  return `${namesOf(strangers)}: left out, profiles of ${[...types].join(' and ')} hold nothing that could leak`;
}

function arrangeKind(all: readonly Modelled[]): Series {
  const notes: string[] = [];
  let used = largestGroup(all, ({ profile }) => programOf(profile), 'another program or build', notes);
  used = largestGroup(used, ({ model }) => String(model.rate), 'another sampling rate', notes);
  const isRuns = used.every(({ profile }) => isBenchmark(profile));
  if (!isRuns) used = inOrder(used, notes);
  const hasCounters = used.every(({ model }) => model.allocated >= 0);
  const isOfV8 = isV8(used[0]!.profile);
  // V8 forgets the stacks of what died: only the sum of all sites counts what was ever allocated.
  const hasBirths = hasCounters && !isOfV8;
  const hasWork = used.every(({ operations }) => operations !== undefined);
  if (isRuns) {
    used = used.toSorted((a, b) => workOf(a, hasWork, hasBirths) - workOf(b, hasWork, hasBirths));
    if (!hasWork)
      notes.push(
        'how many operations each run did is not known (--ops): runs are compared by what they allocated',
      );
  } else {
    used = longestLife(used, hasCounters, notes);
    used = withoutCopies(used, hasBirths, notes);
  }
  const first = used[0]!;
  const hasTimes = used.every(({ profile }) => profile.timeNanos > 0n);
  if (!hasTimes && !isRuns)
    notes.push(
      'the profiles do not say when they were taken: rates are by snapshot, unless --every=10s tells the time between them',
    );
  return {
    kind: isRuns ? 'runs' : first.model.kind,
    type: first.profile.sampleTypes[first.model.live]!.type,
    snapshots: used,
    models: used.map(({ model }) => model),
    times: Float64Array.from(used, (snapshot, i) => {
      if (isRuns) return workOf(snapshot, hasWork, hasBirths);
      return hasTimes ? Number(snapshot.profile.timeNanos - first.profile.timeNanos) / 1e9 : i;
    }),
    hasTimes,
    hasWork,
    isV8: isOfV8,
    hasBirths,
    given: all.length,
    notes,
  };
}

function workOf(run: Modelled, hasWork: boolean, hasBirths: boolean): number {
  if (hasWork) return run.operations!;
  return hasBirths ? allocatedBytes(run) : 0;
}

function inOrder(all: readonly Modelled[], notes: string[]): readonly Modelled[] {
  if (all.some(({ profile }) => profile.timeNanos <= 0n)) return all;
  const ordered = all.toSorted((a, b) => {
    const difference = a.profile.timeNanos - b.profile.timeNanos;
    return difference < 0n ? -1 : Number(difference > 0n);
  });
  const moved = ordered.filter((snapshot, i) => snapshot !== all[i]).length;
  if (moved > 0)
    notes.push(`${moved} of ${all.length} snapshots were out of order; they are judged in the order of time`);
  return ordered;
}

/** A profile of `go test`: each run is a process of its own. */
function isBenchmark({ functions, strings }: Profile): boolean {
  return functions.name.some((index) => /^testing\.\(\*B\)\.(?:runN|launch)$/.test(strings.text(index)));
}

/** The build id tells builds apart; where there is none, the program's name. */
function programOf({ mappings, strings }: Profile): string {
  if (mappings.count === 0) return '';
  const buildId = strings.text(mappings.buildId[0]!);
  return buildId === '' ? strings.text(mappings.file[0]!).replace(/^.*\//, '') : buildId;
}

/** Those that agree in something, of which most do. */
function largestGroup(
  all: readonly Modelled[],
  keyOf: (snapshot: Modelled) => string,
  what: string,
  notes: string[],
): readonly Modelled[] {
  const groups = new Map<string, Modelled[]>();
  for (const snapshot of all) append(groups, keyOf(snapshot), snapshot);
  const [largest = [], ...others] = [...groups.values()].toSorted((a, b) => b.length - a.length);
  if (others.length > 0) notes.push(`${namesOf(others.flat())}: left out, of ${what}`);
  return largest;
}

/**
 * What was allocated since the start never gets less unless the program started anew; and where profiles say since when
 * they sample, that is of one process.
 */
function longestLife(all: readonly Modelled[], hasCounters: boolean, notes: string[]): readonly Modelled[] {
  const lives: Modelled[][] = [];
  let before: Modelled | undefined;
  for (const snapshot of all) {
    const isOther =
      before === undefined ||
      sampledSince(snapshot) !== sampledSince(before) ||
      (hasCounters && allocatedBytes(snapshot) < allocatedBytes(before));
    if (isOther) lives.push([]);
    lives.at(-1)!.push(snapshot);
    before = snapshot;
  }
  const longest = lives.reduce((best, life) => (life.length > best.length ? life : best), lives[0]!);
  if (lives.length > 1) {
    const restarts = lives.length === 2 ? 'once' : `${lives.length - 1} times`;
    notes.push(
      `the program restarted ${restarts} (its counters began anew): judged are the ${longest.length} snapshots from ${longest[0]!.name} to ${longest.at(-1)!.name}`,
    );
  }
  return longest;
}

/** Go publishes a heap profile when a collection ends: without one in between, a snapshot is a copy of the one before. */
function withoutCopies(all: readonly Modelled[], hasBirths: boolean, notes: string[]): readonly Modelled[] {
  const used = all.filter((snapshot, i) => {
    const before = all[i - 1];
    if (before === undefined) return true;
    if (hasBirths) return allocatedBytes(snapshot) !== allocatedBytes(before);
    return snapshot.profile.timeNanos === 0n || snapshot.profile.timeNanos !== before.profile.timeNanos;
  });
  const copies = all.length - used.length;
  if (copies > 0) {
    const hint = hasBirths
      ? ': no collection ended in between; fetch with ?gc=1'
      : ': taken at the same time';
    notes.push(`${copies} of ${all.length} snapshots repeat the one before${hint}`);
  }
  return used;
}

function sampledSince({ profile }: Modelled): string {
  return profile.comments.find((comment) => comment.startsWith('sampled since ')) ?? '';
}

function allocatedBytes({ profile, model }: Modelled): number {
  let total = 0;
  for (const value of profile.samples.values[model.allocated]!) total += value;
  return total;
}

function namesOf(snapshots: readonly Snapshot[]): string {
  const [first, second] = snapshots;
  if (second === undefined) return first!.name;
  return snapshots.length === 2
    ? `${first!.name} and ${second.name}`
    : `${first!.name} and ${snapshots.length - 1} more`;
}

function append<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

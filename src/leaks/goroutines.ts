// What goroutine profiles say beside their counts: what is waited for, since when, and what started it.

import { labelsOf, type Profile } from '#profile';
import type { Series } from './arrange.ts';
import { waitState } from './goroutine-state.ts';
import { framesOf, type StackFrame } from './growing-stack.ts';
import type { ProvedLeak, SiteReport } from './report.ts';

interface WaitFacts {
  readonly state: string;
  readonly creator: string;
  readonly longestWait: number;
}

/** Adds what the last snapshot says of the goroutines of a site. */
export function goroutineFacts(
  site: SiteReport,
  { snapshots, models }: Series,
  memberOfSample: readonly Int32Array[],
  members: readonly number[],
): SiteReport {
  const last = snapshots.length - 1;
  const { profile } = snapshots[last]!;
  const values = profile.samples.values[models[last]!.live]!;
  let most = 0;
  let facts: WaitFacts = { state: '', creator: '', longestWait: 0 };
  let longestWait = 0;
  memberOfSample[last]!.forEach((member, sample) => {
    if (!members.includes(member)) return;
    const own = waitFacts(profile, sample);
    longestWait = Math.max(longestWait, own.longestWait);
    if (values[sample]! > most) {
      most = values[sample]!;
      facts = own;
    }
  });
  return { ...site, ...facts, longestWait };
}

function waitFacts(profile: Profile, sample: number): WaitFacts {
  const { strings, labelSets, samples } = profile;
  let [state, creator, longestWait] = ['', '', 0];
  for (const label of labelsOf(labelSets, samples.labelSet[sample]!)) {
    const key = strings.text(label.key);
    if (key === 'state' || key === 'type') state = strings.text(label.text);
    if (key === 'creator') creator = strings.text(label.text);
    if (key === 'wait') longestWait = Number(label.number);
  }
  if (state !== '') return { state, creator, longestWait };
  const functions = framesOf(profile, samples.stack[sample]!).map((frame) => frame.function);
  return { state: waitState(functions), creator, longestWait };
}

/**
 * What Go found by marking from all goroutines that can run: the others wait for what nobody can reach any more.
 * One profile proves it (runtime/pprof's goroutineleak, and dumps of it, where the state says "(leaked)").
 */
export function provedLeaks(proofs: readonly Series[], dumps: readonly Series[]): readonly ProvedLeak[] {
  const leaks: ProvedLeak[] = [];
  for (const series of proofs) leaks.push(...leakedIn(series, () => true));
  if (leaks.length === 0) {
    for (const series of dumps) leaks.push(...leakedIn(series, ({ state }) => state.endsWith('(leaked)')));
  }
  return leaks.toSorted((a, b) => b.count - a.count);
}

function leakedIn(
  { snapshots, models }: Series,
  isLeaked: (facts: WaitFacts) => boolean,
): readonly ProvedLeak[] {
  const { profile } = snapshots.at(-1)!;
  const values = profile.samples.values[models.at(-1)!.live]!;
  const leaks = new Map<
    string,
    { count: number; longestWait: number; facts: WaitFacts; stack: readonly StackFrame[] }
  >();
  for (let sample = 0; sample < values.length; sample++) {
    const facts = waitFacts(profile, sample);
    if (values[sample] === 0 || !isLeaked(facts)) continue;
    const key = `${profile.samples.stack[sample]} ${facts.creator}`;
    const known = leaks.get(key);
    if (known === undefined) {
      const stack = framesOf(profile, profile.samples.stack[sample]!);
      leaks.set(key, { count: values[sample]!, longestWait: facts.longestWait, facts, stack });
    } else {
      known.count += values[sample]!;
      known.longestWait = Math.max(known.longestWait, facts.longestWait);
    }
  }
  return [...leaks.values()].map(({ count, longestWait, facts, stack }) => ({
    ...facts,
    count,
    longestWait,
    stack,
  }));
}

// From snapshots to the report: arranges them, reads the sites, judges each, and says what it rests on.

import { poissonInterval } from '#statistics';
import { arrangeSnapshots, type Series, type Snapshot } from './arrange.ts';
import { seriesOf } from './columns.ts';
import { goroutineFacts, provedLeaks } from './goroutines.ts';
import { waitsOutside } from './goroutine-state.ts';
import { growingStacks, type StackFrame } from './growing-stack.ts';
import { judgeFunctions } from './judge-functions.ts';
import { judgeRun, judgeRuns } from './judge-runs.ts';
import { judgeSeries, type Judgement } from './judge-series.ts';
import { judgeSites, type JudgedSite } from './judge-sites.ts';
import { judgeTotal } from './judge-total.ts';
import { missingOfRuns, missingText } from './missing.ts';
import { readFunctions } from './read-functions.ts';
import { agesOfSeries } from './sample-ages.ts';
import { readSites } from './read-sites.ts';
import type { LeakReport, Rate, RateUnit, SeriesReport, SiteReport, Window } from './report.ts';
import { mean, spanOf } from './site-series.ts';
import { verdicts, type Finding, type Verdict } from './verdict.ts';

export interface LeakOptions {
  /** Bytes that the heap may have, or goroutines that there may be. */
  readonly limit?: number;
}

/** @param snapshots in any order, of any kinds. */
export function findLeaks(snapshots: readonly Snapshot[], options: LeakOptions = {}): LeakReport {
  const { series, notes } = arrangeSnapshots(snapshots);
  const proofs = series.filter(({ type }) => type === 'goroutineleak');
  return {
    proved: provedLeaks(
      proofs,
      series.filter(({ type }) => type === 'goroutine'),
    ),
    series: series.filter(({ type }) => type !== 'goroutineleak').map((each) => judgeArranged(each, options)),
    notes,
  };
}

interface Judged {
  readonly total: Judgement;
  readonly sites: readonly JudgedSite[];
  /** For each snapshot and sample the member that it belongs to. */
  readonly memberOfSample: readonly Int32Array[];
  readonly members: number;
}

function judgeArranged(series: Series, { limit }: LeakOptions): SeriesReport {
  const { times } = series;
  const judged = series.kind === 'runs' ? judgeRunSeries(series) : judgeTimeSeries(series);
  const gcForced = wasCollected(series, judged.sites);
  const sites = judged.sites.map((site) => ({ ...site, finding: capped(site.finding, gcForced) }));
  const per = rateUnit(series);
  const window = windowOf(series, gcForced, per);
  const stacks = stacksOf(series, judged, sites);
  const factor = per === 'run' ? mean(times) : 1;
  const { live, weight } = judged.total.evidence.series;
  const lastTotal = live.at(-1)! * weight;
  const helpers = sharedLeaves(sites);
  const intervalOf = createIntervals();
  const report = (
    judgement: Judgement,
    functions: readonly string[],
    stack: readonly StackFrame[],
  ): SiteReport => {
    const rate = scaledRate(judgement, factor);
    return {
      ...siteFacts(judgement, rate, series, intervalOf),
      functions,
      guilty: functions.find((name) => !helpers.has(name)) ?? functions.at(-1) ?? '',
      stack,
      secondsToLimit:
        limit === undefined || per !== 'second' || !(rate.value > 0) || judgement.finding.p > 0.05
          ? undefined
          : Math.max(0, (limit - lastTotal) / rate.value),
      missing: series.kind === 'runs' ? missingOfRuns(judgement) : missingText(judgement, window.interval),
    };
  };
  const reported = sites.map((site, i) => {
    const plain = report(site, site.frames, stacks[i]!);
    return series.type === 'goroutine'
      ? goroutineFacts(plain, series, judged.memberOfSample, site.members)
      : plain;
  });
  const sorted = reported.map(waitingOutside).toSorted(byImportance);
  return {
    type: series.type,
    unit: series.kind === 'count' ? 'count' : 'bytes',
    per,
    window,
    total: withoutLeaks(report(judged.total, [], []), sorted),
    sites: sorted,
    notes: series.notes,
  };
}

/** Of `poissonInterval`, each computed once: counts repeat. */
function createIntervals(): (count: number) => readonly [number, number] {
  const known = new Map<number, readonly [number, number]>();
  return (count) => {
    const interval = known.get(count) ?? poissonInterval(count);
    known.set(count, interval);
    return interval;
  };
}

/** Functions that several others allocate through. */
function sharedLeaves(sites: readonly JudgedSite[]): ReadonlySet<string> {
  const callers = new Map<string, number>();
  for (const { frames } of sites)
    if (frames.length > 1) callers.set(frames[0]!, (callers.get(frames[0]!) ?? 0) + 1);
  return new Set([...callers].filter(([, count]) => count > 1).map(([name]) => name));
}

function judgeTimeSeries(series: Series): Judged {
  const { snapshots, models, times, hasBirths } = series;
  const profiles = snapshots.map(({ profile }) => profile);
  if (series.isV8 && series.kind === 'heap') {
    const ages = agesOfSeries(profiles, times);
    const { stacks, total, stackOfSample } = readFunctions(profiles, models, times, ages);
    const sites = judgeFunctions(stacks, times, ages !== undefined);
    return {
      sites,
      total: judgeTotal(judgeSeries(seriesOf(total, times, ages !== undefined)), sites, false),
      memberOfSample: stackOfSample,
      members: stacks.length,
    };
  }
  // Of what is pending in Node, the profile has the stack that created it.
  const kind = series.type === 'goroutine' && !series.isV8 ? 'goroutine' : 'allocation';
  const read = readSites(profiles, models, kind);
  const sites = judgeSites(read.sites, times, hasBirths);
  return {
    sites,
    total: judgeTotal(judgeSeries(seriesOf(read.total, times, hasBirths)), sites, true),
    memberOfSample: read.siteOfSample,
    members: read.sites.length,
  };
}

function judgeRunSeries({ snapshots, models, times }: Series): Judged {
  const profiles = snapshots.map(({ profile }) => profile);
  const read = readSites(profiles, models, 'allocation');
  const { rate } = models[0]!;
  return {
    sites: judgeRuns(read.sites, times, rate),
    total: judgeRun(read.total, times, rate),
    memberOfSample: read.siteOfSample,
    members: read.sites.length,
  };
}

function rateUnit({ kind, hasWork, hasTimes }: Series): RateUnit {
  if (kind === 'runs') return hasWork ? 'operation' : 'run';
  return hasTimes ? 'second' : 'snapshot';
}

/** Whether garbage was collected before each snapshot: what Go publishes is, what V8 shows only where it was asked to. */
function wasCollected({ isV8, kind, snapshots }: Series, sites: readonly JudgedSite[]): boolean | undefined {
  if (!isV8 || kind !== 'heap') return true;
  const saysSo = (pattern: RegExp): boolean =>
    snapshots.every(({ profile }) => profile.comments.some((comment) => pattern.test(comment)));
  if (saysSo(/\bgc ?[=:] ?(?:forced|1|true)\b/i)) return true;
  // What the inspector writes is taken right after a collection.
  if (saysSo(/^# inuse_objects counts |\bgc=by V8/)) return true;
  if (saysSo(/\bgc ?[=:] ?(?:none|0|false)\b/i)) return false;
  // Garbage that waits to be collected rises and falls.
  return sites.some(({ finding }) => finding.shape.startsWith('sawtooth')) ? false : undefined;
}

function capped(finding: Finding, gcForced: boolean | undefined): Finding {
  if (gcForced !== false || finding.verdict !== 'leak') return finding;
  return {
    ...finding,
    verdict: 'suspect',
    reason: `${finding.reason}; but garbage was not collected before the snapshots, and it grows like this too`,
  };
}

/** What the network or the clock keeps waiting is as much as there are clients. */
function waitingOutside(site: SiteReport): SiteReport {
  if (site.verdict !== 'leak' || !waitsOutside(site.state)) return site;
  return {
    ...site,
    verdict: 'suspect',
    reason: `${site.reason}; but these wait for the ${site.state === 'sleep' ? 'clock' : 'network'}, so traffic may be why`,
  };
}

/** A whole of which no part leaks does not leak. */
function withoutLeaks(total: SiteReport, [worst]: readonly SiteReport[]): SiteReport {
  if (total.verdict !== 'leak' || worst?.verdict === 'leak') return total;
  return { ...total, verdict: 'suspect', reason: worst?.reason ?? total.reason };
}

const importance: ReadonlyMap<Verdict, number> = new Map(verdicts.map((verdict, i) => [verdict, i]));

function byImportance(a: SiteReport, b: SiteReport): number {
  return (
    importance.get(a.verdict)! - importance.get(b.verdict)! || b.rate.value - a.rate.value || b.net - a.net
  );
}

function windowOf(series: Series, gcForced: boolean | undefined, per: RateUnit): Window {
  const { snapshots, models, times, hasTimes, given, kind } = series;
  const span = spanOf(times);
  const steps = Array.from(times.subarray(1), (time, i) => time - times[i]!).toSorted((a, b) => a - b);
  const samplingRate = kind === 'count' ? 0 : models[0]!.rate;
  const isTimed = kind !== 'runs' && hasTimes;
  return {
    first: snapshots[0]!.name,
    last: snapshots.at(-1)!.name,
    given,
    used: snapshots.length,
    seconds: isTimed ? span : undefined,
    interval: isTimed ? steps[Math.floor(steps.length / 2)] : undefined,
    samplingRate,
    gcForced,
    // Twelve sampled objects are seen nine times in ten.
    smallestLeak: samplingRate > 1 && span > 0 && per !== 'run' ? (12 * samplingRate) / span : undefined,
  };
}

/** Steady sites need no stack, and there are many of them. */
const uninteresting: ReadonlySet<Verdict> = new Set<Verdict>(['steady', 'insufficient', 'shrinking']);

function stacksOf(
  series: Series,
  { memberOfSample, members }: Judged,
  sites: readonly JudgedSite[],
): readonly (readonly StackFrame[])[] {
  const groupOfMember = new Int32Array(members).fill(-1);
  let groups = 0;
  const groupOfSite = sites.map((site) => {
    if (uninteresting.has(site.finding.verdict)) return -1;
    for (const member of site.members) groupOfMember[member] = groups;
    return groups++;
  });
  const stacks = growingStacks(series, memberOfSample, groupOfMember, groups);
  return groupOfSite.map((group) => (group < 0 ? [] : stacks[group]!));
}

function scaledRate({ finding, evidence }: Judgement, factor: number): Rate {
  const scale = evidence.series.weight * factor;
  return {
    value: finding.slope * scale,
    low: (finding.slope - finding.margin) * scale,
    high: (finding.slope + finding.margin) * scale,
  };
}

function siteFacts(
  { finding, evidence }: Judgement,
  rate: Rate,
  series: Series,
  intervalOf: (count: number) => readonly [number, number],
): Omit<SiteReport, 'functions' | 'guilty' | 'stack' | 'secondsToLimit' | 'missing'> {
  const { series: counts, sampled, births, deaths, net, noise } = evidence;
  const { weight, live } = counts;
  const isExact = series.kind === 'count' || series.models[0]!.rate <= 1;
  const point = (count: number): Rate => {
    const [low, high] = isExact ? [count, count] : intervalOf(Math.max(0, Math.round(count)));
    return {
      value: count * weight,
      low: Math.min(low, count) * weight,
      high: Math.max(high, count) * weight,
    };
  };
  const start = counts.times[0]!;
  const knowsBirths = counts.hasBirths && series.kind !== 'runs';
  return {
    verdict: finding.verdict,
    rate,
    p: finding.p,
    reason: finding.reason,
    shape: finding.shape,
    net: net * weight,
    netSamples: sampled.at(-1)! - sampled[0]!,
    live: point(live.at(-1)!),
    births: knowsBirths ? births : undefined,
    deaths: knowsBirths ? deaths : undefined,
    residence: series.kind !== 'runs' && Number.isFinite(noise.residence) ? noise.residence : undefined,
    onset: finding.onset,
    stepAt: finding.stepAt,
    stepSize: finding.stepSize === undefined ? undefined : finding.stepSize * weight,
    fillTime: finding.fillTime,
    state: '',
    creator: '',
    longestWait: 0,
    points: Array.from(live, (count, i) => {
      const { value, low, high } = point(count);
      return [counts.times[i]! - start, value, low, high] as const;
    }),
    fitted: finding.fitted === undefined ? [] : Array.from(finding.fitted, (count) => count * weight),
  };
}

// Prints how often the verdicts of `heapwise leak` are right, beside simpler methods: `npm run leak-accuracy [DIRECTORY]`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseProfile } from '#formats';
import { findLeaks, type SiteReport, type Snapshot, type Verdict } from '#leaks';
import { lastMinusFirst, leastSquaresTrend, mannKendall } from './leak-accuracy/simple-methods.ts';
import { printKinds } from './leak-accuracy/print-kinds.ts';
import { printSimulations } from './leak-accuracy/simulations.ts';

/** What a directory of a series has in truth.json. */
interface Truth {
  readonly name: string;
  readonly goroutine?: boolean;
  readonly x?: readonly number[];
  readonly observed?: readonly Observation[];
  readonly truth: { readonly verdict: string; readonly sites: readonly TrueSite[] };
}

interface TrueSite {
  readonly id: string;
  readonly func: string;
  readonly aliases?: readonly string[];
  readonly class: string;
  readonly accept: readonly Verdict[];
  readonly nominal_bytes_per_s?: number;
  readonly nominal_bytes_per_op?: number;
}

/** What the program knew that it held. */
interface Observation {
  readonly t: number;
  readonly live: Readonly<Record<string, readonly [bytes: number, objects: number]>>;
}

interface Judged {
  readonly series: string;
  readonly site: SiteReport;
  /** Undefined for a site that is none of those that the truth is about. */
  readonly truth: TrueSite | undefined;
  /** Bytes per second, or per operation; NaN when unknown. */
  readonly trueRate: number;
}

const directory = process.argv[2];
const root = directory ?? 'tests/leaks/series';
const isVerbose = process.argv.includes('-v');
const judged = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .flatMap(({ name }) => judgeDirectory(join(root, name)));
printMethods(judged);
printClasses(judged);
printMisses(judged);
if (directory === undefined) {
  printKinds();
  printSimulations();
}

function judgeDirectory(path: string): readonly Judged[] {
  const truth = JSON.parse(readFileSync(join(path, 'truth.json'), 'utf8')) as Truth;
  const names = readdirSync(path)
    .filter((name) => /^\d+\.pb\.gz$/.test(name))
    .toSorted();
  const snapshots = names.map((name, i): Snapshot => {
    const profile = parseProfile(gunzipSync(readFileSync(join(path, name))), { compat: false });
    const operations = truth.x?.[i];
    return { name, profile, ...(operations === undefined ? {} : { operations }) };
  });
  const { series } = findLeaks(snapshots);
  const found = series[0]!.sites.map((site): Judged => {
    const trueSite = truth.truth.sites.find(({ func, aliases = [] }) =>
      [func, ...aliases].some((name) => site.functions.includes(name)),
    );
    return { series: truth.name, site, truth: trueSite, trueRate: rateOf(truth, trueSite) };
  });
  const missing = truth.truth.sites.filter(
    (trueSite) => !found.some((judgement) => judgement.truth === trueSite),
  );
  if (missing.length > 0)
    process.stdout.write(`${truth.name}: no site of ${missing.map(({ func }) => func).join()}\n`);
  return found;
}

/** What truly happened over the window where the program tells, or what it was told to do. */
function rateOf({ observed = [] }: Truth, site: TrueSite | undefined): number {
  if (site === undefined) return Number.NaN;
  const [first, last] = [observed[0], observed.at(-1)];
  const nominal = site.nominal_bytes_per_op ?? site.nominal_bytes_per_s ?? Number.NaN;
  const [before, after] = [first?.live[site.id], last?.live[site.id]];
  if (before === undefined || after === undefined) return nominal;
  const seen = (after[0] - before[0]) / (last!.t - first!.t);
  // Where a leak shares its site with something else, or starts late, the window as a whole is not its rate.
  return nominal > 0 && Math.abs(seen / nominal - 1) > 0.3 ? nominal : seen;
}

function printMethods(all: readonly Judged[]): void {
  const methods: readonly (readonly [string, (site: SiteReport) => boolean])[] = [
    ['last - first > 1 MB and > 10 %', lastMinusFirst],
    ['least squares, p < 0.01', leastSquaresTrend],
    ['Mann-Kendall, p < 0.01', mannKendall],
    ['heapwise: leak', ({ verdict }) => verdict === 'leak'],
    ['heapwise: leak or suspect', ({ verdict }) => verdict === 'leak' || verdict === 'suspect'],
    [
      'heapwise: leak, suspect, unsettled',
      ({ verdict }) => ['leak', 'suspect', 'unsettled'].includes(verdict),
    ],
  ];
  const leaks = trueLeaks(all);
  line(
    `${leaks.length} leaks in ${new Set(all.map(({ series }) => series)).size} series, ${all.length} sites`,
  );
  line('method                              precision  recall   false');
  for (const [name, isLeak] of methods) {
    const called = all.filter(({ site }) => isLeak(site));
    const right = called.filter(({ truth }) => truth?.class === 'leak');
    const found = leaks.filter((group) => group.some(({ site }) => isLeak(site)));
    const precision = called.length === 0 ? Number.NaN : right.length / called.length;
    line(
      `${name.padEnd(35)} ${precision.toFixed(2).padStart(9)} ${(found.length / leaks.length).toFixed(2).padStart(7)} ${String(called.length - right.length).padStart(7)}`,
    );
  }
  const called = all.filter(
    ({ site, truth, trueRate }) => site.verdict === 'leak' && truth?.class === 'leak' && trueRate > 0,
  );
  const held = called.filter(({ site: { rate }, trueRate }) => rate.low <= trueRate && trueRate <= rate.high);
  line(`true rate in the interval: ${held.length} of ${called.length}`);
}

/** The sites of each leak that must be found: one of few samples may be called insufficient. */
function trueLeaks(all: readonly Judged[]): readonly (readonly Judged[])[] {
  const groups = new Map<string, Judged[]>();
  for (const judgement of all) {
    const { truth, series } = judgement;
    if (truth?.class !== 'leak' || truth.accept.includes('insufficient')) continue;
    const key = `${series} ${truth.id}`;
    groups.set(key, [...(groups.get(key) ?? []), judgement]);
  }
  return [...groups.values()];
}

function printClasses(all: readonly Judged[]): void {
  line('\nverdicts by what a site truly does');
  const kinds = new Map<string, Map<string, number>>();
  for (const { truth, site } of mainSites(all)) {
    const row = kinds.get(truth?.class ?? 'other') ?? new Map<string, number>();
    row.set(site.verdict, (row.get(site.verdict) ?? 0) + 1);
    kinds.set(truth?.class ?? 'other', row);
  }
  for (const [kind, row] of kinds) {
    line(`${kind.padEnd(10)} ${[...row].map(([verdict, count]) => `${verdict} ${count}`).join(', ')}`);
  }
}

/** Of the sites that a truth is about, the one with most of the growth: a function may have several. */
function mainSites(all: readonly Judged[]): readonly Judged[] {
  const best = new Map<string, Judged>();
  const others: Judged[] = [];
  for (const judgement of all) {
    const { truth, series, site } = judgement;
    if (truth === undefined) others.push(judgement);
    else {
      const known = best.get(`${series} ${truth.id}`);
      if (known === undefined || site.live.value > known.site.live.value)
        best.set(`${series} ${truth.id}`, judgement);
    }
  }
  return [...best.values(), ...others];
}

function printMisses(all: readonly Judged[]): void {
  line('\nleaks, and what was wrongly called one');
  for (const { series, site, truth, trueRate } of all) {
    const isCalled = ['leak', 'suspect', 'unsettled'].includes(site.verdict);
    const isLeak = truth?.class === 'leak';
    if (!isLeak && !isCalled && !isVerbose) continue;
    if (isLeak && site.live.value < 1 && !isVerbose) continue;
    const { value, low, high } = site.rate;
    const kilo = (bytes: number): string => (bytes / 1e3).toFixed(Math.abs(bytes) < 1e4 ? 2 : 0);
    line(
      `${series.padEnd(22)} ${(truth?.class ?? 'other').padEnd(9)} ${site.verdict.padEnd(12)} ${site.functions.join(' < ').slice(0, 50).padEnd(50)} p=${site.p.toPrecision(2)} ${kilo(value)} [${kilo(low)}, ${kilo(high)}] kB, true ${kilo(trueRate)} ${site.shape}`,
    );
  }
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

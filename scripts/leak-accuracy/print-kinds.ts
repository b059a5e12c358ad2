// How often each kind of simulated site is called a leak, by the verdicts and by simpler methods.

import { judgeSeries, type SiteSeries, type Verdict } from '#leaks';
import { seededRandom } from '#testing';
import { lastMinusFirst, leastSquaresTrend, mannKendall } from './simple-methods.ts';
import { drawSeries, drawTimes } from './simulated-courses.ts';
import { kinds, type Kind } from './simulated-kinds.ts';

const runs = 200;
/** The rules were tried on other seeds; what is printed is of one that none of them was changed for. */
const seed = 90_210_000;
const lengths = [8, 12, 20, 30, 40, 40, 60];
const seconds = 300;
const columns = [
  'last-first',
  'least sq.',
  'Mann-K.',
  'Go leak',
  'suspect',
  'ages leak',
  'suspect',
  'V8 leak',
  'suspect',
];

/** Go counts what it allocates, V8 does not but knows how old each sample is (?ages=1), and other profilers of V8 tell neither. */
export function printKinds(): void {
  line('\nsimulated sites of each kind: share called a leak (%)');
  line(`${' '.repeat(34)}${columns.map((column) => column.padStart(11)).join('')}`);
  const totals = new Map<boolean, number[]>();
  for (const [index, kind] of kinds.entries()) {
    const counts = countCalls(kind, index);
    line(rowOf(`${kind.isLeak ? 'leak' : '    '} ${kind.name}`, counts, runs));
    const known = totals.get(kind.isLeak) ?? columns.map(() => 0);
    totals.set(
      kind.isLeak,
      known.map((count, column) => count + counts[column]!),
    );
  }
  const leaks = kinds.filter(({ isLeak }) => isLeak).length;
  line(rowOf('all leaks', totals.get(true)!, leaks * runs));
  line(rowOf('all others', totals.get(false)!, (kinds.length - leaks) * runs));
}

/** For each of the columns how many of the runs are called so. */
function countCalls(kind: Kind, index: number): readonly number[] {
  const counts = columns.map(() => 0);
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(seed + 1009 * index + run);
    const times = drawTimes(
      lengths[Math.floor(random() * lengths.length)]!,
      random() < 0.5 ? 0 : 0.7,
      random,
    );
    const weights = random() < 0.5 ? [2 ** 19] : [2 ** 19, 2 ** 19, 700_000, 1_500_000];
    const { series, seen } = drawSeries({ courses: kind.draw(random), weights }, times, seconds, random);
    const points = Array.from(series.bytes, (bytes, i) => [series.times[i]!, bytes, 0, 0] as const);
    const verdicts = [series.allocated, seen, undefined].map((allocated) =>
      verdictOf({ ...series, allocated }),
    );
    [
      lastMinusFirst({ points }),
      leastSquaresTrend({ points }),
      mannKendall({ points }),
      ...verdicts.flatMap((verdict) => [verdict === 'leak', verdict === 'suspect']),
    ].forEach((isCalled, column) => (counts[column]! += Number(isCalled)));
  }
  return counts;
}

function verdictOf(series: SiteSeries): Verdict {
  return judgeSeries(series).finding.verdict;
}

function rowOf(name: string, counts: readonly number[], of: number): string {
  const shares = counts.map((count) => ((100 * count) / of).toFixed(1).padStart(11));
  return `${name.padEnd(38)}${shares.join('').slice(4)}`;
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

// Heaps that do not leak, made up: how often each is called a leak all the same; and leaks of growing size, how often each is seen.

import { judgeSeries, type Verdict } from '#leaks';
import { seededRandom, simulateSite, type Lifetime, type SimulatedSite } from '#testing';

const lifetimes: readonly Lifetime[] = ['exponential', 'fixed', 'heavy-tailed'];
const turnovers = [0.03, 0.1, 0.3, 1, 3];
const lengths = [8, 12, 20, 40];
const sizes = [3, 8, 30, 120];
const runs = 200;

export function printSimulations(): void {
  line('\nsteady heaps, simulated: share called leak, suspect (%), by mean stay in windows');
  for (const hasBirths of [true, false]) {
    line(hasBirths ? 'with counters of allocations (Go)' : 'without (V8)');
    line(`snapshots ${turnovers.map((turnover) => `W=${turnover}`.padStart(12)).join('')}`);
    for (const snapshots of lengths) {
      const cells = turnovers.map((turnover) => {
        const found = lifetimes.flatMap((lifetime) =>
          sizes.flatMap((live) => verdictsOf({ live, turnover, lifetime, leaked: 0, snapshots }, hasBirths)),
        );
        return `${share(found, 'leak')} ${share(found, 'suspect')}`.padStart(12);
      });
      line(`${String(snapshots).padEnd(9)} ${cells.join('')}`);
    }
  }
  line('\nleaks, simulated: share called leak, suspect, unsettled (%), 40 snapshots, W=0.05');
  for (const live of [0.01, 5, 20, 80]) {
    const cells = [5, 8, 12, 20, 32, 64].map((leaked) => {
      const found = verdictsOf(
        { live, turnover: 0.05, lifetime: 'exponential', leaked, snapshots: 40 },
        true,
      );
      return `g=${leaked}: ${(['leak', 'suspect', 'unsettled'] as const).map((each) => share(found, each)).join(' ')}`;
    });
    line(`live ${String(Math.round(live)).padEnd(3)} ${cells.join('   ')}`);
  }
}

function verdictsOf(site: SimulatedSite, hasBirths: boolean): readonly Verdict[] {
  const { live, turnover, leaked, snapshots } = site;
  const random = seededRandom(Math.round(live * 1000 + turnover * 100 + leaked * 7 + snapshots));
  return Array.from({ length: runs }, () => {
    const { times, live: counts, born } = simulateSite(site, random);
    const bytes = counts.map((count) => count * 2 ** 19);
    return judgeSeries({
      times: times.map((time) => time * 600),
      bytes,
      sampled: counts,
      squares: bytes.map((value) => value * 2 ** 19),
      allocated: hasBirths ? born.map((count) => count * 2 ** 19) : undefined,
    }).finding.verdict;
  });
}

function share(found: readonly Verdict[], wanted: Verdict): string {
  return ((100 * found.filter((verdict) => verdict === wanted).length) / found.length).toFixed(1);
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

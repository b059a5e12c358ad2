// Heaps that are made up: what a sampling profiler sees of objects that are born and die at random.

/** Numbers from 0 to 1 that are the same for the same seed (G. Marsaglia's xorshift, Journal of Statistical Software 8, 2003). */
export function seededRandom(seed: number): () => number {
  let state = (seed * 2654435761 + 0x9e3779b9) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  // The first numbers of neighbouring seeds resemble one another.
  for (let i = 0; i < 20; i++) next();
  return next;
}

export type Lifetime = 'exponential' | 'fixed' | 'heavy-tailed';

export interface SimulatedSite {
  /** Sampled objects that are live on average, apart from those that leak. */
  readonly live: number;
  /** Mean time that one stays, in windows. */
  readonly turnover: number;
  readonly lifetime: Lifetime;
  /** Sampled objects that leak in the window, on average. */
  readonly leaked: number;
  readonly snapshots: number;
}

export interface SimulatedCounts {
  /** From 0 to 1. */
  readonly times: Float64Array;
  /** Sampled objects that are live at each time. */
  readonly live: Float64Array;
  /** Sampled objects that were born up to each time. */
  readonly born: Float64Array;
}

/** One window of a site in equilibrium: an M/G/infinity queue, and a Poisson process of what leaks. */
export function simulateSite(
  { live, turnover, lifetime, leaked, snapshots }: SimulatedSite,
  random: () => number,
): SimulatedCounts {
  const times = Float64Array.from({ length: snapshots }, (_, i) => i / (snapshots - 1));
  const counts = new Float64Array(snapshots);
  const births = new Float64Array(snapshots);
  const add = (birth: number, death: number): void => {
    for (let i = 0; i < snapshots; i++) {
      if (times[i]! >= birth) births[i]!++;
      if (times[i]! >= birth && times[i]! < death) counts[i]!++;
    }
  };
  const rate = live / turnover;
  // Long enough before the window for nearly all to have died that were born before.
  const warmUp = turnover * (lifetime === 'heavy-tailed' ? 40 : 10);
  for (let birth = -warmUp - Math.log(random()) / rate; birth < 1; birth -= Math.log(random()) / rate) {
    add(birth, birth + turnover * drawLifetime(lifetime, random));
  }
  for (
    let birth = leaked > 0 ? -Math.log(random()) / leaked : 2;
    birth < 1;
    birth -= Math.log(random()) / leaked
  ) {
    add(birth, Number.POSITIVE_INFINITY);
  }
  return { times, live: counts, born: births };
}

/** With mean 1. */
function drawLifetime(lifetime: Lifetime, random: () => number): number {
  if (lifetime === 'fixed') return 1;
  if (lifetime === 'exponential') return -Math.log(random());
  // Pareto with exponent 2.5: mean 1, and variance 1.8 times that of the fixed squared.
  return 0.6 * random() ** (-1 / 2.5);
}

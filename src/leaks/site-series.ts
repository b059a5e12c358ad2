// The live bytes of one site over the snapshots of a series, counted in sampled objects as well as in bytes.

/** Columns have one row for each snapshot. */
export interface SiteSeries {
  /** Seconds since the first snapshot (or what else the horizontal axis is), ascending. */
  readonly times: Float64Array;
  /** Live, as estimated from the sampled objects; for a count profile, the count. */
  readonly bytes: Float64Array;
  /** Sampled objects that are live: what the estimate rests on. */
  readonly sampled: Float64Array;
  /** Sum of squared bytes over the sampled objects, each with the bytes that it stands for. */
  readonly squares: Float64Array;
  /** Bytes allocated since the program started; undefined where the profiles do not tell. */
  readonly allocated: Float64Array | undefined;
}

/** A series counted in equivalents of a typical sampled object, in which noise is that of counts. */
export interface CountSeries {
  readonly times: Float64Array;
  /** Live, in sampled objects; not whole numbers where sizes are mixed. */
  readonly live: Float64Array;
  /** Born between each snapshot and the next, length - 1; where the profiles do not tell, the rises of `live`. */
  readonly born: Float64Array;
  /** Died between each snapshot and the next, length - 1. */
  readonly died: Float64Array;
  /** Whether `born` counts all births, or is only a lower bound. */
  readonly hasBirths: boolean;
  /** Bytes that one stands for. */
  readonly weight: number;
}

/**
 * With the weight w = sum(w_i² k_i) / sum(w_i k_i) over all sampled objects, the variance of the estimate
 * B = sum(w_i k_i) is w B, so B / w varies as a Poisson count does whatever the mix of sizes.
 */
export function countSeries({ times, bytes, squares, allocated }: SiteSeries): CountSeries {
  const total = sum(bytes);
  const weight = total > 0 ? sum(squares) / total : 1;
  const live = bytes.map((value) => value / weight);
  const changes = live.subarray(1).map((value, i) => value - live[i]!);
  const died =
    allocated === undefined
      ? unseenDeaths(changes)
      : changes.map((change, i) => Math.max(0, (allocated[i + 1]! - allocated[i]!) / weight - change));
  const born = died.map((deaths, i) => Math.max(0, deaths + changes[i]!));
  return { times, live, born, died, hasBirths: allocated !== undefined, weight };
}

/**
 * Without births, a death shows only as far as no birth makes up for it before the next snapshot. If both are
 * Poisson with mean m in each step, a step falls by m exp(-2m) (I0(2m) + I1(2m)) on average (J. G. Skellam, Journal
 * of the Royal Statistical Society 109, 1946), which tells m.
 */
function unseenDeaths(changes: Float64Array): Float64Array {
  const falls = changes.map((change) => Math.max(0, -change));
  const fall = mean(falls);
  if (fall === 0) return falls;
  let [low, high] = [fall, 1];
  while (meanFall(high) < fall) high *= 2;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (meanFall(middle) < fall) low = middle;
    else high = middle;
  }
  return falls.map((value) => (value * low) / fall);
}

function meanFall(m: number): number {
  // For large arguments exp(-x) (I0(x) + I1(x)) is 2 / sqrt(2 pi x), to a part in 8 x.
  if (m > 50) return Math.sqrt(m / Math.PI);
  let term = 1;
  let sum = 1;
  // The series of I0 and I1 share their powers of m: m^(2j) / j!^2 and m^(2j + 1) / (j! (j + 1)!).
  for (let j = 1; j < 200; j++) {
    term *= m / Math.ceil(j / 2);
    sum += term;
    if (term < 1e-16 * sum) break;
  }
  return m * Math.exp(-2 * m) * sum;
}

/** The rows from `start` on. */
export function sliceSeries(series: SiteSeries, start: number): SiteSeries {
  return {
    times: series.times.subarray(start),
    bytes: series.bytes.subarray(start),
    sampled: series.sampled.subarray(start),
    squares: series.squares.subarray(start),
    allocated: series.allocated?.subarray(start),
  };
}

/** The rows from `start` to before `end`. */
export function sliceCounts(series: CountSeries, start: number, end: number): CountSeries {
  return {
    ...series,
    times: series.times.subarray(start, end),
    live: series.live.subarray(start, end),
    born: series.born.subarray(start, Math.max(start, end - 1)),
    died: series.died.subarray(start, Math.max(start, end - 1)),
  };
}

/** From the first row to the last, in units of time. */
export function spanOf(times: Float64Array): number {
  return times.length === 0 ? 0 : times.at(-1)! - times[0]!;
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

export function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

// Takes the correlation of a series out, so that plain least squares on what is left is the best there is.

/** How the values of a series vary around their trend, in squares of the unit of the values. */
export interface NoiseModel {
  /** Variance of the live set, whose members come and go; correlated by exp(-|dt| / residence). */
  readonly churn: number;
  /** Mean time that a member stays, in units of time; Infinity when none leaves. */
  readonly residence: number;
  /** Variance per unit of time of what only grows, or of a random walk. */
  readonly walk: number;
  /** Variance of what is independent from one time to the next. */
  readonly white: number;
}

export interface Whitened {
  /** The columns, each multiplied by the inverse root of the covariance: independent, with variance 1. */
  readonly columns: readonly Float64Array[];
  /** Logarithm of the determinant of the covariance. */
  readonly logDeterminant: number;
}

/**
 * The covariance S_ij = churn exp(-|t_i - t_j| / residence) + walk min(t_i, t_j) + white [i = j] is that of a
 * state of two numbers that is seen with an error, so a Kalman filter (R. E. Kalman, 1960) gives the innovations,
 * which are the columns times the inverse of the Cholesky factor of S, in time linear in the length.
 * @param times ascending, as long as each column; the walk is 0 at the first.
 */
export function whiten(
  times: Float64Array,
  { churn, residence, walk, white }: NoiseModel,
  columns: readonly Float64Array[],
): Whitened {
  const count = columns.length;
  const output = columns.map(({ length }) => new Float64Array(length));
  // Expected state of each column: its churning part and its walking part.
  const churning = new Float64Array(count);
  const walking = new Float64Array(count);
  let [p11, p12, p22] = [churn, 0, 0];
  let logDeterminant = 0;
  for (let i = 0; i < times.length; i++) {
    if (i > 0) {
      const step = times[i]! - times[i - 1]!;
      const kept = Math.exp(-step / residence);
      for (let c = 0; c < count; c++) churning[c]! *= kept;
      p11 = p11 * kept * kept + churn * (1 - kept * kept);
      p12 *= kept;
      p22 += walk * step;
    }
    const variance = p11 + 2 * p12 + p22 + white;
    const [gain1, gain2] = [(p11 + p12) / variance, (p12 + p22) / variance];
    const deviation = Math.sqrt(variance);
    logDeterminant += Math.log(variance);
    for (let c = 0; c < count; c++) {
      const innovation = columns[c]![i]! - churning[c]! - walking[c]!;
      output[c]![i] = innovation / deviation;
      churning[c]! += gain1 * innovation;
      walking[c]! += gain2 * innovation;
    }
    const [row1, row2] = [p11 + p12, p12 + p22];
    p11 -= gain1 * row1;
    p12 -= gain1 * row2;
    p22 -= gain2 * row2;
  }
  return { columns: output, logDeterminant };
}

// Ordinary least squares with few columns, by the normal equations.

export interface LeastSquares {
  /** One coefficient a column. */
  readonly coefficients: readonly number[];
  /** Diagonal of (X'X)^-1: variances of the coefficients when the errors have variance 1. */
  readonly variances: readonly number[];
  readonly residuals: Float64Array;
  /** Sum of squared residuals. */
  readonly squares: number;
}

/** Undefined when the columns do not tell the coefficients apart. */
export function leastSquares(
  columns: readonly Float64Array[],
  values: Float64Array,
): LeastSquares | undefined {
  const inverse = invert(columns.map((a) => columns.map((b) => dot(a, b))));
  if (inverse === undefined) return undefined;
  const products = columns.map((column) => dot(column, values));
  const coefficients = inverse.map((row) => row.reduce((sum, cell, c) => sum + cell * products[c]!, 0));
  const residuals = values.slice();
  for (const [c, column] of columns.entries()) {
    const coefficient = coefficients[c]!;
    for (let i = 0; i < residuals.length; i++) residuals[i]! -= coefficient * column[i]!;
  }
  return {
    coefficients,
    variances: inverse.map((row, c) => row[c]!),
    residuals,
    squares: dot(residuals, residuals),
  };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Gauss and Jordan on a symmetric positive definite matrix; undefined when it is not, as far as numbers show. */
function invert(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const rows = matrix.map((row, r) => [...row, ...row.map((_, c) => (c === r ? 1 : 0))]);
  for (let pivot = 0; pivot < size; pivot++) {
    const head = rows[pivot]![pivot]!;
    if (!(head > 1e-10 * matrix[pivot]![pivot]!)) return undefined;
    const scaled = rows[pivot]!.map((cell) => cell / head);
    rows[pivot] = scaled;
    for (let r = 0; r < size; r++) {
      if (r === pivot) continue;
      const factor = rows[r]![pivot]!;
      rows[r] = rows[r]!.map((cell, c) => cell - factor * scaled[c]!);
    }
  }
  return rows.map((row) => row.slice(size));
}

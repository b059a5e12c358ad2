// The filter against the covariance that it stands for, written out.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whiten } from './whiten.ts';

const noise = fc.record({
  churn: fc.double({ min: 0.5, max: 50, noNaN: true }),
  residence: fc.double({ min: 0.1, max: 100, noNaN: true }),
  walk: fc.double({ min: 0, max: 5, noNaN: true }),
  white: fc.double({ min: 0.05, max: 5, noNaN: true }),
});

test('whitened columns have the quadratic form of the inverse covariance, and its determinant', () => {
  fc.assert(
    fc.property(
      noise,
      fc.array(fc.double({ min: 0.01, max: 3, noNaN: true }), { minLength: 2, maxLength: 8 }),
      (model, steps) => {
        const times = Float64Array.from(steps, (_, i) =>
          steps.slice(0, i).reduce((sum, step) => sum + step, 0),
        );
        const values = times.map((_, i) => Math.sin(i * 7) * 3);
        const covariance = Array.from(times, (a, i) =>
          Array.from(
            times,
            (b, j) =>
              model.churn * Math.exp(-Math.abs(a - b) / model.residence) +
              model.walk * Math.min(a, b) +
              (i === j ? model.white : 0),
          ),
        );
        const { root, logDeterminant } = cholesky(covariance);
        const expected = forwardSolve(root, values);
        const whitened = whiten(times, model, [values]);
        expected.forEach((value, i) => expect(whitened.columns[0]![i]).toBeCloseTo(value, 6));
        expect(whitened.logDeterminant).toBeCloseTo(logDeterminant, 6);
      },
    ),
  );
});

function cholesky(matrix: readonly (readonly number[])[]): { root: number[][]; logDeterminant: number } {
  const root = matrix.map((row) => row.map(() => 0));
  let logDeterminant = 0;
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= root[i]![k]! * root[j]![k]!;
      root[i]![j] = i === j ? Math.sqrt(rest) : rest / root[j]![j]!;
    }
    logDeterminant += 2 * Math.log(root[i]![i]!);
  }
  return { root, logDeterminant };
}

function forwardSolve(root: readonly (readonly number[])[], values: Float64Array): number[] {
  const solved: number[] = [];
  values.forEach((value, i) => {
    let rest = value;
    for (let k = 0; k < i; k++) rest -= root[i]![k]! * solved[k]!;
    solved.push(rest / root[i]![i]!);
  });
  return solved;
}

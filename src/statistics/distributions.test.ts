// Tail probabilities against tables.

import { expect, test } from 'vitest';
import { normalTails, studentQuantile, studentTails } from './distributions.ts';

test.each([
  [0, 1],
  [0.5, 0.6170750774519739],
  [1.959963984540054, 0.05],
  [2.8, 0.005110260660855902],
  [4.891638475698983, 1e-6],
  [8, 1.2441921148543639e-15],
])('normalTails(%f)', (z, expected) => {
  expect(normalTails(z) / expected).toBeCloseTo(1, 10);
  expect(normalTails(-z)).toBe(normalTails(z));
});

// Quantiles of the printed tables, to three decimals.
test.each([
  [0.05, 1, 12.706],
  [0.05, 2, 4.303],
  [0.05, 4, 2.776],
  [0.01, 4, 4.604],
  [0.1, 10, 1.812],
  [0.001, 30, 3.646],
  [0.05, 1000, 1.962],
  [0.05, Number.POSITIVE_INFINITY, 1.96],
])('studentQuantile(%f, %f)', (probability, freedom, expected) => {
  const t = studentQuantile(probability, freedom);
  expect(t).toBeCloseTo(expected, 3);
  expect(studentTails(t, freedom)).toBeCloseTo(probability, 9);
});

test('with many degrees of freedom, t is normal', () => {
  expect(studentTails(2, 9999)).toBeCloseTo(normalTails(2), 4);
  expect(studentTails(0, 5)).toBe(1);
});

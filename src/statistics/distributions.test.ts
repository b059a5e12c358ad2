// Tail probabilities against tables.

import { expect, test } from 'vitest';
import {
  binomialAtLeast,
  normalTails,
  poissonInterval,
  studentAbove,
  studentQuantile,
  studentTails,
} from './distributions.ts';

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

test.each([
  [3, 10, 0.5, 0.9453125],
  [10, 10, 0.5, 1 / 1024],
  [0, 10, 0.5, 1],
  [11, 10, 0.5, 0],
  [2, 3, 0.1, 0.028],
])('binomialAtLeast(%d of %d, %f)', (successes, trials, chance, expected) => {
  expect(binomialAtLeast(successes, trials, chance)).toBeCloseTo(expected, 10);
});

// Garwood's intervals as they are printed in tables.
test.each([
  [0, 0, 3.689],
  [1, 0.025318, 5.572],
  [5, 1.623, 11.668],
  [16, 9.145, 25.983],
  [100, 81.364, 121.627],
  [1000, 938.97, 1063.94],
])('poissonInterval(%d)', (count, low, high) => {
  const interval = poissonInterval(count);
  expect(interval[0] / Math.max(low, 1e-9)).toBeCloseTo(low === 0 ? 0 : 1, 3);
  expect(interval[1] / high).toBeCloseTo(1, 3);
});

test('studentAbove has both signs', () => {
  expect(studentAbove(2, 5) + studentAbove(-2, 5)).toBeCloseTo(1, 12);
  expect(studentAbove(2.015, 5)).toBeCloseTo(0.05, 4);
});

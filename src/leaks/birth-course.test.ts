// The tests of births: what is drawn by a formula, where the answer is known.

import { expect, test } from 'vitest';
import { arrivals, lineUnderFilling, slowingChance, stoppedChance } from './birth-course.ts';
import type { CountSeries } from './site-series.ts';

/** Of steps of one unit of time. */
function bornAs(births: readonly number[]): CountSeries {
  const born = Float64Array.from(births);
  let sum = 0;
  const live = Float64Array.from([0, ...births], (value) => (sum += value));
  return {
    times: Float64Array.from(live, (_, i) => i),
    live,
    born,
    died: born.map(() => 0),
    hasBirths: true,
    weight: 1,
  };
}

const steady = bornAs(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : 2)));
const filling = bornAs(Array.from({ length: 40 }, (_, i) => 12 * Math.exp(-i / 5)));
const fillingOverLine = bornAs(Array.from({ length: 40 }, (_, i) => 12 * Math.exp(-i / 5) + 1));

test('births at a constant rate do not slow, those of a cache do', () => {
  expect(slowingChance(steady)).toBeGreaterThan(0.4);
  expect(slowingChance(filling)).toBeLessThan(1e-6);
});

test("Laplace's statistic is that of the formula", () => {
  // Births in the middles of the steps of [0, 4]: at 0.5 three, at 1.5 one; their mean time is 0.75, the middle 2.
  // The variance of the four middles is 1.25, so z = (0.75 - 2) / sqrt(1.25 / 4) = -2.236, and Phi(z) = 0.01267.
  expect(slowingChance(bornAs([3, 1, 0, 0]))).toBeCloseTo(0.01267, 5);
});

test('a line under a filling is found, with its slope, and only where there is one', () => {
  expect(lineUnderFilling(filling).p).toBeGreaterThan(0.3);
  const { slope, error, p } = lineUnderFilling(fillingOverLine);
  expect(p).toBeLessThan(0.001);
  expect(Math.abs(slope - 1)).toBeLessThan(2 * error);
});

test('silence in the end is counted against all arrivals', () => {
  // Ten single births in half of the time: 0.5 to the tenth.
  expect(stoppedChance(bornAs(Array.from({ length: 20 }, (_, i) => (i < 10 ? 1 : 0))))).toBeCloseTo(
    2 ** -10,
    8,
  );
  expect(stoppedChance(steady)).toBe(1);
  expect(stoppedChance(bornAs([0, 0, 0]))).toBe(1);
});

test('what is born together is one arrival', () => {
  expect(arrivals(Float64Array.from([0, 20, 0, 20]))).toBe(2);
  expect(arrivals(Float64Array.from([1, 1, 1, 1, 1]))).toBe(5);
  expect(arrivals(new Float64Array(3))).toBe(0);
});

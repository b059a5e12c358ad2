// The order statistics that bound a median, against published tables.

import { describe, expect, test } from 'vitest';
import { geometricMean, medianInterval, smallestSampleForInterval } from './median.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => count - i);

describe('the interval of the median at 95 %', () => {
  // Conover, Practical Nonparametric Statistics: ranks that bound the median; for even counts the lower of two choices.
  test.each([
    [6, 1, 6],
    [7, 1, 7],
    [8, 1, 7],
    [9, 2, 8],
    [10, 2, 9],
    [15, 4, 12],
    [20, 6, 15],
    [30, 10, 21],
  ])('of %i values is from the %i. to the %i.', (count, low, high) => {
    expect(medianInterval(upTo(count), 0.95)).toEqual({ median: (count + 1) / 2, low, high });
  });

  test.each([1, 2, 5])('of %i values has an open end', (count) => {
    const { low, high } = medianInterval(upTo(count), 0.95);
    expect(low === -Infinity || high === Infinity).toBe(true);
  });

  test('of many values is that of the normal distribution', () => {
    // 100 / 2 ± 1.96 · √100 / 2, rounded outwards: Hahn and Meeker, Statistical Intervals, table A.15.
    expect(medianInterval(upTo(100), 0.95)).toEqual({ median: 50.5, low: 40, high: 60 });
  });

  test('holds the true median as often as it says', () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    let held = 0;
    for (let round = 0; round < 4000; round++) {
      const { low, high } = medianInterval(Array.from({ length: 10 }, random), 0.95);
      if (low <= 0.5 && high >= 0.5) held++;
    }
    expect(held / 4000).toBeGreaterThan(0.95);
    expect(held / 4000).toBeLessThan(0.99);
  });

  test('takes six values', () => {
    expect(smallestSampleForInterval(0.95)).toBe(6);
  });
});

test('the geometric mean', () => {
  expect(geometricMean([1, 4])).toBeCloseTo(2, 12);
  expect(geometricMean([1, 0])).toBeNaN();
  expect(geometricMean([])).toBeNaN();
});

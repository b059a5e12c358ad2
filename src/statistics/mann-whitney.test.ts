// The test against enumeration of all orders, and against published values.

import { describe, expect, test } from 'vitest';
import { mannWhitney, smallestSampleToDiffer } from './mann-whitney.ts';

/** Twice the share of all ways to tell the two samples apart whose U is at most the smaller of the two observed. */
function byEnumeration(first: readonly number[], second: readonly number[]): number {
  const all = [...first, ...second];
  const twiceU = (chosen: readonly number[]): number =>
    chosen
      .flatMap((i) => all.map((other, j) => (chosen.includes(j) ? 0 : 1 + Math.sign(all[i]! - other))))
      .reduce((sum, part) => sum + part, 0);
  const observed = twiceU(first.map((_, i) => i));
  const smaller = Math.min(observed, 2 * first.length * second.length - observed);
  if (observed === first.length * second.length) return 1;
  let [extreme, ways] = [0, 0];
  const choose = (chosen: readonly number[], from: number): void => {
    if (chosen.length === first.length) {
      ways++;
      if (twiceU(chosen) <= smaller) extreme++;
      return;
    }
    for (let i = from; i < all.length; i++) choose([...chosen, i], i + 1);
  };
  choose([], 0);
  return Math.min(1, (2 * extreme) / ways);
}

describe('the p-value', () => {
  test.each([
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [1, 2, 3, 4, 9],
      [5, 6, 7, 8],
    ],
    [
      [1, 5, 3, 7],
      [2, 6, 4],
    ],
    [[2.5], [1, 2, 3]],
    [
      [10, 20, 30, 40, 50],
      [15, 26, 37, 48, 59],
    ],
    [
      [1, 1, 2],
      [2, 3, 3],
    ],
    [
      [1, 2, 2, 2],
      [2, 3, 4],
    ],
    [
      [27, 27, 27, 27],
      [27, 28, 27],
    ],
    [
      [5, 5, 6, 6],
      [5, 6, 7, 7, 8],
    ],
  ])('of %j and %j is that of all orders', (first, second) => {
    expect(mannWhitney(first, second)).toBeCloseTo(byEnumeration(first, second), 12);
  });

  test('does not depend on which sample is first', () => {
    expect(mannWhitney([1, 3, 9], [2, 4, 5, 7])).toBeCloseTo(mannWhitney([2, 4, 5, 7], [1, 3, 9])!, 12);
  });

  test('of large samples is close to the exact one at the border', () => {
    const first = Array.from({ length: 50 }, (_, i) => i * 2);
    const second = Array.from({ length: 50 }, (_, i) => i * 2 + 13);
    const exact = mannWhitney(first, second)!;
    const normal = mannWhitney([...first, 100], [...second, 113.5])!;
    expect(Math.abs(normal - exact)).toBeLessThan(0.05);
  });

  test.each([
    [[], [1]],
    [[1], []],
    [[3, 3], [3]],
  ])('of %j and %j says nothing', (first, second) => {
    expect(mannWhitney(first, second)).toBeUndefined();
  });
});

test('three values in each sample cannot differ at 5 %, four can', () => {
  expect(mannWhitney([1, 2, 3], [4, 5, 6])).toBeCloseTo(0.1, 12);
  expect(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8])).toBeCloseTo(2 / 70, 12);
  expect(smallestSampleToDiffer(0.05)).toBe(4);
});

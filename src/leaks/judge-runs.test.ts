// Independent runs: what stays by what was done.

import { seededRandom } from '#testing';
import { expect, test } from 'vitest';
import { createColumns } from './columns.ts';
import { judgeRun } from './judge-runs.ts';

const rate = 2 ** 19;

/** Twelve runs whose sampled objects are Poisson with these means. */
function runs(
  meanOf: (work: number) => number,
  work: Float64Array,
  seed: number,
): ReturnType<typeof judgeRun>['finding'] {
  const random = seededRandom(seed);
  const columns = createColumns(work.length);
  work.forEach((done, i) => {
    let [count, left] = [-1, meanOf(done)];
    do {
      count++;
      left += Math.log(random());
    } while (left > 0);
    columns.sampled[i] = count;
    columns.bytes[i] = count * rate;
    columns.squares[i] = count * rate * rate;
  });
  return judgeRun(columns, work, rate).finding;
}

const growing = Float64Array.from({ length: 12 }, (_, i) => 10_000 * (i + 2));

test('a leak by operation has an interval that holds its rate', () => {
  let held = 0;
  let found = 0;
  for (let seed = 1; seed <= 50; seed++) {
    const { verdict, slope, margin } = runs((work) => work / 2000, growing, seed);
    if (verdict === 'leak') found++;
    if (Math.abs(slope - 1 / 2000) < margin) held++;
  }
  expect(found).toBeGreaterThanOrEqual(48);
  expect(held).toBeGreaterThanOrEqual(44);
});

test('what has a bound is no leak', () => {
  let called = 0;
  for (let seed = 1; seed <= 100; seed++) if (runs(() => 25, growing, seed).verdict === 'leak') called++;
  expect(called).toBeLessThanOrEqual(2);
});

test('runs of the same length decide nothing, and the reason says what to vary', () => {
  expect(
    runs(
      () => 25,
      growing.map(() => 10_000),
      1,
    ),
  ).toMatchObject({
    verdict: 'insufficient',
    reason: expect.stringContaining('-benchtime') as unknown,
  });
});

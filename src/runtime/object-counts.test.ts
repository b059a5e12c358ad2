// Sizes and counts of objects from what V8 writes, for objects whose sizes are known.

import { expect, test } from 'vitest';
import { findObjectSizes, objectsPerSample } from './object-counts.ts';

/** What V8 writes for a node with so many samples of objects of each size. */
function written(objects: ReadonlyMap<number, number>, interval: number): [Map<number, number>, number] {
  const samples = new Map<number, number>();
  let nodeBytes = 0;
  for (const [objectSize, count] of objects) {
    const perSample = objectsPerSample(objectSize, interval);
    samples.set(objectSize * Math.round(perSample), count);
    nodeBytes += objectSize * Math.round(count * perSample);
  }
  return [samples, nodeBytes];
}

test.each([
  [[[48, 2300]], 2048],
  [[[16, 40]], 524_288],
  [
    [
      [96, 7],
      [224, 3],
    ],
    32_768,
  ],
  [[[4_000_000, 2]], 524_288],
  [
    [
      [524_288, 9],
      [40, 50],
      [1024, 20],
    ],
    524_288,
  ],
] as const)('finds %j at an interval of %d', (objects, interval) => {
  const [samples, nodeBytes] = written(new Map(objects), interval);
  const found = [...findObjectSizes(samples, nodeBytes, interval).values()];
  expect(found).toEqual(objects.map(([objectSize]) => objectSize));
});

test('of a single small sample the size is one that fits', () => {
  const [samples, nodeBytes] = written(new Map([[120, 1]]), 65_536);
  const [[size = 0, found = 0] = []] = findObjectSizes(samples, nodeBytes, 65_536);
  expect(found * Math.round(objectsPerSample(found, 65_536))).toBe(size);
});

test('a size that V8 cannot write is taken as one object', () => {
  expect(findObjectSizes(new Map([[1001, 2]]), 2002, 512)).toEqual(new Map([[1001, 1001]]));
});

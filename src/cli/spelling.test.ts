// Distances between words, and which name a misspelling is taken for.

import { expect, test } from 'vitest';

import { closestName, editDistance } from './spelling.ts';

test.each([
  ['', '', 0],
  ['top', 'top', 0],
  ['', 'top', 3],
  ['top', 'tops', 1],
  ['top', 'op', 1],
  ['top', 'tap', 1],
  ['top', 'tpo', 1],
  ['kitten', 'sitting', 3],
  ['nodecuont', 'nodecount', 1],
])('%s to %s', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});

test.each([
  ['tpo', 'top'],
  ['tre', 'tree'],
  ['relative_percentage', 'relative_percentages'],
  ['granularity', undefined],
  ['zzz', undefined],
  ['', undefined],
])('%s is taken for %s', (word, meant) => {
  expect(closestName(word, ['top', 'tree', 'relative_percentages', 'focus'])).toBe(meant);
});

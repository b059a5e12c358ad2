// Heap profiles of a program that knows what it holds and allocates: a fast part of `npm run accuracy`.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureKnown, measureSeed } from '../../scripts/accuracy/cells.ts';
import { createHostFolder, findNodes, type HostFolder } from './hosts.ts';

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
});
afterAll(() => folder.remove());

/**
 * With 1,300 samples and more in each of 80 cells, chance puts one of them beyond six standard errors less often than once in
 * a million runs: 2e-9 for each by the normal distribution, times 3 for the longer tail of so many samples, and for Buffers,
 * of which some hundred are missed, times 15.
 */
const standardErrors = 6;
const interval = 4096;

test.each(findNodes())(
  'live and allocated bytes and objects are within six standard errors on Node $major',
  async ({ path: node }) => {
    const cells = await measureSeed(await measureKnown({ node, folder }), 1, { node, folder, interval });
    expect(cells).toHaveLength(20);
    for (const { row, unit, known, estimate, standardError } of cells) {
      expect(standardError / known, `${row} ${unit}`).toBeLessThan(0.03);
      expect(Math.abs(estimate - known) / standardError, `${row} ${unit}`).toBeLessThan(standardErrors);
    }
  },
);

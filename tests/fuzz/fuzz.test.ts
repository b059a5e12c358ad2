// Mutates each small file of the corpus a fixed number of times; `npm run fuzz` goes on for longer.

import { expect, test } from 'vitest';
import { fuzzOnce, readSeeds } from './fuzz.ts';
import { tryInput } from './pipeline.ts';
import { createRandom } from './random.ts';

const rounds = 12;
const seeds = readSeeds(12_000);

test('the corpus has small files of every folder', () => {
  const folders = new Set(seeds.map(({ path }) => path.split('/')[2]));
  expect([...folders]).toEqual(
    expect.arrayContaining([
      'go',
      'gperftools',
      'handmade',
      'malformed',
      'node',
      'perf',
      'python',
      'synthetic',
    ]),
  );
});

test('files as they are give a report, but for the malformed', async () => {
  const refused: string[] = [];
  for (const [i, { path, bytes }] of seeds.entries()) {
    if (!(await tryInput(bytes, 0)) && !path.includes('/malformed/')) refused.push(`${i} ${path}`);
  }
  expect(refused).toEqual([]);
});

test(`${seeds.length} files, ${rounds} times mutated, give a profile or a typed error`, async () => {
  const random = createRandom(1);
  for (let round = 0; round < rounds; round++) {
    for (const seed of seeds) expect(await fuzzOnce(seed, random)).toBeUndefined();
  }
});

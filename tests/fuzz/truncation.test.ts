// Cuts small profiles off after every byte.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tryInput } from './pipeline.ts';

const corpus = (path: string): Uint8Array => readFileSync(`tests/corpus/${path}`);
const packed = corpus('synthetic/plain.pb.gz');

test('gzip that is cut anywhere is refused', async () => {
  expect(await reportedLengths(packed)).toEqual([]);
});

test('a message that is cut is refused, but for one between two fields that nothing refers to', async () => {
  const plain = gunzipSync(packed);
  const lengths = await reportedLengths(plain);
  expect(lengths.every((length) => length > plain.length / 2)).toBe(true);
  expect(lengths.length).toBeLessThan(20);
});

test.each([
  'handmade/heap-go-text.txt',
  'handmade/contentionz.txt',
  'handmade/threadz.txt',
  'handmade/java-heapz.txt',
  'synthetic/legacy-cpu-64le.prof',
  'synthetic/legacy-cpu-32be.prof',
])('%s gives a report or an error wherever it is cut', async (path) => {
  const bytes = corpus(path);
  expect(await tryInput(bytes, 0)).toBe(true);
  expect((await reportedLengths(bytes)).length).toBeLessThan(bytes.length);
});

/** The lengths below that of the whole at which there is a report. */
async function reportedLengths(bytes: Uint8Array): Promise<number[]> {
  const lengths: number[] = [];
  for (let length = 0; length < bytes.length; length++) {
    if (await tryInput(bytes.subarray(0, length), length)) lengths.push(length);
  }
  return lengths;
}

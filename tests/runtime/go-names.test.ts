// Go's functions, in the process of the test: profiles around an operation, and what they say when used wrongly.

import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { decodeProfile } from '#formats';
import type { Profile } from '#profile';
import {
  currentLabels,
  lookup,
  profiles,
  setMemProfileRate,
  startCpuProfile,
  stopCpuProfile,
  withLabels,
  writeHeapProfile,
} from '#runtime';
import { byLabel, byLeaf, total } from './flat-values.ts';

afterEach(() => setMemProfileRate(0));

async function written(write: (stream: PassThrough) => Promise<void>): Promise<Buffer> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await write(stream);
  stream.end();
  return Buffer.concat(chunks);
}

async function heapProfile(): Promise<Profile> {
  return decodeProfile(gunzipSync(await written(writeHeapProfile)));
}

test('profiles are those of Go, by name', () => {
  expect(profiles().map(({ name }) => name)).toEqual([
    'allocs',
    'block',
    'goroutine',
    'heap',
    'mutex',
    'threadcreate',
  ]);
  expect(lookup('heap')?.name).toBe('heap');
  expect(lookup('nothing')).toBeUndefined();
});

test('sampling between two calls has what was allocated between them', async () => {
  const kept: object[] = [];
  for (let i = 0; i < 50_000; i++) kept.push({ before: i, list: [i, i] });
  setMemProfileRate(8192);
  // 16 MB: 50,000 arrays of 40 elements, of 8 bytes each.
  const operation = Array.from({ length: 50_000 }, (_, i) => Array.from({ length: 40 }, () => i));
  const profile = await heapProfile();
  const bytes = total(byLeaf(profile, 'inuse_space'));
  expect(bytes / 1e6).toBeGreaterThan(14);
  expect(bytes / 1e6).toBeLessThan(24);
  expect(kept.length + operation.length).toBe(100_000);
});

test('objects are counted where they are alike', async () => {
  class Point {
    x = 1;
    y = 2;
    z = 3;
  }
  setMemProfileRate(2048);
  const points = Array.from({ length: 100_000 }, () => new Point());
  const profile = await heapProfile();
  // The objects, and one array that holds them.
  const count = total(byLeaf(profile, 'inuse_objects'));
  expect(points).toHaveLength(100_000);
  expect(count / 100_000).toBeGreaterThan(0.8);
  expect(count / 100_000).toBeLessThan(1.3);
});

test('the age of a sample is in its label', async () => {
  setMemProfileRate(4096);
  const old = Array.from({ length: 20_000 }, (_, i) => ({ i }));
  const wait = async (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));
  // Readings date what was allocated before them, so each part is followed by one.
  await written(writeHeapProfile);
  await wait(800);
  const between = Date.now();
  await wait(800);
  await written(writeHeapProfile);
  const young = Array.from({ length: 20_000 }, (_, i) => ({ i }));
  const { createServer } = await import('node:http');
  const { httpHandler } = await import('#runtime');
  const server = createServer(httpHandler()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { port } = server.address() as { port: number };
    const response = await fetch(`http://127.0.0.1:${port}/debug/pprof/heap?ages=1`);
    const profile = decodeProfile(gunzipSync(Buffer.from(await response.arrayBuffer())));
    const ages = byLabel(profile, 'inuse_space', 'age');
    const secondsSince = (Number(profile.timeNanos) / 1e6 - between) / 1000;
    const older = [...ages]
      .filter(([age]) => Number(age) > secondsSince)
      .reduce((sum, [, bytes]) => sum + bytes, 0);
    // 0.9 MB each, with a standard error of 0.06 MB; the young have what else was allocated beside them.
    expect(older).toBeGreaterThan(0.45e6);
    expect(older).toBeLessThan(1.4e6);
    expect(total(ages) - older).toBeGreaterThan(0.45e6);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  expect(old.length + young.length).toBe(40_000);
});

test('CPU recordings have labels, and one at a time', async () => {
  await startCpuProfile();
  await expect(startCpuProfile()).rejects.toThrow('already in use');
  const burn = (millis: number): void => {
    for (const end = Date.now() + millis; Date.now() < end;);
  };
  // In small pieces, so that a busy machine holds up the one as much as the other.
  for (let i = 0; i < 10; i++) {
    await withLabels({ job: 'import' }, async () => {
      expect(currentLabels()).toEqual({ job: 'import' });
      burn(15);
      await new Promise((resolve) => setTimeout(resolve, 1));
      burn(15);
    });
    burn(10);
  }
  const bytes = await stopCpuProfile();
  const jobs = byLabel(decodeProfile(gunzipSync(bytes!)), 'cpu', 'job');
  expect(jobs.get('import')! / total(jobs)).toBeGreaterThan(0.4);
  expect(jobs.get('import')! / total(jobs)).toBeLessThan(0.9);
  expect(await stopCpuProfile()).toBeUndefined();
});

test.each([-1, 4, 1.5, 2 ** 31, NaN])('a rate of %d bytes is refused', (rate) => {
  expect(() => setMemProfileRate(rate)).toThrow(RangeError);
});

test('debug text is what Go prints', async () => {
  setMemProfileRate(16_384);
  const text = (await written(async (stream) => lookup('heap')!.writeTo(stream, 1))).toString();
  expect(text).toMatch(/^heap profile: \d+: \d+ \[\d+: \d+\] @ heapprofile\n/);
  const threads = (await written(async (stream) => lookup('threadcreate')!.writeTo(stream, 1))).toString();
  expect(threads).toMatch(/^threadcreate profile: total [1-9]/);
  const block = (await written(async (stream) => lookup('block')!.writeTo(stream, 1))).toString();
  expect(block).toBe('--- contention:\ncycles/second=1000000000\n');
});

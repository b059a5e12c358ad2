// A primary, the processes that it starts and their worker threads: one merged answer for each profile.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#profile';
import { byLabel, labelText, stackNames } from './flat-values.ts';
import { createHostFolder, findNodes, startHost, type Host, type HostFolder } from './hosts.ts';

const threads = `
import { Worker } from 'node:worker_threads';
function inThread() { for (const end = Date.now() + 120; Date.now() < end;); }
// Its heap is sampled from a moment after its start.
new Worker('let kept; function keep() { kept = Array.from({ length: 20000 }, (_, i) => ({ i, a: [i, i, i] })); }'
  + 'setInterval(keep, 200); setInterval(' + inThread + ', 200);', { eval: true });
const kept = [];
function keep() { for (let i = 0; i < 20000; i++) kept.push({ i, a: [i, i, i] }); }
keep();
const held = Array.from({ length: 20 }, () => Buffer.alloc(100_000));
function work() { for (const end = Date.now() + 60; Date.now() < end;); kept.push({ a: [] }); }
setInterval(work, 200);
// Those that are forked would outlive their parent.
process.on('disconnect', () => process.exit());
`;

const primary = `
import cluster from 'node:cluster';
import { fork } from 'node:child_process';
if (cluster.isPrimary) {
  cluster.setupPrimary({ exec: 'threads.mjs' });
  const children = [cluster.fork().process, fork('threads.mjs')];
  console.log('children ' + children.map(({ pid }) => pid).join(' '));
}
${threads}
`;

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('threads.mjs', threads);
  folder.write('primary.mjs', primary);
}, 60_000);
afterAll(() => folder.remove());

/** 'pid thread' of each sample of a profile that has a value in the column. */
function placesOf(profile: Profile, type: string): Set<string> {
  const column = profile.samples.values[profile.sampleTypes.findIndex((each) => each.type === type)]!;
  const places = Array.from(column, (value, sample) =>
    value > 0 ? `${labelText(profile, sample, 'pid')} ${labelText(profile, sample, 'thread')}` : '',
  );
  return new Set(places.filter((place) => place !== ''));
}

async function childrenOf(host: Host): Promise<readonly string[]> {
  await expect.poll(() => host.output()).toMatch(/^children [\d ]+$/m);
  return /^children ([\d ]+)$/m.exec(host.output())![1]!.split(' ');
}

/** Processes begin to serve, and their threads to run, a moment after their primary. */
async function allAreThere(host: Host): Promise<void> {
  const count = async (): Promise<number> =>
    placesOf(await host.profile('threadcreate'), 'threadcreate').size;
  await expect.poll(count).toBe(6);
}

const kinds = [
  { path: 'heap', type: 'inuse_space', threads: 2 },
  { path: 'heap?gc=1', type: 'external_space', threads: 2 },
  { path: 'allocs', type: 'alloc_space', threads: 2 },
  { path: 'profile?seconds=2', type: 'cpu', threads: 2 },
  { path: 'block?seconds=2', type: 'delay', threads: 2 },
  // What a thread waits for is known to the main thread alone.
  { path: 'goroutine', type: 'goroutine', threads: 1 },
] as const;

describe.each(findNodes())('on Node $major', ({ path: node }) => {
  test('a hundred requests at once have all processes and threads, each with its labels', async () => {
    const host = await startHost(folder, 'primary.mjs', { node });
    try {
      const pids = [String(host.process.pid), ...(await childrenOf(host))];
      await allAreThere(host);
      const profiles = await Promise.all(
        Array.from({ length: 100 }, async (_, i) => host.profile(kinds[i % kinds.length]!.path)),
      );
      for (const [i, profile] of profiles.entries()) {
        const { path, type, threads: count } = kinds[i % kinds.length]!;
        const places = placesOf(profile, type);
        expect(new Set([...places].map((place) => place.split(' ')[0]))).toEqual(new Set(pids));
        expect([path, places.size, ...places]).toHaveLength(2 + count * 3);
        expect(profile.comments.filter((comment) => comment.startsWith('process '))).toEqual([]);
      }
    } finally {
      await host.stop();
    }
  });

  test('a process that dies while it is profiled is named, and the others are there', async () => {
    const host = await startHost(folder, 'primary.mjs', { node });
    try {
      const [, dying = ''] = await childrenOf(host);
      await allAreThere(host);
      const taken = Promise.all(
        ['profile?seconds=4', 'block?seconds=4'].map(async (path) => host.profile(path)),
      );
      // Its samples of the first second are lost with it.
      await host.profile('profile?seconds=1');
      process.kill(Number(dying), 'SIGKILL');
      for (const profile of await taken) {
        const pids = new Set(
          Array.from(placesOf(profile, profile.sampleTypes[1]!.type), (place) => place.split(' ')[0]),
        );
        expect(pids.size).toBe(2);
        expect(pids.has(dying)).toBe(false);
        expect(profile.comments.join('\n')).toContain(`process ${dying}: `);
      }
      const after = await host.profile('heap');
      expect(byLabel(after, 'inuse_space', 'pid').size).toBe(2);
      expect(after.comments.join('\n')).not.toContain(`process ${dying}`);
      expect(stackNames(after, 0).length).toBeGreaterThan(0);
    } finally {
      await host.stop();
    }
  });
});

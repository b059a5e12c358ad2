// Worker threads in the profiles of their process: what they label, what holds them up, and who started them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#profile';
import { byLabel, byLeaf, labelText, stackNames, total } from './flat-values.ts';
import { createHostFolder, findNodes, startHost, type Host, type HostFolder } from './hosts.ts';

/** Works for 20 ms of each 30, under labels that come through a timer and a promise. */
const mailer = `
import { withLabels } from 'heapwise/runtime';
function burn(millis) { for (const end = Date.now() + millis; Date.now() < end;); }
function sendMail() { burn(10); }
function sweep() { burn(10); }
async function deliver() {
  await new Promise((resolve) => setTimeout(resolve, 5));
  sendMail();
}
for (;;) {
  await withLabels({ queue: 'mail' }, deliver);
  sweep();
}
`;

const stalling = `
function holdUp() { for (const end = Date.now() + 150; Date.now() < end;); }
setInterval(holdUp, 300);
`;

const keeper = `
const { parentPort } = require('node:worker_threads');
const kept = [];
function keepInWorker() { for (let i = 0; i < 100; i++) kept.push(Buffer.alloc(200_000)); }
parentPort.on('message', (message) => {
  if (message === 'keep') keepInWorker();
  gc();
  parentPort.postMessage(process.memoryUsage().arrayBuffers);
});
`;

const keepers = `
import http from 'node:http';
import { Worker } from 'node:worker_threads';
const workers = [1, 2].map(() => new Worker('./keeper.cjs', workerOptions));
const kept = [];
function keepInMain() { for (let i = 0; i < 50; i++) kept.push(Buffer.alloc(200_000)); }
async function usage(message) {
  const answers = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)));
  for (const worker of workers) worker.postMessage(message);
  const ofWorkers = await Promise.all(answers);
  if (message === 'keep') keepInMain();
  gc();
  return ofWorkers.reduce((sum, bytes) => sum + bytes, process.memoryUsage().arrayBuffers);
}
http.createServer(async (request, response) => response.end(String(await usage(request.url.slice(1)))))
  .listen(0, '127.0.0.1', function () { console.log('app ' + this.address().port); });
`;

/** How workers come to be: with the flags of their parent, without, and of a parent that imports the profiler itself. */
const ways = [
  { way: 'with --import', flags: ['--import', 'heapwise/register'], before: '', workerOptions: '{}' },
  {
    way: 'without execArgv',
    flags: ['--import', 'heapwise/register'],
    before: '',
    workerOptions: '{ execArgv: [] }',
  },
  {
    way: 'of a program that imports it',
    flags: [],
    before: "import 'heapwise/register';",
    workerOptions: '{}',
  },
];

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('mailer.mjs', mailer);
  folder.write('stalling.cjs', stalling);
  folder.write('keeper.cjs', keeper);
}, 60_000);
afterAll(() => folder.remove());

async function withHost(
  code: string,
  options: Parameters<typeof startHost>[2],
  use: (host: Host) => Promise<void>,
): Promise<void> {
  const file = `host-${Math.random()}.mjs`;
  folder.write(file, code);
  const host = await startHost(folder, file, options);
  try {
    await use(host);
  } finally {
    await host.stop();
  }
}

/** CPU seconds of a function by a label. */
function secondsOf(profile: Profile, name: string, key: string): Map<string, number> {
  return new Map([...sumOf(profile, name, key, 1)].map(([label, nanos]) => [label, nanos / 1e9]));
}

/** Bytes outside of V8's heap of a function by thread. */
function bytesOf(profile: Profile, name: string): Map<string, number> {
  const column = profile.sampleTypes.findIndex(({ type }) => type === 'external_space');
  const sums = sumOf(profile, name, 'thread', column);
  return new Map([...sums].filter(([, bytes]) => bytes > 0));
}

function sumOf(profile: Profile, name: string, key: string, index: number): Map<string, number> {
  const sums = new Map<string, number>();
  const column = profile.samples.values[index]!;
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (!stackNames(profile, sample).includes(name)) continue;
    const label = labelText(profile, sample, key);
    sums.set(label, (sums.get(label) ?? 0) + column[sample]!);
  }
  return sums;
}

describe.each(findNodes())('on Node $major', ({ path: node }) => {
  describe.each(ways)('workers $way', ({ flags, before, workerOptions }) => {
    test('have their labels on CPU samples, and stalls of their own', async () => {
      const code = `${before}
        import { Worker } from 'node:worker_threads';
        function startMailer() { new Worker('./mailer.mjs', ${workerOptions}); }
        function startStalling() { new Worker('./stalling.cjs', ${workerOptions}); }
        startMailer(); startStalling();
        setInterval(() => {}, 1000);`;
      await withHost(code, { node, flags }, async (host) => {
        await expect
          .poll(async () => byLeaf(await host.profile('threadcreate'), 'threadcreate').size)
          .toBe(3);
        const [cpu, block, again] = (await Promise.all(
          ['profile?seconds=2', 'block?seconds=3', 'profile?seconds=3'].map(async (path) =>
            host.profile(path),
          ),
        )) as [Profile, Profile, Profile];
        for (const profile of [cpu, again]) {
          // A label is noted when it changes, and a sample can be late by one.
          const mail = secondsOf(profile, 'sendMail', 'queue');
          expect(mail.get('mail')! / ((mail.get('mail') ?? 0) + (mail.get('') ?? 0))).toBeGreaterThan(0.7);
          const swept = secondsOf(profile, 'sweep', 'queue');
          expect(swept.get('')! / ((swept.get('mail') ?? 0) + (swept.get('') ?? 0))).toBeGreaterThan(0.7);
        }
        const stalls = secondsOf(block, 'holdUp', 'thread');
        expect([...stalls.keys()]).toHaveLength(1);
        expect([...stalls.keys()][0]).toMatch(/^\[worker 2\]/);
        expect([...stalls.values()][0]).toBeGreaterThan(0.1);
        expect(byLabel(block, 'contentions', 'thread').get([...stalls.keys()][0]!)).toBeGreaterThan(0);

        const threads = await host.profile('threadcreate');
        const names = Array.from({ length: threads.samples.count }, (_, sample) =>
          stackNames(threads, sample),
        );
        expect(new Set(names.map(([leaf]) => leaf))).toEqual(
          new Set(['main', 'startMailer', 'startStalling']),
        );
      });
    });

    test('have their Buffers by the functions that allocate them, and the sum is what all threads report', async () => {
      const code = `${before} const workerOptions = ${workerOptions}; ${keepers}`;
      const env = { HEAPWISE_EXTERNAL: '1' };
      await withHost(code, { node, flags: [...flags, '--expose-gc'], env }, async (host) => {
        await expect.poll(() => host.output()).toMatch(/^app \d+$/m);
        const port = /^app (\d+)$/m.exec(host.output())![1];
        const ask = async (path: string): Promise<number> =>
          Number(await (await fetch(`http://127.0.0.1:${port}/${path}`)).text());
        // Those that have not loaded the profiler yet say so.
        const comments = async (): Promise<string> => (await host.profile('heap')).comments.join('\n');
        await expect.poll(comments).not.toContain('not recorded');
        await ask('keep');
        const profile = await host.profile('heap?gc=1');
        const reported = await ask('usage');
        const byFunction = bytesOf(profile, 'keepInWorker');
        expect(byFunction.size).toBe(2);
        // Each has 20 MB in Buffers of 200 kB, of which a sample at 32 KiB misses one in 450.
        for (const bytes of byFunction.values()) expect(Math.abs(bytes - 20e6)).toBeLessThan(2e6);
        expect(Math.abs(bytesOf(profile, 'keepInMain').get('main')! - 10e6)).toBeLessThan(2e6);
        const sum = total(byLabel(profile, 'external_space', 'thread'));
        expect(sum).toBeGreaterThan(50e6);
        expect(Math.abs(sum - reported)).toBeLessThan(1e6);
        expect(byLabel(profile, 'external_space', 'thread').size).toBe(3);
      });
    });
  });
});

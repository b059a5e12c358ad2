// Worker threads in the profiles of their process: what they label, what holds them up, and who started them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#profile';
import { byLabel, byLeaf, labelText, stackNames } from './flat-values.ts';
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
  const sums = new Map<string, number>();
  const column = profile.samples.values[1]!;
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (!stackNames(profile, sample).includes(name)) continue;
    const label = labelText(profile, sample, key);
    sums.set(label, (sums.get(label) ?? 0) + column[sample]! / 1e9);
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
  });
});

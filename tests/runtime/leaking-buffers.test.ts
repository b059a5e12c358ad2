// A service that keeps Buffers: the series of its heap profiles, judged.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLeaks, type Snapshot } from '#leaks';
import { createHostFolder, findNodes, startHost, type HostFolder } from './hosts.ts';

const service = `
import http from 'node:http';
const uploads = [], table = [];
let scratch;
function rememberUploads() { for (let i = 0; i < 20; i++) uploads.push(Buffer.alloc(100_000)); }
function useScratch() { for (let i = 0; i < 20; i++) scratch = Buffer.alloc(100_000); }
function fillTable() { for (let i = 0; i < 100; i++) table.push(Buffer.alloc(100_000)); }
fillTable();
http.createServer((request, response) => { rememberUploads(); useScratch(); response.end('done'); })
  .listen(0, '127.0.0.1', function () { console.log('app ' + this.address().port); });
`;

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('uploads.mjs', service);
}, 60_000);
afterAll(() => folder.remove());

describe.each(findNodes())('on Node $major', ({ path: node }) => {
  test('a leak of Buffers is found, with its function and its rate', async () => {
    const host = await startHost(folder, 'uploads.mjs', { node, env: { HEAPWISE_EXTERNAL: '1' } });
    const snapshots: Snapshot[] = [];
    try {
      await expect.poll(() => host.output()).toMatch(/^app \d+$/m);
      const port = /^app (\d+)$/m.exec(host.output())![1];
      for (let second = 1; second <= 14; second++) {
        await (await fetch(`http://127.0.0.1:${port}/`)).text();
        const profile = await host.profile('heap?gc=1&ages=1');
        // The work of a second, whatever the machine took for it.
        snapshots.push({ name: `${second}`, profile: { ...profile, timeNanos: BigInt(second) * 10n ** 9n } });
      }
    } finally {
      await host.stop();
    }
    const external = findLeaks(snapshots).series.find(({ type }) => type === 'external_space')!;
    const leaks = external.sites.filter(({ verdict }) => verdict === 'leak');
    expect(leaks.map(({ guilty }) => guilty)).toEqual(['rememberUploads']);
    // 20 Buffers of 100 kB in each second.
    expect(leaks[0]!.rate.value / 2e6).toBeGreaterThan(0.8);
    expect(leaks[0]!.rate.value / 2e6).toBeLessThan(1.2);
    const table = external.sites.filter(({ functions }) => functions.includes('fillTable'));
    expect(table.every(({ verdict }) => verdict !== 'leak')).toBe(true);
  });
});

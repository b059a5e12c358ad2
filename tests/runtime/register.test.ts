// `heapwise/register` in real programs, on each Node that is found: what it serves, and that it never harms them.

import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byLeaf, heaviest } from './flat-values.ts';
import { createHostFolder, findNodes, startHost, type Host, type HostFolder } from './hosts.ts';

const service = `
import http from 'node:http';
const kept = [];
function keepOrders(n) { for (let i = 0; i < n; i++) kept.push({ i, text: 'order ' + i, parts: new Array(20).fill(i) }); }
function priceOrders() { const end = Date.now() + 15; let sum = 0; while (Date.now() < end) sum += Math.sqrt(sum + 1); return sum; }
http.createServer((request, response) => { priceOrders(); response.end('ok'); }).listen(0, '127.0.0.1', function () {
  console.log('app ' + this.address().port);
});
keepOrders(20000);
setInterval(priceOrders, 25);
`;

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('service.mjs', service);
});
afterAll(() => folder.remove());

async function appAnswers(host: Host): Promise<string> {
  const port = /^app (\d+)$/m.exec(host.output())?.[1];
  return (await fetch(`http://127.0.0.1:${port}/`)).text();
}

describe.each(findNodes())('on Node $major', ({ path: node }) => {
  test('heap, allocs and CPU profiles name the functions of the program', async () => {
    const host = await startHost(folder, 'service.mjs', { node });
    try {
      const heap = await host.profile('heap?gc=1');
      expect(heap.sampleTypes.map(({ type }) => type)).toEqual([
        'inuse_objects',
        'inuse_space',
        'external_space',
      ]);
      expect(heap.defaultSampleType).toBe('inuse_space');
      expect(heap.period).toBe(32_768n);
      expect(heap.comments).toContain('gc=forced');
      expect(heap.comments[0]).toMatch(/^heapwise: Node\.js v\d+.*, one sample per 32768 bytes$/);
      // 20,000 objects, each with an array of 20 and a text: 5.6 to 7 MB, with a standard error of 0.5 MB.
      const kept = [...byLeaf(heap, 'inuse_space')].filter(([name]) => /keepOrders|fill|Array/.test(name));
      const bytes = kept.reduce((sum, [, value]) => sum + value, 0);
      expect(bytes).toBeGreaterThan(2.5e6);
      expect(bytes).toBeLessThan(10.5e6);
      const allocs = await host.profile('allocs');
      expect(allocs.sampleTypes.map(({ type }) => type)).toEqual([
        'alloc_objects',
        'alloc_space',
        'inuse_objects',
        'inuse_space',
      ]);
      const cpu = await host.profile('profile?seconds=1');
      const times = byLeaf(cpu, 'cpu');
      expect(heaviest(times)).toBe('priceOrders');
      expect(Number(cpu.durationNanos)).toBeGreaterThan(0.9e9);
      expect(times.has('(idle)')).toBe(false);
      expect(await appAnswers(host)).toBe('ok');
    } finally {
      await host.stop();
    }
  });

  test('trace is a timeline in the format of Chrome', async () => {
    const host = await startHost(folder, 'service.mjs', { node });
    try {
      const before = performance.now();
      const { traceEvents } = JSON.parse(await (await host.get('trace?seconds=0.5')).text()) as {
        traceEvents: { ph: string; name: string; ts?: number; dur?: number }[];
      };
      const work = traceEvents.filter(({ ph, name }) => ph === 'X' && name === 'priceOrders');
      expect(work.length).toBeGreaterThan(0);
      const [first, last] = [Math.min(...work.map(({ ts }) => ts!)), Math.max(...work.map(({ ts }) => ts!))];
      // In microseconds, of which there were not more.
      expect((last - first) / 1000).toBeLessThan(performance.now() - before);
      expect(work.every(({ dur }) => dur! > 0)).toBe(true);
      expect(await (await host.get('symbol')).text()).toBe('num_symbols: 1\n');
      expect((await (await host.get('cmdline')).text()).split('\0')).toContain('heapwise/register');
    } finally {
      await host.stop();
    }
  });

  test('a Unix socket is served, and taken over from a process that was killed', async () => {
    const path = join(folder.path, 'app.sock');
    for (let round = 0; round < 2; round++) {
      const host = await startHost(folder, 'service.mjs', { node, env: { HEAPWISE_ADDR: `unix:${path}` } });
      const status = await new Promise((resolve, reject) => {
        get({ socketPath: path, path: '/debug/pprof/', headers: { host: 'app' } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject);
      });
      expect(status).toBe(200);
      await host.stop();
    }
  });

  test('the program ends by itself, with its own exit code', async () => {
    folder.write('short.mjs', 'setTimeout(() => { process.exitCode = 7; }, 50);');
    const host = await startHost(folder, 'short.mjs', { node, serves: false });
    expect(await host.ended).toEqual({ code: 7, signal: null });
  });

  test('a taken port is one warning', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    try {
      folder.write('lives.mjs', "setTimeout(() => console.log('lived on'), 300);");
      const env = { HEAPWISE_ADDR: `127.0.0.1:${port}` };
      const host = await startHost(folder, 'lives.mjs', { node, env, serves: false });
      expect((await host.ended).code).toBe(0);
      expect(host.output()).toContain('lived on');
      expect(host.output().match(/HeapwiseWarning/g)).toHaveLength(1);
      expect(host.output()).toContain(`127.0.0.1:${port} is taken`);
    } finally {
      blocker.close();
    }
  });

  test('process.exit while a profile is taken ends the process at once', async () => {
    folder.write('exits.mjs', "process.on('SIGUSR2', () => process.exit(3)); setInterval(() => {}, 10);");
    const host = await startHost(folder, 'exits.mjs', { node });
    const taken = host.get('profile?seconds=30').then(
      (response) => response.status,
      () => 'cut off',
    );
    // Answered after the other request has begun.
    await host.get('cmdline');
    host.process.kill('SIGUSR2');
    expect(await host.ended).toEqual({ code: 3, signal: null });
    expect(await taken).toBe('cut off');
  });
});

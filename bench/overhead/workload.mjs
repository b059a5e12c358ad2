// One workload under one profiler, in a process of its own: node workload.mjs PROFILER WORKLOAD. Prints JSON.
// It imports the built package, as a service would.

import { Agent, createServer, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Writable } from 'node:stream';

const [profiler = '', workload = ''] = process.argv.slice(2);
const usualInterval = 512 * 1024;
/** So that a live heap of about 100 MB has some 5,000 samples. */
const fineInterval = 20 * 1024;

/** @type {Record<string, (interval: number) => Promise<() => unknown>>} starts a profiler; what it returns takes a heap profile */
const profilers = {
  none: () => Promise.resolve(() => undefined),
  async heapwise(interval) {
    process.env['HEAPWISE_HEAP_INTERVAL'] = String(interval);
    process.env['HEAPWISE_ADDR'] = '127.0.0.1:0';
    await import('../../dist/runtime/register.js');
    const { writeHeapProfile } = await import('../../dist/runtime/index.js');
    return () => writeHeapProfile(new Writable({ write: (_chunk, _encoding, done) => done() }));
  },
  async datadog(interval) {
    const { default: pprof } = await import('@datadog/pprof');
    pprof.heap.start(interval, 64);
    return () => pprof.encode(pprof.heap.profile());
  },
};

/** @type {Record<string, () => Promise<void>>} */
const workloads = {
  async http() {
    const server = createServer((incoming, response) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      incoming.on('end', () => {
        const order = JSON.parse(body);
        const rows = order.rows.map((row) => ({ ...row, total: row.count * row.cents }));
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ...order, rows }));
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const rows = Array.from({ length: 40 }, (_, i) => ({
      article: `article ${i}`,
      count: i,
      cents: 100 + i,
    }));
    const body = JSON.stringify({ id: 1, rows });
    const ask = () =>
      new Promise((resolve, reject) => {
        const outgoing = request({ agent, port, method: 'POST', host: '127.0.0.1' }, (incoming) => {
          incoming.resume().on('end', resolve);
        });
        outgoing.on('error', reject).end(body);
      });
    const client = async () => {
      for (let i = 0; i < 1500; i++) await ask();
    };
    await Promise.all(Array.from({ length: 8 }, client));
    agent.destroy();
    server.close();
  },
  allocations() {
    const kept = Array.from({ length: 1000 });
    for (let i = 0; i < 12_000_000; i++) kept[i % 1000] = { i, next: [i, i + 1], text: `row ${i & 255}` };
    return Promise.resolve();
  },
};

if (workload === 'pause') {
  const takeProfile = await profilers[profiler](fineInterval);
  const kept = Array.from({ length: 400_000 }, (_, i) => ({ i, row: [i, i, i], text: `row number ${i}` }));
  await takeProfile();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.reset();
  await takeProfile();
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.stdout.write(JSON.stringify({ pauseMilliseconds: delay.max / 1e6, kept: kept.length }));
} else {
  await profilers[profiler](usualInterval);
  const start = process.cpuUsage();
  await workloads[workload]();
  const { user, system } = process.cpuUsage(start);
  const megabytes = process.memoryUsage().rss / 2 ** 20;
  process.stdout.write(JSON.stringify({ seconds: (user + system) / 1e6, megabytes }));
}
process.exit();

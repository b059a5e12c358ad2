// One workload under one profiler, in a process of its own: node workload.mjs PROFILER WORKLOAD. For each message it does a
// block of work, and answers with the processor time that it took.

import { Agent, createServer, request } from 'node:http';
import { chosenProfiler, profilers, usualInterval } from './profilers.mjs';

const [profiler, workload] = chosenProfiler();

/** @type {Record<string, () => Promise<() => Promise<void>>>} by name: what prepares a workload; what it gives does a block of it */
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
      for (let i = 0; i < 50; i++) await ask();
    };
    return async () => void (await Promise.all(Array.from({ length: 8 }, client)));
  },
  allocations() {
    const kept = Array.from({ length: 1000 });
    return Promise.resolve(() => {
      for (let i = 0; i < 1_000_000; i++) kept[i % 1000] = { i, next: [i, i + 1], text: `row ${i & 255}` };
      return Promise.resolve();
    });
  },
};

await profilers[profiler](usualInterval);
const work = await workloads[workload]();
process.on('message', () => void doBlock());
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function doBlock() {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  process.send?.(user + system);
}

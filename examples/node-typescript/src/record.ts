// Records a heap profile and a CPU profile of the shop: node build/record.js DIRECTORY
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { Archive, mergeReceipts, newOrder } from './shop.js';

const [directory = '.'] = process.argv.slice(2);
const archive = new Archive();
let orders = 0;

function round(): void {
  const order = newOrder(orders++);
  archive.keep(order, mergeReceipts(order));
}

const session = new Session();
session.connect();
mkdirSync(directory, { recursive: true });

await session.post('HeapProfiler.startSampling', { samplingInterval: 32 * 1024 });
for (let i = 0; i < 100; i++) round();
const heap = await session.post('HeapProfiler.stopSampling');
writeFileSync(join(directory, 'shop.heapprofile'), JSON.stringify(heap.profile));

await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 2000 });
await session.post('Profiler.start');
for (const end = Date.now() + 500; Date.now() < end;) round();
const cpu = await session.post('Profiler.stop');
writeFileSync(join(directory, 'shop.cpuprofile'), JSON.stringify(cpu.profile));
session.disconnect();

// Memory of a service during an hour's worth of samples: node --expose-gc memory.mjs PROFILER. An hour of 50 MB/s at one
// sample per 512 KiB is 350,000 samples; here they are 32 times as dense. Takes a profile for each 15 seconds of that
// hour, as a scraper does. Prints JSON: memory at 20 points in time.

import { setTimeout as sleep } from 'node:timers/promises';
import { chosenProfiler, profilers } from './profilers.mjs';

const [profiler] = chosenProfiler();
const samples = 350_000;
const interval = 16 * 1024;
const scrapes = 240;
const points = 20;
const bytesPerRequest = 16 * 1024;
const requestsPerScrape = (samples * interval) / scrapes / bytesPerRequest;

// Of ours all that can be left on, too.
process.env['HEAPWISE_BLOCK'] = '50ms';
const takeProfile = await profilers[profiler](interval);
const { lookup, withLabels } = await import('../../dist/runtime/index.js');
const block = profiler === 'heapwise' ? lookup('block') : undefined;

/** What the service keeps: always the same number of sessions, each replaced in its turn. */
const sessions = Array.from({ length: 10_000 });
let request = 0;

/** About `bytesPerRequest`: 64 orders of 256 bytes. */
function handle() {
  const orders = [];
  for (let i = 0; i < 64; i++)
    orders.push({ id: i, items: [i, i, i, i], note: `order ${request} ${i}`, at: request });
  sessions[request++ % sessions.length] = orders[0];
  return orders.length;
}

const measured = [];
for (let scrape = 1; scrape <= scrapes; scrape++) {
  for (let i = 0; i < requestsPerScrape; i++) {
    if (profiler !== 'heapwise') handle();
    else withLabels({ tenant: `tenant ${i % 50}`, route: '/orders' }, handle);
    if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await takeProfile();
  await block?.writeTo({ write: (_chunk, done) => done() });
  if (scrape % (scrapes / points) === 0) measured.push(await memory());
}
process.stdout.write(JSON.stringify(measured));
process.exit();

async function memory() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await sleep(20);
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed };
}

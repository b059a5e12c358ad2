// A server whose memory behaves as it is told: `node server.mjs --behave=leak` keeps every session for ever.
//
//   node server.mjs --behave=leak                  serves on 127.0.0.1:8080 and asks itself for pages
//   node server.mjs --behave=cache --record=DIR    writes a series of V8 heap profiles, and what is true of it
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    behave: { type: 'string', default: 'leak' },
    port: { type: 'string', default: '8080' },
    record: { type: 'string' },
    every: { type: 'string', default: '400' },
    count: { type: 'string', default: '24' },
  },
});

/** About 1 kB. */
function makeRow(id) {
  return { id, cells: Array.from({ length: 120 }, (_, i) => i + id / 7) };
}

const table = [];
function renewTable(id) {
  table[id % 1500] = makeRow(id);
}

function renderPage(id) {
  return JSON.stringify(Array.from({ length: 4 }, (_, i) => makeRow(id + i)));
}

const sessions = [];
function openSession(id) {
  sessions.push(makeRow(id));
}

const cache = new Map();
function fillCache() {
  const key = Math.floor(Math.random() * 1200);
  if (!cache.has(key)) cache.set(key, makeRow(key));
}

/** What each behaviour does with a request, and what is true of it. */
const behaviours = {
  leak: {
    request: openSession,
    site: { id: 'sessions', func: 'openSession', class: 'leak', accept: ['leak'] },
  },
  cache: {
    request: fillCache,
    site: { id: 'cache', func: 'fillCache', class: 'plateau', accept: ['plateau', 'unsettled', 'steady'] },
  },
  steady: { request: () => undefined, site: undefined },
};
const behaviour = behaviours[values.behave];
if (behaviour === undefined)
  throw new Error(`no behaviour ${values.behave}: ${Object.keys(behaviours).join(', ')}`);

let served = 0;
const server = createServer((request, response) => {
  served++;
  renewTable(served);
  behaviour.request(served);
  response.end(renderPage(served));
});

/** Asks the server for pages, about 400 a second. */
async function makeTraffic(port) {
  const start = performance.now();
  for (let asked = 0; ;) {
    for (const due = (performance.now() - start) * 0.4; asked < due; asked++) await askFor(port);
    await pause(5);
  }
}

function askFor(port) {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => {
      response.resume();
      response.on('end', resolve);
    }).on('error', reject);
  });
}

/** Taking a profile collects garbage first: V8 does that by itself. */
async function record(directory, every, count) {
  mkdirSync(directory, { recursive: true });
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', { samplingInterval: 2 ** 15 });
  await pause(2000);
  for (let i = 0; i < count; i++) {
    const { profile } = await session.post('HeapProfiler.getSamplingProfile');
    const name = `${String(i).padStart(3, '0')}-${Date.now()}.heapprofile`;
    writeFileSync(join(directory, name), JSON.stringify(profile));
    await pause(every);
  }
  const always = [
    { id: 'table', func: 'renewTable', class: 'steady', accept: ['steady', 'plateau', 'unsettled'] },
    { id: 'page', func: 'renderPage', class: 'steady', accept: ['steady', 'insufficient'] },
  ];
  const sites = behaviour.site === undefined ? always : [behaviour.site, ...always];
  writeFileSync(
    join(directory, 'truth.json'),
    `${JSON.stringify({ name: `node-${values.behave}`, truth: { verdict: sites[0].class, sites } }, undefined, 1)}\n`,
  );
  process.exit(0);
}

const port = values.record === undefined ? Number(values.port) : 0;
server.listen(port, '127.0.0.1', () => {
  void makeTraffic(server.address().port);
  if (values.record !== undefined) void record(values.record, Number(values.every), Number(values.count));
  else console.error(`http://127.0.0.1:${server.address().port}/`);
});

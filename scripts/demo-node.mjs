// The Node half of the demo: a service in TypeScript that leaks, profiled while it serves.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, heapwise, recordings, say, showHeapwise } from './demo-output.mjs';
import { root, run } from './run.mjs';

const example = 'examples/node-shop';
const built = `${recordings}/node-shop`;
const snapshots = 3;
const secondsOfLoad = 2;

export async function demoNode() {
  if (!run('tsc', ['-p', example, '--outDir', built], { quiet: true }))
    throw new Error(`${example} does not compile`);
  say(`A service in TypeScript (${example}) runs under load, with the profiler in it:`);
  say('$ heapwise run -heap_interval=64k -exact_stacks build/server.js\n');
  const service = await startService();
  try {
    /** @type {string[]} */
    const heaps = [];
    for (let n = 1; n <= snapshots; n++) {
      await load(service.url, secondsOfLoad);
      heaps.push(await save(`${service.profiles}heap?gc=1`, `node-heap-${n}.pb.gz`));
    }
    const [cpu] = await Promise.all([
      save(`${service.profiles}profile?seconds=${secondsOfLoad}`, 'node-cpu.pb.gz'),
      load(service.url, secondsOfLoad + 1),
    ]);
    report(heaps, cpu);
  } finally {
    service.stop();
  }
}

/**
 * @param {readonly string[]} heaps
 * @param {string} cpu
 */
function report(heaps, cpu) {
  const first = heaps[0] ?? '';
  const last = heaps.at(-1) ?? '';
  say(
    `What grew from the first heap profile to the third? (curl -o heap.pb.gz 'localhost:6060/debug/pprof/heap?gc=1')`,
  );
  const growth = ['-top', '-nodecount=4', `-diff_base=${first}`, last];
  const leak = grown(growth);
  showHeapwise(growth, (line) => line.endsWith(`  ${leak}`));

  say(`${leak} keeps what it allocates. Where is it?`);
  showHeapwise(['-list', `^${leak}$`, last], (line) => /^ +[\d.]+\S+ .* \d+:/.test(line));

  say('And where does the time go?');
  showHeapwise(['-top', '-nodecount=5', cpu], (line) => line.endsWith('  mergeDiscounts'));
}

/**
 * @param {readonly string[]} args of a report with a base
 * @returns {string} the function that grew most
 */
function grown(args) {
  const { nodes } = /** @type {{ nodes: { name: string }[] }} */ (
    JSON.parse(heapwise(['-format=json', ...args]))
  );
  // A name to search for: functions without one are many.
  const named = nodes.find(({ name }) => /^[\w$.]+$/.test(name));
  if (named === undefined) throw new Error(`${args.join(' ')} shows no growth`);
  return named.name;
}

/**
 * @returns {Promise<{ url: string, profiles: string, stop: () => void }>} where the service is, and its profiles
 */
async function startService() {
  const child = spawn(
    process.execPath,
    [cli, 'run', '-addr=127.0.0.1:0', '-heap_interval=64k', '-exact_stacks', join(built, 'server.js'), '0'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const found = { url: '', profiles: '' };
  let output = '';
  await new Promise((resolve, reject) => {
    const read = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      found.url = /^(http:\/\/127\.0\.0\.1:\d+)$/m.exec(output)?.[1] ?? '';
      found.profiles = /^heapwise: serving (\S+)$/m.exec(output)?.[1] ?? '';
      if (found.url !== '' && found.profiles !== '') resolve(undefined);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`the service ended: ${output}`)));
  });
  return { ...found, stop: () => child.kill() };
}

/**
 * @param {string} url
 * @param {number} seconds
 */
async function load(url, seconds) {
  const program = join(root, built, 'load.js');
  const child = spawn(process.execPath, [program, url, '--seconds', String(seconds)], { stdio: 'ignore' });
  await new Promise((resolve) => {
    child.once('exit', resolve);
  });
}

/**
 * @param {string} url
 * @param {string} name
 * @returns {Promise<string>} the file, relative to the root
 */
async function save(url, name) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
  mkdirSync(join(root, recordings), { recursive: true });
  const file = `${recordings}/${name}`;
  writeFileSync(join(root, file), new Uint8Array(await response.arrayBuffer()));
  return file;
}

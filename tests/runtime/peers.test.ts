// What others do with the endpoints: `go tool pprof` with TypeScript sources, and the requests of scrapers.

import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeProfile } from '#formats';
import type { Profile } from '#profile';
import { requireTool } from '../require-tool.ts';
import { byLabel, byLeaf, heaviest, total } from './flat-values.ts';
import { createHostFolder, findNodes, startHost, type Host, type HostFolder } from './hosts.ts';

const run = promisify(execFile);

/** Types and comments make its lines differ from the compiled ones. */
const shop = `// A shop.
interface Order {
  readonly id: number;
  readonly lines: readonly string[];
}

// The leak.
class Archive {
  private readonly orders: Order[] = [];

  keepOrder(id: number): void {
    const lines = Array.from({ length: 20 }, (_, i) => \`line \${id} \${i}\`);
    this.orders.push({ id, lines });
  }

  size(): number {
    return this.orders.length;
  }
}

/** The hot spot. */
export function priceOrder(id: number): number {
  let sum: number = id;
  const end: number = Date.now() + 10;
  while (Date.now() < end) {
    sum += Math.sqrt(sum + 1);
  }
  return sum;
}

const archive: Archive = new Archive();
for (let id = 0; id < 20_000; id++) archive.keepOrder(id);
setInterval(() => priceOrder(archive.size()), 15);
`;

let folder: HostFolder;
let host: Host;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('src/shop.ts', shop);
  const tsc = join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'tsc');
  const flags = [
    '--ignoreConfig',
    '--target',
    'es2022',
    '--module',
    'esnext',
    '--sourceMap',
    '--removeComments',
  ];
  const compiled = spawnSync(
    tsc,
    [...flags, '--types', '', '--noCheck', '--rootDir', 'src', '--outDir', 'build', 'src/shop.ts'],
    {
      cwd: folder.path,
      encoding: 'utf8',
    },
  );
  if (compiled.status !== 0) throw new Error(compiled.stdout + compiled.stderr);
  folder.write('package.json', '{ "type": "module" }');
  // V8 inlines the leak into its caller, and its heap sampler would name that.
  host = await startHost(folder, 'build/shop.js', { env: { HEAPWISE_EXACT_STACKS: '1' } });
});
afterAll(async () => {
  await host.stop();
  folder.remove();
});

describe.skipIf(!requireTool('go'))('go tool pprof', () => {
  async function pprof(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('go', ['tool', 'pprof', ...args], {
      env: { ...process.env, PPROF_TMPDIR: join(folder.path, 'pprof') },
    });
    return stdout;
  }

  test('lists the lines of the TypeScript sources', async () => {
    const heap = await pprof('-list=keepOrder', `${host.url}heap?gc=1`);
    expect(heap).toContain(join(folder.path, 'src/shop.ts'));
    expect(heap).toMatch(/[kM]B .*MB .* 11:  keepOrder\(id: number\): void \{/);
    const cpu = await pprof('-list=priceOrder', `${host.url}profile?seconds=1`);
    const hot = [...cpu.matchAll(/^ +([\d.]+m?s) +\S+ +(\d+):/gm)].map(([, , line]) => Number(line));
    expect(hot.length).toBeGreaterThan(0);
    // The loop and what is in it.
    expect(hot.every((line) => line >= 22 && line <= 28)).toBe(true);
    expect(hot.some((line) => line === 25 || line === 26)).toBe(true);
  });

  test.each([
    'allocs',
    'allocs?seconds=1',
    'block',
    'block?seconds=1',
    'goroutine',
    'mutex',
    'threadcreate',
    'heap?seconds=1',
    'heap?ages=1',
  ])('opens %s', async (path) => {
    expect(await pprof('-top', `${host.url}${path}`)).toContain('Showing nodes accounting for');
  });

  test.each(['heap', 'allocs', 'goroutine', 'threadcreate', 'block'])(
    'opens the text of %s',
    async (name) => {
      const text = await (await host.get(`${name}?debug=1`)).text();
      const file = folder.write(`${name}.txt`, text);
      expect(await pprof('-top', file)).toContain('Showing nodes accounting for');
    },
  );
});

test('the heap text has the values of the profile', async () => {
  const text = await (await host.get('heap?debug=1')).text();
  const [, objects, bytes] = /^heap profile: (\d+): (\d+) \[/.exec(text) ?? [];
  const profile = await host.profile('heap');
  expect(Number(bytes) / total(byLeaf(profile, 'inuse_space'))).toBeCloseTo(1, 0);
  expect(Number(objects) / total(byLeaf(profile, 'inuse_objects'))).toBeCloseTo(1, 0);
});

describe('scrapers', () => {
  const accept = { 'Accept-Encoding': 'gzip' };

  // Grafana Alloy and the Pyroscope agent: pyroscope.scrape, with its default profiling_config.
  test.each([
    ['/debug/pprof/allocs', 'alloc_space'],
    ['/debug/pprof/goroutine', 'goroutine'],
    ['/debug/pprof/profile?seconds=1', 'cpu'],
    ['/debug/pprof/block', 'delay'],
    ['/debug/pprof/mutex', 'delay'],
    ['/debug/pprof/heap', 'inuse_space'],
  ])('%s has %s', async (path, type) => {
    const response = await fetch(new URL(path, host.url), {
      headers: { ...accept, 'User-Agent': 'GrafanaAlloy/v1' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes[0], bytes[1]]).toEqual([0x1f, 0x8b]);
    const profile = decodeProfile(gunzipSync(bytes));
    expect(profile.sampleTypes.map((sampleType) => sampleType.type)).toContain(type);
    expect(profile.timeNanos).toBeGreaterThan(1_700_000_000_000_000_000n);
    expect(profile.periodType.type).not.toBe('');
  });

  test('Parca asks for a CPU profile and cumulative allocations time and again, at once', async () => {
    const take = async (path: string): Promise<Profile> => host.profile(path);
    for (let round = 0; round < 2; round++) {
      const [cpu, allocs, goroutine] = await Promise.all(
        ['profile?seconds=1', 'allocs', 'goroutine'].map(take),
      );
      expect(total(byLeaf(cpu!, 'cpu'))).toBeGreaterThan(0.1e9);
      expect(cpu!.durationNanos).toBeGreaterThan(0n);
      expect(total(byLeaf(allocs!, 'alloc_space'))).toBeGreaterThan(5e6);
      expect(total(byLeaf(goroutine!, 'goroutine'))).toBeGreaterThan(0);
    }
  });
});

test.each(findNodes())('labels follow calls into CPU samples on Node $major', async ({ path: node }) => {
  folder.write(
    'labels.mjs',
    `import { withLabels } from 'heapwise/runtime';
    function burn() { const end = Date.now() + 8; while (Date.now() < end); }
    async function handle() { burn(); await new Promise((r) => setTimeout(r, 2)); burn(); await null; burn(); }
    async function turn() {
      await Promise.all([
        withLabels({ route: '/a', user: '1' }, handle),
        withLabels({ route: '/b' }, handle),
        withLabels({ route: '/c' }, () => withLabels({ user: '2' }, handle)),
      ]);
      burn();
      setImmediate(turn);
    }
    turn();`,
  );
  const labelled = await startHost(folder, 'labels.mjs', { node });
  try {
    const profile = await labelled.profile('profile?seconds=2');
    const routes = byLabel(profile, 'cpu', 'route');
    const sum = total(routes);
    // Three parts of ten each, and one without labels.
    for (const route of ['/a', '/b', '/c']) {
      expect((routes.get(route) ?? 0) / sum).toBeGreaterThan(0.1);
      expect((routes.get(route) ?? 0) / sum).toBeLessThan(0.6);
    }
    expect((routes.get('') ?? 0) / sum).toBeLessThan(0.4);
    expect([...byLabel(profile, 'cpu', 'user').keys()].toSorted()).toEqual(['', '1', '2']);
  } finally {
    await labelled.stop();
  }
});

test.each(findNodes())(
  'stalls of the event loop on Node $major are blamed on what held it up',
  async ({ path: node }) => {
    folder.write(
      'stalls.mjs',
      `function holdUp() { const end = Date.now() + 120; while (Date.now() < end); }
    function short() { const end = Date.now() + 5; while (Date.now() < end); }
    setInterval(holdUp, 300); setInterval(short, 20);`,
    );
    const stalled = await startHost(folder, 'stalls.mjs', { node, env: { HEAPWISE_BLOCK: '60ms' } });
    try {
      const window = byLeaf(await stalled.profile('block?seconds=2'), 'delay');
      expect(heaviest(window)).toBe('holdUp');
      const all = await stalled.profile('block');
      expect(byLeaf(all, 'delay').get('holdUp')).toBeGreaterThan(0.3e9);
      expect(total(byLeaf(all, 'contentions'))).toBeGreaterThanOrEqual(3);
    } finally {
      await stalled.stop();
    }
  },
);

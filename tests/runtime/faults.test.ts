// What goes wrong around a profiler in production: the service goes on, and the next profile is right.

import { spawn, spawnSync } from 'node:child_process';
import { get } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#profile';
import { byLabel, byLeaf, heaviest, total } from './flat-values.ts';
import { createHostFolder, findNodes, startHost, type Host, type HostFolder } from './hosts.ts';

const service = `
function work() { const end = Date.now() + 10; let sum = 0; while (Date.now() < end) sum += Math.sqrt(sum + 1); return sum; }
setInterval(work, 20);
const kept = [];
function keep() { for (let i = 0; i < 20000; i++) kept.push({ i, a: [i, i, i] }); }
keep();
`;

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
  folder.write('service.mjs', service);
});
afterAll(() => folder.remove());

async function withHost(
  file: string,
  options: Parameters<typeof startHost>[2],
  use: (host: Host) => Promise<void>,
): Promise<void> {
  const host = await startHost(folder, file, options);
  try {
    await use(host);
  } finally {
    await host.stop();
  }
}

describe.each(findNodes())('on Node $major', ({ path: node }) => {
  test('a client that goes away ends its recording, and disturbs no other', async () => {
    await withHost('service.mjs', { node }, async (host) => {
      const other = host.profile('profile?seconds=2');
      const controller = new AbortController();
      const cut = host.get('profile?seconds=200', { signal: controller.signal }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 400));
      controller.abort();
      await cut;
      const times = byLeaf(await other, 'cpu');
      expect(heaviest(times)).toBe('work');
      expect(times.get('work')! / 1e9).toBeGreaterThan(0.2);
      expect(host.process.exitCode).toBeNull();
    });
  });

  test('a hundred requests at once all have their profile', async () => {
    await withHost('service.mjs', { node }, async (host) => {
      const paths = [
        'heap',
        'heap?gc=1',
        'allocs',
        'profile?seconds=1',
        'goroutine',
        'block?seconds=1',
        'threadcreate',
      ];
      const profiles = await Promise.all(
        Array.from({ length: 100 }, async (_, i) => host.profile(paths[i % paths.length]!)),
      );
      profiles.forEach((profile, i) => {
        if (paths[i % paths.length] !== 'profile?seconds=1') return;
        expect(byLeaf(profile, 'cpu').has('work')).toBe(true);
      });
    });
  });

  test('CommonJS programs: --require, and import in the program', async () => {
    folder.write('service.cjs', service);
    folder.write('imports.cjs', `import('heapwise/register');${service}`);
    const flags = ['--require', 'heapwise/register', '--no-warnings'];
    for (const options of [{ node, flags }, { node }]) {
      await withHost('service.cjs', options, async (host) => {
        expect(byLeaf(await host.profile('heap'), 'inuse_space').get('keep')).toBeGreaterThan(5e5);
      });
    }
    await withHost('imports.cjs', { node, flags: [] }, async (host) => {
      expect((await host.get('cmdline')).status).toBe(200);
    });
  });

  test('a debugger may be attached', async () => {
    const flags = ['--inspect=127.0.0.1:0', '--import', 'heapwise/register'];
    await withHost('service.mjs', { node, flags }, async (host) => {
      expect(byLeaf(await host.profile('profile?seconds=1'), 'cpu').has('work')).toBe(true);
      expect(byLeaf(await host.profile('heap'), 'inuse_space').has('keep')).toBe(true);
    });
  });

  test('another tool that stops the heap sampler is named, and sampling begins anew', async () => {
    folder.write(
      'stopper.mjs',
      `import { Session } from 'node:inspector';
      const session = new Session();
      session.connect();
      session.post('HeapProfiler.stopSampling');
      ${service}`,
    );
    await withHost('stopper.mjs', { node }, async (host) => {
      const { comments } = await host.profile('heap');
      expect(comments.join('\n')).toContain('another tool stopped the heap sampler of V8');
    });
  });

  test('workers are profiled and labelled; one that dies is left out', async () => {
    folder.write(
      'workers.mjs',
      `import { Worker } from 'node:worker_threads';
      const code = \`function inWorker() { const end = Date.now() + 15; while (Date.now() < end); }
      const kept = []; function keepInWorker() { for (let i = 0; i < 30000; i++) kept.push({ i, a: [i, i] }); }
      keepInWorker(); setInterval(inWorker, 20);\`;
      new Worker(code, { eval: true });
      const short = new Worker(code, { eval: true });
      process.on('SIGUSR2', () => short.terminate());
      ${service}`,
    );
    await withHost('workers.mjs', { node }, async (host) => {
      const threadCount = async (): Promise<number> =>
        total(byLeaf(await host.profile('threadcreate'), 'threadcreate'));
      await expect.poll(threadCount).toBe(3);
      const dying = host.profile('profile?seconds=2');
      setTimeout(() => host.process.kill('SIGUSR2'), 800);
      const heap = await host.profile('heap');
      expect(byLeaf(heap, 'inuse_space').get('keepInWorker')).toBeGreaterThan(1e6);
      const cpu = await dying;
      const threads = byLabel(cpu, 'cpu', 'thread');
      expect([...threads.keys()].filter((name) => name.startsWith('[worker'))).toHaveLength(1);
      expect(threads.get('main')).toBeGreaterThan(0);
      await expect.poll(threadCount).toBe(2);
      expect(byLeaf(await host.profile('heap'), 'inuse_space').has('keepInWorker')).toBe(true);
    });
  });

  test('workers of a cluster are in the profiles of their primary', async () => {
    folder.write(
      'cluster.mjs',
      `import cluster from 'node:cluster';
      if (cluster.isPrimary) { for (let i = 0; i < 2; i++) cluster.fork(); }
      ${service}`,
    );
    await withHost('cluster.mjs', { node }, async (host) => {
      // Workers start to serve a moment after their primary.
      await expect
        .poll(async () => byLabel(await host.profile('threadcreate'), 'threadcreate', 'pid').size)
        .toBe(3);
      const pids = byLabel(await host.profile('profile?seconds=1'), 'cpu', 'pid');
      expect(pids.size).toBe(3);
      expect(pids.has(String(host.process.pid))).toBe(true);
      expect(byLabel(await host.profile('heap'), 'inuse_space', 'pid').size).toBe(3);
      host.process.kill('SIGTERM');
      await host.ended;
    });
  });

  test('a program that overrides Error.prepareStackTrace has its own stacks, and pending resources have theirs', async () => {
    folder.write(
      'stacks.mjs',
      `Error.prepareStackTrace = (error) => 'mine: ' + error.message;
      Error.stackTraceLimit = 3;
      function waitLong() { setTimeout(() => {}, 1e6); }
      waitLong();
      console.log(new Error('own').stack, Error.stackTraceLimit);
      ${service}`,
    );
    await withHost('stacks.mjs', { node, env: { HEAPWISE_TRACK_ASYNC: '1' } }, async (host) => {
      expect(host.output()).toContain('mine: own 3');
      const text = await (await host.get('goroutine?debug=2')).text();
      expect(text).toMatch(/^goroutine \d+ \[Timeout\]:\nwaitLong\(\.\.\.\)\n\t.*stacks\.mjs:3$/m);
      const { strings, functions } = await host.profile('goroutine');
      expect(Array.from(functions.name, (name) => strings.text(name))).toContain('waitLong');
    });
  });
});

test('npm does not take the port from the program that it starts', async () => {
  folder.write('package.json', JSON.stringify({ scripts: { start: 'node service.mjs' } }));
  const npm = spawnSync('npm', ['--version'], { encoding: 'utf8' });
  expect(npm.status).toBe(0);
  const child = spawn('npm', ['start'], {
    cwd: folder.path,
    env: {
      ...process.env,
      NODE_OPTIONS: `--import=${pathToFileURL(join(folder.path, 'node_modules/heapwise/register.js')).href}`,
      HEAPWISE_ADDR: '127.0.0.1:0',
      HEAPWISE_ANNOUNCE: '1',
    },
    detached: true,
  });
  let text = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('heapwise: serving')) resolve();
    });
  });
  const url = /serving (\S+)/.exec(text)![1]!;
  const commandLine = await (await fetch(`${url}cmdline`)).text();
  process.kill(-child.pid!, 'SIGKILL');
  expect(commandLine).toContain('service.mjs');
});

test('what a window allocates is known by stack, and then live objects are sampled anew', async () => {
  folder.write(
    'garbage.mjs',
    `let last; function makeGarbage() { for (let i = 0; i < 2000; i++) last = { i, list: [i, i, i] }; }
    setInterval(makeGarbage, 5);
    const kept = []; function keep() { for (let i = 0; i < 20000; i++) kept.push({ i, a: [i] }); } keep();`,
  );
  await withHost('garbage.mjs', {}, async (host) => {
    const [window, during, other] = (await Promise.all(
      ['allocs?seconds=1', 'heap', 'allocs?seconds=1'].map(async (path) => host.profile(path)),
    )) as [Profile, Profile, Profile];
    expect(heaviest(byLeaf(other, 'alloc_space'))).toBe('makeGarbage');
    const sums = byLeaf(window, 'alloc_space');
    expect(heaviest(sums)).toBe('makeGarbage');
    // At most 200 times a second 2,000 objects of 80 to 100 bytes; a busy machine may make the window longer.
    const seconds = Number(window.durationNanos) / 1e9;
    expect(sums.get('makeGarbage')! / seconds).toBeLessThan(60e6);
    expect(byLeaf(during, 'inuse_space').get('keep')).toBeGreaterThan(3e5);
    const after = await host.profile('heap');
    expect(after.comments.join('\n')).toContain('began anew');
    expect(byLeaf(after, 'inuse_space').has('keep')).toBe(false);
  });
});

test('a debugger that is connected goes on, and so do profiles', async () => {
  await withHost(
    'service.mjs',
    { flags: ['--inspect=127.0.0.1:0', '--import', 'heapwise/register'] },
    async (host) => {
      const socket = new WebSocket(/ws:\/\/\S+/.exec(host.output())![0]);
      await new Promise((resolve) => {
        socket.addEventListener('open', resolve, { once: true });
      });
      for (const [id, method] of [
        'Debugger.enable',
        'Profiler.enable',
        'Profiler.start',
        'HeapProfiler.enable',
      ].entries()) {
        socket.send(JSON.stringify({ id, method }));
      }
      expect(byLeaf(await host.profile('profile?seconds=1'), 'cpu').has('work')).toBe(true);
      expect(byLeaf(await host.profile('heap'), 'inuse_space').has('keep')).toBe(true);
      const answer = new Promise<string>((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          if (String(data).startsWith('{"id":99,')) resolve(String(data));
        });
      });
      socket.send(JSON.stringify({ id: 99, method: 'Profiler.stop' }));
      expect(await answer).toContain('"nodes"');
      socket.close();
    },
  );
});

test('DNS rebinding and requests of other sites are refused', async () => {
  await withHost('service.mjs', {}, async (host) => {
    const { port } = new URL(host.url);
    const status = async (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get({ host: '127.0.0.1', port, path: '/debug/pprof/cmdline', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject);
      });
    expect(await status({ host: 'attacker.example' })).toBe(403);
    expect(await status({ host: `localhost:${port}` })).toBe(200);
    expect(await status({ host: `10.1.2.3:${port}` })).toBe(200);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect((await host.get('profile?seconds=301')).status).toBe(400);
    expect((await host.get('heap', { method: 'POST' })).status).toBe(405);
    expect((await host.get('nothing')).status).toBe(404);
    expect((await host.get('nothing')).headers.get('x-go-pprof')).toBe('1');
    expect(await (await host.get('heap?seconds=0')).text()).toBe(
      'invalid value for "seconds" - must be a positive integer\n',
    );
  });
});

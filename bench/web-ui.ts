// Measures the web UI in a real browser: the first flame graph beside pprof's, and a flame graph of a million frames.
// Run it with `node scripts/run-ts.mjs bench/web-ui.ts`.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../tests/browser/open-browser.ts';
import { profileCache } from './profiles/cache.ts';

interface FirstFlame {
  /** From the start of the program to the picture. */
  readonly seconds: number;
  readonly serverMegabytes: number;
  readonly pageMegabytes: number;
}

interface Contestant {
  readonly name: string;
  command(port: number, profile: string): readonly [string, ...string[]];
  /** An element that is there when the page has drawn. */
  readonly drawn: string;
}

const contestants: readonly Contestant[] = [
  {
    name: 'go tool pprof',
    command: (port, profile) => ['go', 'tool', 'pprof', `-http=localhost:${port}`, '-no_browser', profile],
    drawn: '.boxtext >> nth=1',
  },
  {
    name: 'heapwise',
    command: (port, profile) => [
      process.execPath,
      'dist/cli/main.js',
      `-http=localhost:${port}`,
      '-no_browser',
      profile,
    ],
    drawn: '.flame-tree [role=row] >> nth=1',
  },
];

const rounds = 3;
const saved = mkdtempSync(join(tmpdir(), 'heapwise-bench-web-'));
const browser = await openBrowser();
try {
  const profile = profileCache(join(process.cwd(), 'bench', '.cache'), process.cwd()).callTree(
    'calltree-300k',
  );
  const results = new Map<string, FirstFlame[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants)
      results.get(contestant.name)!.push(await firstFlame(contestant, profile));
  }
  process.stdout.write('First flame graph, 300,000 samples, from the start of the program:\n');
  for (const [name, runs] of results) {
    const [seconds, server, page] = (['seconds', 'serverMegabytes', 'pageMegabytes'] as const).map((key) =>
      median(runs.map((run) => run[key])),
    );
    process.stdout.write(
      `  ${name.padEnd(14)} ${seconds!.toFixed(2)} s, server ${server!.toFixed(0)} MB, page ${page!.toFixed(0)} MB\n`,
    );
  }
  process.stdout.write(`A million frames: ${await millionFrames(browser)}\n`);
} finally {
  await browser.close();
  rmSync(saved, { recursive: true, force: true });
}

async function firstFlame({ command, drawn }: Contestant, profile: string): Promise<FirstFlame> {
  const port = await freePort();
  const start = performance.now();
  const [program, ...args] = command(port, profile);
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PPROF_TMPDIR: saved },
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    await untilServing(child);
    await page.goto(`http://localhost:${port}/ui/flamegraph`, { timeout: 300_000 });
    await page.waitForSelector(drawn, { state: 'attached', timeout: 300_000 });
    const seconds = (performance.now() - start) / 1000;
    return { seconds, serverMegabytes: peakMegabytes(port), pageMegabytes: await heapOf(page) };
  } finally {
    await page.close();
    const ended = once(child, 'exit');
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
  }
}

/** Goes on reading: a program whose messages nobody takes would end. */
function untilServing(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('Serving web UI')) resolve();
    });
    child.on('exit', () => reject(new Error(`it did not serve: ${text}`)));
  });
}

/** The most memory of the process that listens there, which `go tool` may have started. */
function peakMegabytes(port: number): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const inode = rows
    .find((row) => row.includes(`:${hex} `) && row.includes(' 0A '))
    ?.trim()
    .split(/\s+/)[9];
  const owner = processes().find((pid) => socketsOf(pid).includes(`socket:[${inode}]`));
  if (owner === undefined) return Number.NaN;
  const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${owner}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

function processes(): string[] {
  return listOf('/proc').filter((name) => /^\d+$/.test(name));
}

function socketsOf(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  return listOf(folder).flatMap((fd) => linkOf(join(folder, fd)));
}

function listOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A process may have ended meanwhile. */
function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return (usedSize + backingStorageSize) / 1e6;
}

/** Lays out and draws a tree of a million nodes in a page without a server. */
async function millionFrames(chromium: Browser): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['bench/million-frames.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['source'],
    platform: 'browser',
  });
  const page = await chromium.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent('<!doctype html><body style="height: 860px">');
  await page.addScriptTag({ content: outputFiles[0]!.text });
  const result = await page.title();
  await page.close();
  return result;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

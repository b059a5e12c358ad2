// Programs that are profiled, as processes of their own: the package as users install it, on each Node that is found.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/bundle.mjs';
import { decodeProfile } from '#formats';
import type { Profile } from '#profile';
import { gunzipSync } from 'node:zlib';

/** A folder with `node_modules/heapwise`, made of the sources as they are now. */
export interface HostFolder {
  readonly path: string;
  write(name: string, code: string): string;
  remove(): void;
}

export interface Host {
  /** Of the index page, with a slash at its end. */
  readonly url: string;
  readonly process: ChildProcess;
  output(): string;
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  get(path: string, init?: RequestInit): Promise<Response>;
  profile(path: string): Promise<Profile>;
  stop(): Promise<void>;
}

export async function createHostFolder(): Promise<HostFolder> {
  const path = mkdtempSync(join(tmpdir(), 'heapwise-host-'));
  const installed = join(path, 'node_modules', 'heapwise');
  await build(
    bundleOptions({
      entryPoints: {
        runtime: 'src/runtime/index.ts',
        register: 'src/runtime/register.ts',
        'heap-thread-entry': 'src/runtime/heap-thread-entry.ts',
      },
      outdir: installed,
      // The program of the thread is found beside the code that starts it.
      chunkNames: '[name]-[hash]',
      minifySyntax: false,
      minifyWhitespace: false,
    }),
  );
  writeFileSync(
    join(installed, 'package.json'),
    JSON.stringify({
      name: 'heapwise',
      type: 'module',
      exports: { './runtime': './runtime.js', './register': './register.js' },
    }),
  );
  return {
    path,
    write(name, code) {
      const file = join(path, name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, code);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export interface HostOptions {
  readonly node?: string;
  /** Of node, before the program. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Do not wait for the server to announce itself. */
  readonly serves?: boolean;
}

/** Starts a program and waits until the profiler serves. */
export async function startHost(
  folder: Pick<HostFolder, 'path'>,
  file: string,
  options: HostOptions = {},
): Promise<Host> {
  const { node = process.execPath, flags = ['--import', 'heapwise/register'], args = [], env = {} } = options;
  const child = spawn(node, [...flags, file, ...args], {
    cwd: folder.path,
    env: {
      PATH: process.env['PATH'],
      HEAPWISE_ADDR: '127.0.0.1:0',
      HEAPWISE_ANNOUNCE: '1',
      HEAPWISE_HEAP_INTERVAL: '32768',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const found = /^heapwise: serving (\S+)$/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() =>
      options.serves === false ? resolve('') : reject(new Error(`the host ended: ${text}`)),
    );
  });
  const base = options.serves === false ? '' : await url;
  const get = async (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${base}${path}`, init);
  return {
    url: base,
    process: child,
    output: () => text,
    ended,
    get,
    async profile(path) {
      const response = await get(path);
      const bytes = Buffer.from(await response.arrayBuffer());
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${bytes.toString()}`);
      return decodeProfile(gunzipSync(bytes));
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export interface FoundNode {
  readonly major: number;
  readonly path: string;
}

const wantedMajors = [20, 22, 24, 26];

/**
 * The Node that runs the tests, and those that `npm run nodes` has fetched. One line tells which of the versions
 * that we promise are not there.
 */
export function findNodes(): FoundNode[] {
  const own = { major: Number(process.versions.node.split('.')[0]), path: process.execPath };
  const folder = join(import.meta.dirname, '..', '..', 'dist', 'nodes');
  const fetched = (existsSync(folder) ? readdirSync(folder) : [])
    .map((name) => ({ major: Number(name), path: join(folder, name, 'node_modules', 'node', 'bin', 'node') }))
    .filter(({ major, path }) => major !== own.major && existsSync(path));
  const found = [own, ...fetched];
  const missing = wantedMajors.filter((major) => !found.some((node) => node.major === major));
  if (missing.length > 0) {
    process.stdout.write(
      `not run: the runtime's tests on Node ${missing.join(', ')}; \`npm run nodes\` fetches them\n`,
    );
  }
  return found;
}

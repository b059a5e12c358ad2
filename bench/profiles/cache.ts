// Writes the profiles that the benchmarks read to bench/.cache, once.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { encodeProfile } from '#formats';
import { createObjectFiles } from '#node';
import { addressProfile } from './addresses.ts';
import { callTree, type CallTreeSize } from './call-tree.ts';

const sizes: Readonly<Record<string, CallTreeSize>> = {
  'calltree-2k': { samples: 2000, stacks: 600, functions: 500, seed: 1 },
  'calltree-10k': { samples: 10_000, stacks: 3000, functions: 1000, seed: 2 },
  'calltree-100k': { samples: 100_000, stacks: 30_000, functions: 20_000, seed: 3 },
  'calltree-300k': { samples: 300_000, stacks: 90_000, functions: 30_000, seed: 4 },
  'calltree-500k': { samples: 500_000, stacks: 150_000, functions: 50_000, seed: 9 },
  'calltree-1m': { samples: 1_000_000, stacks: 300_000, functions: 100_000, seed: 5 },
  'stacks-1m': { samples: 1_000_000, stacks: 1_000_000, functions: 30_000, seed: 6 },
  'base-a': { samples: 100_000, stacks: 30_000, functions: 10_000, seed: 7, run: 1 },
  'base-b': { samples: 100_000, stacks: 30_000, functions: 10_000, seed: 7, run: 2 },
};

/** How many profiles of one program there are to merge, and how large each is. */
const mergedCount = 200;
const mergedSize: CallTreeSize = { samples: 2000, stacks: 600, functions: 2000, seed: 8 };

/** Writes what is missing in `folder`. */
export function profileCache(folder: string, root: string): ProfileCache {
  const servers: Server[] = [];
  function callTreeFile(name: string): string {
    const size = sizes[name];
    if (size === undefined) throw new Error(`no call tree is called ${name}`);
    return writtenOnce(join(folder, `${name}.pb.gz`), size);
  }
  return {
    addresses: () => addressesOfGo(join(folder, 'addresses.pb.gz')),
    cppAddresses: () => addressesOfCpp(folder, join(root, 'tests', 'symbols', 'templates.cc')),
    callTree: callTreeFile,
    async served(name) {
      const server = serve(gunzipSync(readFileSync(callTreeFile(name))));
      servers.push(server);
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/debug/pprof/heap`;
    },
    close() {
      for (const server of servers) server.close();
    },
    merged: () =>
      Array.from({ length: mergedCount }, (_, run) =>
        writtenOnce(join(folder, 'merge', `${String(run).padStart(3, '0')}.pb.gz`), {
          ...mergedSize,
          run: run + 1,
        }),
      ),
    compiler: () => compilerProfile(join(folder, 'compiler.pb')),
    mergeSort: () =>
      mergeSortProfile(join(folder, 'mergesort.pb.gz'), join(root, 'bench', 'mergesort', 'main.go')),
  };
}

export interface ProfileCache {
  /** The go command, and a profile of 20,000 addresses in it; undefined where there is no Go. */
  addresses(): Promise<readonly [program: string, profile: string] | undefined>;
  /** A C++ program with debugging data, and a profile of 2,000 addresses in it; undefined where there is no compiler. */
  cppAddresses(): Promise<readonly [program: string, profile: string] | undefined>;
  /** The path of the call tree with this name. */
  callTree(name: string): string;
  /** The URL of the call tree with this name, uncompressed. */
  served(name: string): Promise<string>;
  /** The paths of the profiles to merge. */
  merged(): readonly string[];
  /** The path of a Go heap profile with a million stacks; undefined where there is no Go to make it with. */
  mergeSort(): string | undefined;
  /** The path of a CPU profile of the Go compiler, a graph of hundreds of functions; undefined where there is no Go. */
  compiler(): string | undefined;
  /** Stops serving. */
  close(): void;
}

/** Answers every request with the same bytes. */
function serve(bytes: Uint8Array): Server {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/octet-stream');
    response.end(bytes);
  });
  return server.listen(0, '127.0.0.1');
}

function writtenOnce(path: string, size: CallTreeSize): string {
  if (!existsSync(path)) {
    // Under another name first, so that an interrupted run leaves no half of a file behind.
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, gzipSync(encodeProfile(callTree(size)), { level: 6 }));
    renameSync(`${path}.part`, path);
  }
  return path;
}

async function addressesOfGo(path: string): Promise<readonly [string, string] | undefined> {
  const { status, stdout } = spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const program = join(stdout.trim(), 'bin', 'go');
  return addressesOf(program, path, 20_000, (name) => name.includes('.'));
}

/** Laid out such that the peer finds its way. */
async function addressesOfCpp(
  folder: string,
  source: string,
): Promise<readonly [string, string] | undefined> {
  const program = join(folder, 'templates');
  mkdirSync(folder, { recursive: true });
  const flags = ['-g', '-O2', '-no-pie', '-Wl,-z,noseparate-code'];
  if (spawnSync('g++', [...flags, source, '-o', program]).status !== 0) return undefined;
  return addressesOf(program, join(folder, 'cpp-addresses.pb.gz'), 2000, (name) => name.length > 10);
}

async function addressesOf(
  program: string,
  path: string,
  count: number,
  isWanted: (name: string) => boolean,
): Promise<readonly [string, string]> {
  const files = createObjectFiles({ tools: '', namesOnly: true, environment: {} });
  const file = await files.open(program, { start: 0n, limit: 0n, offset: 0n });
  const functions = (await file.symbols()).filter(({ names }) => names.some(isWanted));
  files.close();
  // Of the program that is there now, so never one of an earlier run.
  const profile = addressProfile({ program, functions, count });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(encodeProfile(profile)));
  return [program, path];
}

function mergeSortProfile(path: string, program: string): string | undefined {
  if (existsSync(path)) return path;
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  mkdirSync(dirname(path), { recursive: true });
  const { status } = spawnSync('go', ['run', program, `${path}.part`], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} failed: see its message above`);
  renameSync(`${path}.part`, path);
  return path;
}

function compilerProfile(path: string): string | undefined {
  if (existsSync(path)) return path;
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  mkdirSync(dirname(path), { recursive: true });
  // Go compiles again, instead of taking what it has, only for options that it has not seen.
  const part = `${path}.${Date.now()}.part`;
  const { status } = spawnSync('go', ['build', `-gcflags=go/types=-cpuprofile=${part}`, 'go/types'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('go build go/types failed: see its message above');
  renameSync(part, path);
  return path;
}

// Writes the profiles that the benchmarks read to bench/.cache, once.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeProfile } from '#formats';
import { callTree, type CallTreeSize } from './call-tree.ts';

const sizes: Readonly<Record<string, CallTreeSize>> = {
  'calltree-2k': { samples: 2000, stacks: 600, functions: 500, seed: 1 },
  'calltree-10k': { samples: 10_000, stacks: 3000, functions: 1000, seed: 2 },
  'calltree-100k': { samples: 100_000, stacks: 30_000, functions: 20_000, seed: 3 },
  'calltree-300k': { samples: 300_000, stacks: 90_000, functions: 30_000, seed: 4 },
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
  return {
    callTree(name) {
      const size = sizes[name];
      if (size === undefined) throw new Error(`no call tree is called ${name}`);
      return writtenOnce(join(folder, `${name}.pb.gz`), size);
    },
    merged: () =>
      Array.from({ length: mergedCount }, (_, run) =>
        writtenOnce(join(folder, 'merge', `${String(run).padStart(3, '0')}.pb.gz`), {
          ...mergedSize,
          run: run + 1,
        }),
      ),
    mergeSort: () =>
      mergeSortProfile(join(folder, 'mergesort.pb.gz'), join(root, 'bench', 'mergesort', 'main.go')),
  };
}

export interface ProfileCache {
  /** The path of the call tree with this name. */
  callTree(name: string): string;
  /** The paths of the profiles to merge. */
  merged(): readonly string[];
  /** The path of a Go heap profile with a million stacks; undefined where there is no Go to make it with. */
  mergeSort(): string | undefined;
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

function mergeSortProfile(path: string, program: string): string | undefined {
  if (existsSync(path)) return path;
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  mkdirSync(dirname(path), { recursive: true });
  const { status } = spawnSync('go', ['run', program, `${path}.part`], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} failed: see its message above`);
  renameSync(`${path}.part`, path);
  return path;
}

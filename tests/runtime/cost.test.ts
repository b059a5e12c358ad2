// What `heapwise/register` brings into a process: nothing but Node's own modules, and little before the first profile.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostFolder, type HostFolder } from './hosts.ts';

let folder: HostFolder;
beforeAll(async () => {
  folder = await createHostFolder();
});
afterAll(() => folder.remove());

/** All imports of the built package but those of its own files. */
function importedModules(): string[] {
  const package_ = join(folder.path, 'node_modules', 'heapwise');
  const files = readdirSync(package_, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  const code = files.map((name) => readFileSync(join(package_, name), 'utf8')).join('\n');
  const imports = code.matchAll(
    /^(?:import|export)\b[^;]*? from "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  const names = Array.from(imports, (match) => match[1] ?? match[2] ?? match[3] ?? '');
  return [...new Set(names)].filter((name) => !name.startsWith('.')).toSorted();
}

test('the whole import set is Node itself', () => {
  expect(importedModules()).toEqual([
    'node:async_hooks',
    'node:fs',
    'node:http',
    'node:inspector',
    'node:module',
    'node:net',
    'node:os',
    'node:path',
    'node:process',
    'node:url',
    'node:util',
    'node:v8',
    'node:worker_threads',
    'node:zlib',
  ]);
});

test('it starts in little time', () => {
  folder.write(
    'empty.mjs',
    "process.on('exit', () => { const { user, system } = process.cpuUsage(); console.log((user + system) / 1000); });",
  );
  // Of CPU time, and the shortest of several runs: other programs run on this machine too.
  const cpuMillis = (flags: readonly string[]): number => {
    const env = { HEAPWISE_ADDR: '127.0.0.1:0' };
    const runs = Array.from({ length: 5 }, () =>
      Number(
        spawnSync(process.execPath, [...flags, 'empty.mjs'], { cwd: folder.path, encoding: 'utf8', env })
          .stdout,
      ),
    );
    return Math.min(...runs);
  };
  const cost = cpuMillis(['--import', 'heapwise/register']) - cpuMillis([]);
  process.stdout.write(`heapwise/register takes ${cost.toFixed(0)} ms of CPU time to start\n`);
  // Measured: 15 to 25, most of it Node's own http. Loading what makes profiles would add as much again.
  expect(cost).toBeLessThan(100);
});

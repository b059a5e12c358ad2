// What `heapwise/register` brings into a process: nothing but Node's own modules, and little before the first profile.

import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostFolder, startHost, type HostFolder } from './hosts.ts';

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
    'node:diagnostics_channel',
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

/** A file and those that it imports at once, relative to the package. */
function filesLoadedWith(package_: string, name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const code = readFileSync(join(package_, name), 'utf8');
  for (const [, from, alone] of code.matchAll(
    /^(?:import|export)\b[^;]*? from "(\.[^"]+)"|^import "(\.[^"]+)"/gm,
  )) {
    filesLoadedWith(package_, join(dirname(name), from ?? alone ?? ''), found);
  }
  return found;
}

test('what makes profiles, which is most of it, is loaded with the first one', async () => {
  const package_ = join(folder.path, 'node_modules', 'heapwise');
  const files = readdirSync(package_, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  const sizeOf = (name: string): number => statSync(join(package_, name)).size;
  const atStart = filesLoadedWith(package_, 'register.js');
  const making = filesLoadedWith(
    package_,
    files.find((name) => name.includes('profile-building'))!,
  );
  const later = [...making].filter((name) => !atStart.has(name));
  const sum = (names: Iterable<string>): number => Array.from(names, sizeOf).reduce((a, b) => a + b, 0);
  expect(sum(later)).toBeGreaterThan(sum(new Set([...making, ...atStart])) / 2);
  for (const name of later) rmSync(join(package_, name));
  folder.write('service.mjs', 'setInterval(() => {}, 1000);');
  const host = await startHost(folder, 'service.mjs');
  try {
    expect((await host.get('cmdline')).status).toBe(200);
    expect((await host.get('heap')).status).toBe(500);
  } finally {
    await host.stop();
  }
});

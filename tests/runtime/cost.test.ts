// What `heapwise/register` brings into a process: nothing but Node's own modules, and little before the first profile.

import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

test('what makes profiles, which is most of it, is loaded with the first one', async () => {
  const package_ = join(folder.path, 'node_modules', 'heapwise');
  const files = readdirSync(package_, { recursive: true, encoding: 'utf8' });
  const sizeOf = (name: string): number => statSync(join(package_, name)).size;
  const making = files.find((name) => name.includes('profile-building'))!;
  const all = files.filter((name) => name.endsWith('.js')).reduce((sum, name) => sum + sizeOf(name), 0);
  expect(sizeOf(making)).toBeGreaterThan(all / 2);
  rmSync(join(package_, making));
  folder.write('service.mjs', 'setInterval(() => {}, 1000);');
  const host = await startHost(folder, 'service.mjs');
  try {
    expect((await host.get('cmdline')).status).toBe(200);
    expect((await host.get('heap')).status).toBe(500);
  } finally {
    await host.stop();
  }
});

// The runner for `vitest bench`, in a project of its own.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseBenchmarks } from '#bench';
import { bundleOptions } from '../scripts/bundle.mjs';

const folder = mkdtempSync(join(tmpdir(), 'heapwise-bench-vitest-'));
beforeAll(async () => {
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const runner = join(folder, 'runner.mjs');
  await build(
    bundleOptions({
      entryPoints: ['src/bench/vitest.ts'],
      outfile: runner,
      splitting: false,
      external: ['vitest', 'tinybench'],
    }),
  );
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `export default { test: { runner: ${JSON.stringify(runner)} } };`,
  );
  writeFileSync(
    join(folder, 'objects.bench.js'),
    `import { bench, describe } from 'vitest';
let sink;
globalThis.keep = () => sink;
describe('objects', () => {
  bench('three fields', () => { sink = { a: 1, b: 2, c: 3 }; }, { time: 50 });
  bench('buffer of 10 kB', () => { sink = Buffer.alloc(10_000); }, { time: 50 });
});
bench('nothing', () => {}, { time: 50 });
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('prints what each benchmark allocates, in the format of Go', async () => {
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [vitest, 'bench', '--run', `--root=${folder}`],
    {
      cwd: folder,
      env: { ...process.env, VITEST: undefined, NODE_ENV: undefined },
    },
  );
  const measured = parseBenchmarks(stdout).results.map(({ name, package: file, values }) => ({
    name,
    file,
    // What else V8 allocates meanwhile is a few bytes.
    bytes: Math.round((values.get('B/op') ?? Number.NaN) / 8) * 8,
    objects: values.get('allocs/op'),
  }));
  expect(measured).toEqual([
    { name: 'Objects/Three_fields', file: 'objects.bench.js', bytes: 48, objects: 1 },
    {
      name: 'Objects/Buffer_of_10_kB',
      file: 'objects.bench.js',
      bytes: 10_184,
      objects: 2,
    },
    { name: 'Nothing', file: 'objects.bench.js', bytes: 0, objects: 0 },
  ]);
});

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
class Fields { a = 1; b = 2; c = 3; }
const often = { time: 0, iterations: 25_000, warmupTime: 0, warmupIterations: 1000 };
globalThis.keep = () => sink;
describe('objects', () => {
  bench('three fields', () => { sink = new Fields(); }, often);
  bench('buffer of 10 kB', () => { sink = Buffer.alloc(10_000); }, often);
});
bench('nothing', () => {}, often);
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
    bytes: values.get('B/op'),
    objects: values.get('allocs/op'),
  }));
  expect(measured).toEqual([
    { name: 'Objects/Three_fields', file: 'objects.bench.js', bytes: about(48), objects: 1 },
    { name: 'Objects/Buffer_of_10_kB', file: 'objects.bench.js', bytes: about(10_184), objects: 2 },
    { name: 'Nothing', file: 'objects.bench.js', bytes: about(0), objects: 0 },
  ]);
});

/** Within 5 %, and a byte of what else V8 allocates meanwhile. */
function about(bytes: number): unknown {
  return expect.toSatisfy(
    (measured: number) => Math.abs(measured - bytes) <= bytes * 0.05 + 1,
    `${bytes} bytes or so`,
  );
}

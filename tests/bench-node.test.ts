// `heapwise bench FILE`: known allocations are measured, and its profiles open elsewhere.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseBenchmarks } from '#bench';
import { createCli, type Cli } from './e2e/run-cli.ts';
import { requireTool } from './require-tool.ts';
import { findNodes } from './runtime/hosts.ts';

let cli: Cli;
const work = mkdtempSync(join(tmpdir(), 'heapwise-bench-node-'));
const file = join(work, 'known.bench.mjs');
beforeAll(async () => {
  cli = await createCli();
  writeFileSync(file, source);
});
afterAll(() => {
  cli.remove();
  rmSync(work, { recursive: true, force: true });
});

/**
 * Sizes on 64 bits without pointer compression: a header of 24 bytes and 8 for each field, arrays 16 and 8 each. Objects of
 * classes, for code that is not optimized yet appends a note of 16 bytes to literals.
 */
const source = `
let sink;
class Point { constructor(x) { this.x = x; this.y = 2; } }
export function benchmarkPoint(b) { for (let i = 0; i < b.n; i++) sink = new Point(i); }
export function benchmarkObject() { sink = { a: 1, b: 2, c: 3 }; }
export function benchmarkDoubles(b) { for (let i = 0; i < b.n; i++) sink = new Array(1000).fill(1.5); }
export function benchmarkBuffer(b) { for (let i = 0; i < b.n; i++) sink = Buffer.alloc(20_000); }
export function benchmarkFloat64(b) { for (let i = 0; i < b.n; i++) sink = new Float64Array(5000); }
export function benchmarkManyLarge() { for (let i = 0; i < 100; i++) sink = new Float64Array(125_000); }
export function benchmarkBusyLarge() { for (let i = 0; i < 100_000; i++) sink = new Point(i); sink = Buffer.alloc(10_000_000); }
export function benchmarkTwo(b) { for (let i = 0; i < b.n; i++) sink = new Point(new Point(i)); }
export function benchmarkNothing(b) { let bits = 0; for (let i = 0; i < b.n; i++) bits ^= i; sink = bits; }
export function benchmarkPrepared(b) {
  const large = Array.from({ length: 1e5 }, (_, i) => ({ i }));
  b.resetTimer();
  for (let i = 0; i < b.n; i++) sink = new Point(large[i % 1e5].i);
  b.stopTimer();
  sink = large.map(({ i }) => ({ i }));
}
export function benchmarkGroup(b) {
  for (const size of [10, 1000]) {
    b.run('size=' + size, (b) => { for (let i = 0; i < b.n; i++) sink = new Float64Array(size); });
  }
}
export async function benchmarkAsync() { await null; sink = sink === 1 ? 2 : 1; }
export function benchmarkMetric(b) { b.reportMetric(42, 'answers/op'); }
export const notOne = 1;
`;

const flags = ['-count=1', '-sites=1'];

async function bench(...args: readonly string[]): Promise<string> {
  return benchOn(process.execPath, '-benchtime=50ms', ...args);
}

function benchOn(node: string, ...args: readonly string[]): string {
  const results = mkdtempSync(join(work, 'results-'));
  const words = [cli.command[1]!, 'bench', ...flags, `-o=${results}`, ...args];
  const run = spawnSync(node, words, { encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return run.stdout;
}

describe.each(findNodes())('known allocations on Node $major', ({ path: node }) => {
  let output = '';
  beforeAll(() => {
    // How often, rather than how long: on a busy machine too V8 has optimized what is measured.
    const small = benchOn(node, '-bench=^((?!Large).)*$', '-benchtime=25000x', file);
    output = small + benchOn(node, '-bench=Large', '-benchtime=5x', file);
  });

  // The array of doubles has its elements beside it, a view of a buffer its buffer.
  test.each([
    ['Point', 24 + 2 * 8, 1],
    ['Object', 24 + 3 * 8, 1],
    ['Doubles', 16 + 1000 * 8 + 32, 2],
    ['Two', 2 * (24 + 2 * 8), 2],
    ['Nothing', 0, 0],
    ['Buffer', 20_000 + 184, 2],
    ['Float64', 5000 * 8 + 184, 2],
    // So much that V8 collects garbage within one operation.
    ['ManyLarge', 100 * (125_000 * 8 + 184), 200],
    ['BusyLarge', 100_000 * (24 + 2 * 8) + 10_000_000, 100_002],
    ['Prepared', 24 + 2 * 8, 1],
    ['Group/size=1000', 8000 + 184, 2],
  ])('of %s are measured to 5 %%', (name, bytes, objects) => {
    const { values } = parseBenchmarks(output).results.find((result) => result.name === name)!;
    expect(values.get('B/op')).toBeGreaterThanOrEqual(bytes * 0.95 - 1);
    expect(values.get('B/op')).toBeLessThanOrEqual(bytes * 1.05 + 1);
    expect(values.get('allocs/op')).toBeGreaterThanOrEqual(Math.floor(objects * 0.95));
    // Two more within Buffer.alloc, where V8 does not see that they need no memory.
    const most = name === 'Buffer' ? objects + 2 : Math.ceil(objects * 1.05);
    expect(values.get('allocs/op')).toBeLessThanOrEqual(most);
  });

  test('are reported in the format of Go, with metrics and names of sub-benchmarks', () => {
    const { results, configuration } = parseBenchmarks(output);
    expect(results.map(({ name }) => name).toSorted()).toEqual(
      [
        'Async',
        'Buffer',
        'BusyLarge',
        'Doubles',
        'Float64',
        'Group/size=10',
        'Group/size=1000',
        'ManyLarge',
        'Metric',
        'Nothing',
        'Object',
        'Point',
        'Prepared',
        'Two',
      ].toSorted(),
    );
    expect(configuration.get('node')).toMatch(/^v\d+\./);
    expect(results.find(({ name }) => name === 'Metric')?.values.get('answers/op')).toBe(42);
  });

  test('have their place', () => {
    expect(output).toMatch(
      /Where the bytes of BenchmarkPoint come from:\n +\d+\.\d% +\d.*benchmarkPoint known\.bench\.mjs:4\n/,
    );
  });
});

test('some benchmarks only, so many operations, and profiles of them', async () => {
  const [memory, cpu] = [join(work, 'mem.prof'), join(work, 'cpu.prof')];
  const output = await bench(
    '-bench=Point|Object',
    '-benchtime=2000x',
    `-memprofile=${memory}`,
    `-cpuprofile=${cpu}`,
    file,
  );
  expect(parseBenchmarks(output).results.map(({ name, iterations }) => [name, iterations])).toEqual([
    ['Object', 2000],
    ['Point', 2000],
  ]);
  const top = await cli.run(['-top', '-cum', memory]);
  expect(top.stdout).toContain('Type: alloc_space\n');
  // Of 2000 operations each one: an exact profile.
  expect(top.stdout).toMatch(/ {2}78\.\d+kB .* benchmarkPoint\n/);
  expect(top.stdout).toMatch(/ BenchmarkPoint\n/);
  expect((await cli.run(['-top', cpu])).stdout).toContain('Type: cpu\n');
});

test.each([
  ['that is not JavaScript', 'export function bench(', /broken\.mjs failed \(exit code 1\): SyntaxError/],
  ['without benchmarks', 'export const x = 1;', /exports no benchmarks: export function benchmarkName\(b\)/],
  ['that throws', 'export function benchmarkX() { throw new Error("no luck"); }', /Error: no luck/],
])('a file %s is one clear line', async (_, text, message) => {
  const broken = join(work, 'broken.mjs');
  writeFileSync(broken, text);
  const run = await cli.run(['bench', ...flags, `-o=${join(work, 'none')}`, broken]);
  expect(run).toMatchObject({ exitCode: 1, stdout: '' });
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(run.stderr).toMatch(message);
});

describe.skipIf(!requireTool('go'))('with Go', () => {
  test('its profiles open in go tool pprof', async () => {
    const memory = join(work, 'go.prof');
    await bench('-bench=Point', '-benchtime=1000x', `-memprofile=${memory}`, file);
    const top = execFileSync('go', ['tool', 'pprof', '-sample_index=alloc_objects', '-top', memory], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(top).toMatch(/ +1000 .* benchmarkPoint\n/);
    expect(readFileSync(memory).subarray(0, 2).toString('hex')).toBe('1f8b');
  });
});

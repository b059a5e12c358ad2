// The format of results, their tables, and where bytes come from.

import { describe, expect, test } from 'vitest';
import { parseBenchmarks, printBenchmark } from './benchmark-format.ts';
import { buildBenchmarkTables } from './benchmark-table.ts';
import { benchmarkMarkdown, printBenchmarkTables } from './print-table.ts';
import { quantityFormat } from './quantity.ts';

const output = `goos: linux
goarch: amd64
pkg: encoding/json
cpu: AMD EPYC
BenchmarkEncode/format=json-8         	  690848	      1726 ns/op	     120 B/op	       2 allocs/op
BenchmarkEncode/format=json-8         	  684861	      1723 ns/op	     120 B/op	       2 allocs/op
some words of a test: and more
BenchmarkHeader
BenchmarkBroken-8  12  fast ns/op
Benchmarking 3 things
PASS
pkg: fmt
BenchmarkPrint 	    1000	         0.2541 ns/op	 12.5 MB/s
ok  	encoding/json	2.1s
`;

describe('the format', () => {
  const { results, configuration } = parseBenchmarks(output);

  test('has names, packages, iterations and values', () => {
    expect(results.map(({ name, package: inPackage, iterations }) => [inPackage, name, iterations])).toEqual([
      ['encoding/json', 'Encode/format=json-8', 690848],
      ['encoding/json', 'Encode/format=json-8', 684861],
      ['fmt', 'Print', 1000],
    ]);
    expect(Object.fromEntries(results[0]!.values)).toEqual({ 'ns/op': 1726, 'B/op': 120, 'allocs/op': 2 });
    expect(Object.fromEntries(configuration)).toEqual({ goos: 'linux', goarch: 'amd64', cpu: 'AMD EPYC' });
  });

  test('is printed as Go prints it', () => {
    const line = output.split('\n')[4]!;
    expect(printBenchmark(results[0]!, 'BenchmarkEncode/format=json-8         '.length)).toBe(line);
  });

  test.each([
    [1726, '\t      1726 ns/op'],
    [172.64, '\t       172.6 ns/op'],
    [17.264, '\t        17.26 ns/op'],
    [0.25414, '\t         0.2541 ns/op'],
    [0, '\t         0 ns/op'],
  ])('%f has four digits', (value, text) => {
    const result = { name: 'X', package: '', iterations: 1, values: new Map([['ns/op', value]]) };
    expect(printBenchmark(result, 0)).toBe(`BenchmarkX\t       1${text}`);
  });
});

test.each([
  [[1.7184e-6], 'sec/op', ['1.718µ']],
  [[0, 0], 'sec/op', ['0.000', '0.000']],
  [[12345, 99_999_999], 'allocs/op', ['12.35k', '100000.00k']],
  [[1000, 1536], 'B/op', ['1000.0', '1536.0']],
  [[5330], 'B/op', ['5.205Ki']],
  [[1e-12], 'sec/op', ['0.001000n']],
])('%j %s are %j', (values, unit, texts) => {
  const format = quantityFormat(values, unit);
  expect(values.map(format)).toEqual(texts);
});

function set(
  name: string,
  values: readonly number[],
): { name: string; file: ReturnType<typeof parseBenchmarks> } {
  const lines = values.map((value) => `BenchmarkA-8 10 ${value} ns/op\nBenchmarkB-8 10 ${value * 2} ns/op`);
  return { name, file: parseBenchmarks(lines.join('\n')) };
}

describe('tables', () => {
  const old = set('old', [100, 101, 102, 103, 104, 105]);
  const faster = set('new', [50, 51, 52, 53, 54, 55]);

  test('have medians, their interval, and what differs beyond chance', () => {
    expect(printBenchmarkTables(buildBenchmarkTables([old, faster]), new Map())).toBe(
      [
        '            old sec/op    new sec/op                vs base',
        'A-8      102.50n ±  2%  52.50n ±  5%  -48.78% (p=0.002 n=6)',
        'B-8       205.0n ±  2%  105.0n ±  5%  -48.78% (p=0.002 n=6)',
        'geomean   145.0n        74.25n        -48.78%',
        '',
      ].join('\n'),
    );
  });

  test('say what keeps them from saying more', () => {
    const [table] = buildBenchmarkTables([set('old', [1, 2, 3]), set('new', [2, 3, 4])]);
    expect(table?.warnings).toEqual([
      '6 or more runs give a confidence interval (-count=6)',
      '4 or more runs of each can show a difference',
    ]);
    expect(table?.rows[0]?.cells[1]?.change?.isSignificant).toBe(false);
  });

  test('have gaps where a benchmark did not run', () => {
    const only = { name: 'new', file: parseBenchmarks('BenchmarkC 1 5 ns/op') };
    const [table] = buildBenchmarkTables([old, only]);
    expect(table?.rows.map(({ name, cells }) => [name, cells.map((cell) => cell?.median ?? null)])).toEqual([
      ['A-8', [expect.closeTo(102.5e-9, 15), null]],
      ['B-8', [expect.closeTo(205e-9, 15), null]],
      ['C', [null, expect.closeTo(5e-9, 15)]],
    ]);
    expect(printBenchmarkTables([table!], new Map())).toContain('not every benchmark is in every set');
  });

  test('show literally in Markdown', () => {
    const hostile = { name: 'a|b', file: parseBenchmarks('Benchmark<b>|x 1 5 ns/op') };
    expect(benchmarkMarkdown(buildBenchmarkTables([hostile]))).toContain(
      String.raw`| \<b\>\|x | 5.000n ± ∞ |`,
    );
  });
});

// `heapwise bench` on a real Go package, and its numbers beside those that benchstat printed.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparisons, randomResults, recordedPath } from './benchstat/random-results.ts';
import { createCli, type Cli } from './e2e/run-cli.ts';
import { requireTool } from './require-tool.ts';

let cli: Cli;
const work = mkdtempSync(join(tmpdir(), 'heapwise-bench-test-'));
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => {
  cli.remove();
  rmSync(work, { recursive: true, force: true });
});

interface BenchDocument {
  readonly tables: readonly {
    readonly unit: string;
    readonly rows: readonly {
      readonly name: string;
      readonly cells: readonly ({
        readonly median: number;
        readonly low: number | null;
        readonly high: number | null;
        readonly change: {
          readonly ratio: number;
          readonly p: number;
          readonly isSignificant: boolean;
        } | null;
      } | null)[];
    }[];
    readonly geomeans: readonly (number | null)[];
    readonly ratios: readonly (number | null)[];
  }[];
}

describe('reading results', () => {
  test.each(comparisons)('of seeds %d and %d: all numbers are those of benchstat', async (old, now) => {
    const paths = [join(work, 'old.txt'), join(work, 'now.txt')] as const;
    writeFileSync(paths[0], randomResults(old));
    writeFileSync(paths[1], randomResults(now));
    const run = await cli.run(['bench', '-format=json', ...paths]);
    const recorded = readFileSync(recordedPath([old, now]), 'utf8');
    expect(csvLike(JSON.parse(run.stdout) as BenchDocument)).toEqual(cellsOfCsv(recorded));
  });

  test('makes tables of files, as text, JSON and Markdown', async () => {
    writeFileSync(join(work, 'a.txt'), randomResults(1));
    writeFileSync(join(work, 'b.txt'), randomResults(2));
    const run = await cli.run(['bench', join(work, 'a.txt'), join(work, 'b.txt')]);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^goos: linux\n\npkg: example\.com\/random\n +a\.txt sec\/op +b\.txt sec\/op +vs base\n/,
    );
    expect(run.stdout).toContain('allocs/op');
  });

  test.each([
    ['no results', ['README.md'], /README.md: no results of benchmarks are in it/],
    ['nothing to compare with', ['-compare=nowhere', 'README.md'], /nowhere: no such file/],
  ])('%s is one clear line', async (_, args, message) => {
    const run = await cli.run(['bench', ...args]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(message);
  });
});

describe.skipIf(!requireTool('go'))('with Go', () => {
  test('runs, keeps results and profiles, and compares', async () => {
    const [first, second] = [join(work, 'first'), join(work, 'second')];
    const flags = ['-dir=examples/go-escape', '-benchtime=200x', '-memprofilerate=1024', '-count=2'];
    const run = await cli.run(['bench', ...flags, `-o=${first}`, '.']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout.match(/^BenchmarkOrders/gm)).toHaveLength(2);
    expect(readdirSync(first)).toEqual([
      'bench.txt',
      'example.com.escape-001.pb.gz',
      'example.com.escape-002.pb.gz',
    ]);
    expect(run.stdout).toContain(readFileSync(join(first, 'bench.txt'), 'utf8'));
    // 160 kB for every hundredth operation, exactly: larger than the sampling rate.
    expect(run.stdout).toMatch(/1\.\d+kB\/op +0\.0 allocs\/op +example\.com\/escape\.Table orders\.go:121\n/);
    const compared = await cli.run(['bench', ...flags, `-compare=${first}`, `-o=${second}`, '.']);
    expect(compared.stdout).toMatch(/first sec\/op +second sec\/op +vs base/);
    expect(compared.stdout).toContain('4 or more runs of each can show a difference');
    const again = await cli.run(['bench', ...flags, `-o=${second}`, '.']);
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
    expect(again.stderr).toContain('has results already');
  });

  test('-growth judges what stays by operation', async () => {
    const leaking = join(work, 'leaking');
    mkdirSync(leaking);
    writeFileSync(join(leaking, 'go.mod'), 'module leaking\n');
    writeFileSync(join(leaking, 'keep_test.go'), leakingBenchmark);
    const flags = ['-growth', '-benchtime=2000x', '-count=8', '-memprofilerate=2048'];
    const run = await cli.run(['bench', `-dir=${leaking}`, `-o=${join(work, 'growth')}`, ...flags, '.']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    // 1.05 kB with the array that holds them; at one sample per 2 KiB the standard error is 1 %.
    expect(run.stdout).toMatch(
      /^What stays of leaking after 2000 to 16000 operations:\nLEAK: leaking\.keep \+(?:1\.[01]|0\.9)/m,
    );
    for (const [args, message] of [
      [['-growth', '-benchtime=1s', '.'], /^-growth counts operations, not time\n/],
      [['-growth', 'tests/bench-node.test.ts'], /^-growth is for Go\n/],
    ] as const) {
      const wrong = await cli.run(['bench', `-dir=${leaking}`, `-o=${join(work, 'none')}`, ...args]);
      expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
      expect(wrong.stderr).toMatch(message);
    }
  });

  test('what does not compile, and what matches nothing, is one clear line', async () => {
    const broken = join(work, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'go.mod'), 'module broken\n');
    writeFileSync(join(broken, 'a_test.go'), 'package broken\nfunc wrong( {\n');
    const results = join(work, 'none');
    for (const [args, message] of [
      [[`-dir=${broken}`], /^go (?:list|test) failed: .*a_test\.go/],
      [['-dir=examples/go-escape', '-bench=Nothing', '-count=1'], /^no benchmark ran; is -bench right\?/],
    ] as const) {
      const run = await cli.run(['bench', `-o=${results}`, ...args, '.']);
      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toMatch(message);
      expect(existsSync(results)).toBe(false);
    }
  });
});

const leakingBenchmark = `package leaking

import "testing"

var kept [][]byte

func keep() { kept = append(kept, make([]byte, 1024)) }

func BenchmarkKeep(b *testing.B) {
	for i := 0; i < b.N; i++ {
		keep()
	}
}
`;

/** unit, name, then medians, ranges, changes and p-values as the peer's CSV has them, to its precision. */
function csvLike({ tables }: BenchDocument): readonly string[] {
  return tables.flatMap(({ unit, rows, geomeans, ratios }) => [
    ...rows.map(({ name, cells: [old, now] }) =>
      [unit, name, number(old?.median), range(old), number(now?.median), range(now), ...change(now)].join(
        ' ',
      ),
    ),
    [unit, 'geomean', number(geomeans[0]), number(geomeans[1]), percent(ratios[1])].join(' '),
  ]);
}

type Cell = BenchDocument['tables'][number]['rows'][number]['cells'][number] | undefined;

function number(value: number | null | undefined): string {
  return (value ?? Number.NaN).toPrecision(10);
}

function range(cell: Cell): string {
  if (cell?.low === null || cell?.high === null || cell === undefined || cell === null) return '∞';
  return `${(100 * Math.max(cell.high / cell.median - 1, 1 - cell.low / cell.median)).toFixed(0)}%`;
}

function change(cell: Cell): readonly string[] {
  if (cell?.change === null || cell?.change === undefined) return ['', ''];
  const { ratio, p, isSignificant } = cell.change;
  return [isSignificant ? (ratio === 1 ? '0.00%' : percent(ratio)) : '~', p.toFixed(3)];
}

function percent(ratio: number | null | undefined): string {
  const value = ((ratio ?? Number.NaN) - 1) * 100;
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}%`;
}

function cellsOfCsv(csv: string): readonly string[] {
  const cells: string[] = [];
  let unit = '';
  for (const line of csv.split('\n')) {
    const [name = '', old = '', oldRange = '', now = '', nowRange = '', delta = '', p = ''] = line.split(',');
    if (oldRange === 'CI') unit = old;
    if (name === '' || old === '' || name.includes(':')) continue;
    if (name === 'geomean')
      cells.push([unit, name, number(Number(old)), number(Number(now)), delta].join(' '));
    else {
      // The peer leaves out what is 0 to its last bit.
      const chance = p === '' ? '' : (/p=([\d.]+)/.exec(p)?.[1] ?? '0.000');
      cells.push(
        [unit, name, number(Number(old)), oldRange, number(Number(now)), nowRange, delta, chance].join(' '),
      );
    }
  }
  return cells;
}

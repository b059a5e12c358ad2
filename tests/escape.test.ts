// `heapwise escape` on examples/go-escape: lines checked by hand, from a saved build and from the compiler itself.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCli, type Cli } from './e2e/run-cli.ts';
import { requireTool } from './require-tool.ts';

interface EscapeDocument {
  readonly schema: string;
  readonly totalBytes: number;
  readonly matchedBytes: Readonly<Record<string, number>>;
  readonly sites: readonly {
    readonly frames: readonly { readonly function: string; readonly file: string; readonly line: number }[];
    readonly match: string;
    readonly reasons: readonly { readonly id: string; readonly sentence: string }[];
  }[];
}

let cli: Cli;
const work = mkdtempSync(join(tmpdir(), 'heapwise-escape-test-'));
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => {
  cli.remove();
  rmSync(work, { recursive: true, force: true });
});

const example = 'examples/go-escape';
const profile = resolve('tests/escape/orders.pb.gz');
const saved = ['-saved=tests/escape/orders.txt', `-source_path=${example}`];

async function escape(...args: readonly string[]): Promise<EscapeDocument> {
  const run = await cli.run(['escape', '-format=json', ...args]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(run.stdout) as EscapeDocument;
}

/** Read off examples/go-escape/orders.go by a person who knows what each line does. */
const handChecked: readonly (readonly [line: number, id: string, what: RegExp])[] = [
  [43, 'returned', /^&Order\{\.\.\.\} is returned; its function is not inlined \(marked go:noinline\)$/],
  [53, 'append', /^append needs a larger array/],
  [59, 'map', /^make\(map\[string\]string\) is stored in o\.Notes$/],
  [61, 'map-growth', /^the map grows/],
  [73, 'string', /^a new text/],
  [82, 'moved', /^the variable printed outlives the function: its address is stored in lastReceipt$/],
  [95, 'captured', /keeps the variable count$/],
  [96, 'closure', /^the function literal is returned$/],
  [106, 'dynamic-size', /known only when it runs/],
  [121, 'too-large', /^make\(\[\]int64, 20000\) is too large for the stack$/],
  [132, 'boxed', /^square\{\.\.\.\} is put into an interface that is stored in sink$/],
  [140, 'channel', /^a channel/],
  [141, 'goroutine', /^a goroutine/],
  [164, 'string', /^string\(upper\) makes a new text that is returned$/],
];

/** The reasons of the lines that were checked by hand, in their order. */
function reasonsAt({
  sites,
}: EscapeDocument): readonly (readonly [line: number, id: string, what: string])[] {
  return handChecked.flatMap(([line]) => {
    const site = sites.find(({ frames: [leaf] }) => leaf?.line === line && leaf.file.endsWith('orders.go'));
    return (site?.reasons ?? []).map(({ id, sentence }) => [line, id, sentence] as const);
  });
}

const expectedReasons = handChecked.map(([line, id, what]): unknown[] => [
  line,
  id,
  expect.stringMatching(what),
]);

describe('from a saved build', () => {
  test('each line has its reason', async () => {
    expect(reasonsAt(await escape(...saved, profile))).toEqual(expectedReasons);
  });

  test('the text is a table, largest first, with reasons and suggestions', async () => {
    const { stdout } = await cli.run(['escape', ...saved, '-n=2', profile]);
    expect(stdout).toMatch(/^File: escape\.test\nType: alloc_space\nReasons for .* \(9\d\.\d+%\):\n/);
    expect(stdout).toContain('example.com/escape.Table orders.go:121\n');
    expect(stdout).toContain('why  make([]int64, 20000) is too large for the stack\n');
    expect(stdout).toMatch(/\d+ smaller sites are not shown; -n=0 shows all\n$/);
  });

  test('Markdown is a table whose cells show literally', async () => {
    const { stdout } = await cli.run(['escape', ...saved, '-n=3', '-format=markdown', profile]);
    expect(stdout).toContain('| allocated | % | objects | site | why | try |\n| ---: |');
    expect(stdout).toContain(String.raw`example.com/escape.(\*Order).Print orders.go:82`);
  });
});

describe('what cannot be explained', () => {
  test.each([
    ['a CPU profile', ['tests/corpus/go/cpu.pb.gz'], /is not in bytes; this needs a heap profile/],
    [
      'a profile of Node',
      ['tests/corpus/node/allocations.heapprofile'],
      /V8 does not tell why .* heapwise leak/,
    ],
    ['a saved file that is none', ['-saved=README.md', profile], /README.md: not the output of go build/],
    ['a saved file that is missing', ['-saved=nowhere.txt', profile], /nowhere.txt: no such file/],
    ['a profile that is missing', ['nowhere.pb.gz'], /nowhere.pb.gz/],
  ])('%s is one clear line', async (_, args, message) => {
    const run = await cli.run(['escape', ...args]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(message);
  });

  test('without Go it says what to do', async () => {
    const run = await cli.run(['escape', profile], { env: { PATH: '/nowhere' } });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toBe(
      'cannot run the Go compiler: no `go` is on the PATH; install Go, or name its saved output with -saved\n',
    );
  });
});

describe.skipIf(!requireTool('go'))('from the compiler', () => {
  test('each line has its reason, by the very chain of calls', async () => {
    const document = await escape(`-dir=${example}`, profile);
    expect(reasonsAt(document)).toEqual(expectedReasons);
    expect(document.matchedBytes['none']).toBeLessThan(document.totalBytes * 0.01);
  });

  test('-list shows the reasons below the lines', async () => {
    const list = await cli.run(['list', '-escape', 'Print$', profile], { cwd: example });
    expect(list.stdout).toMatch(
      /82:\tvar printed receipt\n +\^ the variable printed outlives the function: its address is stored in lastReceipt\n/,
    );
    const elsewhere = await cli.run(['list', '-escape', 'Print$', profile], { cwd: work });
    expect(elsewhere).toMatchObject({ exitCode: 0 });
    expect(elsewhere.stdout).not.toContain('^ ');
    expect(elsewhere.stderr).toMatch(/^no reasons for allocations: go (?:list|test) failed: /m);
  });

  test('a package that does not compile is one clear line', async () => {
    const run = await cli.run(['escape', `-dir=${example}`, profile, './nowhere']);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /^go list failed: .*nowhere.*; run this in the directory of the module \(-dir\)\n$/,
    );
  });

  test.each([
    ['go/parser', 'Parse', 0.95],
    ['fmt', 'Sprintf|Scan', 0.95],
    ['encoding/json', 'CodeMarshal$|CodeDecoder|UnmarshalMap', 0.85],
  ])('of the benchmarks of %s most bytes have a reason', async (path, benchmarks, least) => {
    const recorded = join(work, 'mem.pb.gz');
    const flags = [
      '-run=^$',
      `-bench=${benchmarks}`,
      '-benchtime=5x',
      '-memprofilerate=4096',
      '-o',
      join(work, 'built.test'),
    ];
    execFileSync('go', ['test', ...flags, '-memprofile', recorded, path], { cwd: work, stdio: 'pipe' });
    const { totalBytes, matchedBytes, sites } = await escape(`-dir=${work}`, recorded);
    expect(1 - (matchedBytes['none'] ?? 0) / totalBytes).toBeGreaterThan(least);
    expect((matchedBytes['chain'] ?? 0) / totalBytes).toBeGreaterThan(0.5);
    expect(sites.length).toBeGreaterThan(10);
  });
});

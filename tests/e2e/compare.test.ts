// `heapwise compare` as a process: its forms, its formats, its gate, and what it says when something is wrong.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCli, type Cli } from './run-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

const early = 'tests/corpus/go/heap-early.pb.gz';
const late = 'tests/corpus/go/heap.pb.gz';

interface Json {
  readonly schema: string;
  readonly sources: readonly { readonly side: string; readonly name: string }[];
  readonly total: { readonly before: number; readonly after: number; readonly change: number };
  readonly nodes: readonly { readonly name: string; readonly flat: { readonly change: number } }[];
}

async function json(...args: readonly string[]): Promise<Json> {
  const { stdout, stderr, exitCode } = await cli.run(['compare', '-format=json', ...args]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Json;
}

async function topNodes(profile: string): Promise<Map<string, number>> {
  const { stdout } = await cli.run(['-top', '-format=json', '-trim=false', profile]);
  const { nodes } = JSON.parse(stdout) as { nodes: { name: string; flat: number }[] };
  return new Map(nodes.map(({ name, flat }) => [name, flat]));
}

test('text shows totals and the largest change first', async () => {
  const { stdout, stderr, exitCode } = await cli.run(['compare', early, late], { env: { TZ: 'UTC' } });
  expect([exitCode, stderr]).toEqual([0, '']);
  const lines = stdout.split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'File: service',
    'Type: inuse_space',
    `Before: 5.12MB  ${early}, 2026-11-24 03:30:07 UTC`,
    `After:  20.61MB  ${late}, 2026-11-24 03:30:07 UTC`,
    expect.stringMatching(/^Total: \+15\.48MB ±1\.\d\dMB \(\+302%\)$/),
  ]);
  expect(lines.find((line) => line.includes('+284%'))).toMatch(/^ 2571\.26kB .* main\.concatenateReceipt$/);
});

test('values are those that top shows for each side', async () => {
  const [before, after] = [await topNodes(early), await topNodes(late)];
  const { nodes } = await json('-trim=false', early, late);
  expect(nodes.length).toBeGreaterThan(30);
  for (const { name, flat } of nodes) {
    expect([name, flat.change]).toEqual([name, (after.get(name) ?? 0) - (before.get(name) ?? 0)]);
  }
});

test('docs/json.md lists the members, and no others', async () => {
  const document = await json(early, late);
  const page = readFileSync('docs/json.md', 'utf8').replace(/^[^]*\n## compare\n/, '');
  const documented = [...page.matchAll(/^\| `((?:sources|total|shown)[^`]*)` \|/gm)].map(
    ([, name = '']) => name,
  );
  const { sources, total, shown, nodes } = document as unknown as Record<string, Record<string, unknown>[]>;
  const members = [
    ...Object.keys(sources![0]!).map((name) => `sources[].${name}`),
    ...Object.keys(total!).map((name) => `total.${name}`),
    ...Object.keys(shown!).map((name) => `shown.${name}`),
  ];
  expect(documented.toSorted()).toEqual(members.toSorted());
  const node = nodes![0]!;
  for (const change of [node['flat'], node['cum']])
    expect(Object.keys(change as object)).toEqual(Object.keys(total!));
  const facts = ['function', 'file', 'line', 'column', 'startLine', 'address', 'objectFile'];
  expect(Object.keys(node)).toEqual(['id', 'name', 'flat', 'cum', ...facts]);
});

test('sides are files, directories, or lists with "vs" in between', async () => {
  const [old, current] = [join(cli.directory, 'old'), join(cli.directory, 'new')];
  for (const directory of [old, current]) mkdirSync(directory, { recursive: true });
  for (const n of [1, 2]) {
    copyFileSync(early, join(old, `${n}.pb.gz`));
    copyFileSync(late, join(current, `${n}.pb.gz`));
  }
  const files = await json(early, late);
  const series = await json(old, current);
  const lists = await json(early, early, 'vs', late, late);
  expect(series.sources.map(({ side }) => side)).toEqual(['before', 'before', 'after', 'after']);
  expect(series.total.change).toBe(files.total.change);
  expect(lists.nodes.map(({ name }) => name)).toEqual(files.nodes.map(({ name }) => name));
});

test('Markdown and CSV have a row for each change', async () => {
  const { nodes } = await json(early, late);
  const csv = (await cli.run(['compare', '-format=csv', early, late])).stdout.trimEnd().split('\r\n');
  expect(csv[0]).toMatch(/^flat before \(bytes\),flat after \(bytes\),/);
  expect(csv.slice(1).map((row) => row.split(',').at(-1))).toEqual(nodes.map(({ name }) => name));
  const markdown = (await cli.run(['compare', '-format=markdown', early, late])).stdout;
  expect(markdown).toMatch(/^#### inuse\\_space: \*\*\+15\.48MB \(\+302%\)\*\* ±1\.\d\dMB\n/);
  for (const { name } of nodes) expect(markdown).toContain(`| ${name.replaceAll('*', String.raw`\*`)} |`);
  expect(markdown.match(/<details>/g)).toHaveLength(1);
  expect(markdown.length).toBeLessThan(3000);
});

describe('--fail-over', () => {
  test.each([
    ['5%', 3, /over the limit of 5%; most in main\.concatenateReceipt \(\+7\.13MB\)/],
    [
      '10MB',
      3,
      /^inuse_space grew from 5\.12MB to 20\.61MB \(\+15\.48MB, \+302%, ±1\.\d\dMB at 95%\): over the limit of 10MB/,
    ],
    ['400%', 0, /^$/],
    ['20MB', 0, /^$/],
  ])('%s', async (limit, code, line) => {
    const { stdout, stderr, exitCode } = await cli.run(['compare', `--fail-over=${limit}`, early, late]);
    expect(exitCode).toBe(code);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.split('\n').length).toBeLessThanOrEqual(2);
    expect(stdout).toContain('Total: +15.48MB');
  });

  test('is about what the filters left', async () => {
    const { exitCode, stderr } = await cli.run([
      'compare',
      '--fail-over=9MB',
      '-focus=newOrder',
      early,
      late,
    ]);
    expect([exitCode, stderr]).toEqual([0, '']);
    const failed = await cli.run(['compare', '--fail-over=7MB', '-focus=newOrder', early, late]);
    expect([failed.exitCode, failed.stderr]).toEqual([
      3,
      expect.stringMatching(/^inuse_space of focus=newOrder grew/),
    ]);
  });

  test('lets growth within the sampling error pass, and says so', async () => {
    const cpu = ['tests/corpus/go/cpu.pb.gz', 'tests/corpus/go/cpu-trimpath.pb.gz'];
    const { exitCode, stderr } = await cli.run(['compare', '--fail-over=1%', '-focus=memmove', ...cpu]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/over the limit of 1%, but within the sampling error, so it is let pass\n$/);
  });
});

test('-normalize scales to the same duration', async () => {
  const { exitCode, stderr } = await cli.run(['compare', '-normalize', early, late]);
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/heap-early\.pb\.gz does not say how long it took/),
  ]);
  const { stdout } = await cli.run([
    'compare',
    '-normalize',
    'tests/corpus/go/cpu.pb.gz',
    'tests/corpus/go/cpu-trimpath.pb.gz',
  ]);
  expect(stdout).toMatch(/^After: .*, scaled to the same duration$/m);
});

describe('what is wrong is one clear line', () => {
  test.each([
    [[early], 2, /^compare takes two profiles\nwrite heapwise compare OLD NEW/],
    [['a', 'b', 'c'], 2, /^which of these 3 profiles are old\?\n/],
    [[early, 'no-such-file.pb.gz'], 1, /^no-such-file\.pb\.gz: /],
    [[early, 'tests/corpus/malformed/cut-short.pb.gz'], 1, /^tests\/corpus\/malformed\/cut-short\.pb\.gz: /],
    [[early, 'tests/corpus/go/goroutine.pb.gz'], 1, /^profiles have empty common sample type list\n$/],
    [['--fail-over=much', early, late], 2, /^invalid limit "much"\nwrite it as --fail-over=5%/],
    [['--fail-over=5ms', early, late], 2, /^a limit of 5ms does not fit inuse_space, which is in bytes\n/],
    [['-focus=(', early, late], 2, /^parsing focus regexp/],
    [['-sample_index=none', early, late], 1, /^sample_index "none" must be one of/],
  ])('%j', async (args, code, line) => {
    const { exitCode, stdout, stderr } = await cli.run(['compare', ...args]);
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(line);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test('a file that was there stays as it was', async () => {
    const path = join(cli.directory, 'kept.md');
    writeFileSync(path, 'kept');
    await cli.run(['compare', `-output=${path}`, early, 'no-such-file.pb.gz']);
    expect(readFileSync(path, 'utf8')).toBe('kept');
    expect(existsSync(join(cli.directory, 'kept.md.tmp'))).toBe(false);
  });
});

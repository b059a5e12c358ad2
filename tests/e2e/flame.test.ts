// `heapwise flame` as a process: where it writes, which format, and what options change. What browsers make of the files
// is in tests/browser.

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpackFlame, type FlameData } from '#flame';
import { requireTool } from '../require-tool.ts';
import { createCli, type Cli } from './run-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

const heap = 'tests/corpus/go/heap.pb.gz';
const early = 'tests/corpus/go/heap-early.pb.gz';

async function run(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await cli.run(args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout;
}

function dataOf(html: string): FlameData {
  const [, packed = ''] = /id="flame">([^<]*)</.exec(html) ?? [];
  return unpackFlame(Buffer.from(packed, 'base64'));
}

async function flame(...args: readonly string[]): Promise<FlameData> {
  return dataOf(await run('-flame', ...args));
}

function rootCum({ values, selected }: FlameData): number {
  return values[selected]!.cum[0]!;
}

describe('the format', () => {
  test('is HTML, or SVG if asked for, on standard output', async () => {
    expect(await run('flame', heap)).toMatch(/^<!doctype html>/);
    expect(await run('flame', '-format=html', heap)).toMatch(/^<!doctype html>/);
    expect(await run('flame', '-format=svg', heap)).toMatch(/^<\?xml version="1.0"/);
    const { exitCode, stderr } = await cli.run(['flame', '-format=json', heap]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/only -format=html and -format=svg/)]);
  });

  test.each([
    ['x.svg', [], /^<\?xml/],
    ['x.SVG', [], /^<\?xml/],
    ['x.html', [], /^<!doctype/],
    ['x', [], /^<!doctype/],
    ['y.html', ['-format=svg'], /^<\?xml/],
  ])('of %s with %j is by ending, unless a format is asked for', async (name, args, start) => {
    const path = join(cli.directory, name);
    await cli.run(['flame', ...args, `-output=${path}`, heap]);
    expect(readFileSync(path, 'utf8')).toMatch(start);
  });

  test.skipIf(!requireTool('script'))('beside a terminal goes to a numbered file', () => {
    const directory = mkdtempSync(join(cli.directory, 'terminal-'));
    for (const args of ['', '-format=svg']) {
      const command = `cd ${directory} && ${cli.command.join(' ')} flame ${args} ${process.cwd()}/${heap}`;
      const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', input: '' });
      expect(stdout).toMatch(/^Generating report in profile001\.(?:html|svg)\r\n$/);
    }
    expect(readdirSync(directory).toSorted()).toEqual(['profile001.html', 'profile001.svg']);
  });
});

describe('options', () => {
  test('filters leave samples out, and 100 % stays what it was', async () => {
    const all = await flame(heap);
    const focused = await flame('-focus=newOrder', heap);
    const ignored = await flame('-ignore=newOrder', heap);
    expect(rootCum(focused) + rootCum(ignored)).toBe(rootCum(all));
    expect(focused.values[focused.selected]!.total).toBe(rootCum(all));
    const relative = await flame('-focus=newOrder', '-relative_percentages', heap);
    expect(relative.values[relative.selected]!.total).toBe(rootCum(focused));
  });

  test('the value shown first is the one that was chosen', async () => {
    const { values, selected } = await flame('-sample_index=alloc_objects', heap);
    expect(values.map(({ type }) => type)).toEqual([
      'alloc_objects',
      'alloc_space',
      'inuse_objects',
      'inuse_space',
    ]);
    expect(selected).toBe(0);
  });

  test('granularity is what one frame is', async () => {
    const functions = await flame(heap);
    const lines = await flame('-lines', heap);
    expect(functions.frames.name).toContain('main.concatenateReceipt');
    expect(lines.frames.name.some((name) => /^main\.concatenateReceipt .*receipt\.go:11$/.test(name))).toBe(
      true,
    );
    const files = await flame('-files', heap);
    expect(files.frames.name.some((name) => name.endsWith('receipt.go'))).toBe(true);
  });

  test.each(['-base', '-diff_base'])('%s gives differences, which may be negative', async (option) => {
    const difference = await flame(`${option}=${heap}`, early);
    expect(rootCum(difference)).toBe(rootCum(await flame(early)) - rootCum(await flame(heap)));
    expect(rootCum(difference)).toBeLessThan(0);
    expect(await run('-flame', '-format=svg', `${option}=${heap}`, early)).toMatch(
      /<g data-sign="− ">[^]*>− main\./,
    );
  });

  test('values that do not fit a number, deep stacks and no samples at all make a graph as well', async () => {
    for (const name of ['overflow', 'deep', 'no-samples', 'negative', 'names-invalid-utf8', 'empty-stacks']) {
      const args = ['-symbolize=none', `tests/corpus/synthetic/${name}.pb.gz`];
      expect(await run('-flame', '-format=svg', ...args)).toContain('</svg>');
      expect((await flame(...args)).count).toBeGreaterThan(0);
    }
  });
});

test('compare takes URLs, and writes a page for a file that ends in .html', async () => {
  const profiles = { '/old': readFileSync(early), '/new': readFileSync(heap) };
  const server = createServer(({ url = '' }, response) => {
    response.end(profiles[url as keyof typeof profiles]);
  }).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { PPROF_TMPDIR: cli.directory };
    const path = join(cli.directory, 'diff.html');
    const { exitCode, stdout } = await cli.run(['compare', `-output=${path}`, `${host}/old`, `${host}/new`], {
      env,
    });
    expect([exitCode, stdout]).toEqual([0, '']);
    const { values, selected } = dataOf(readFileSync(path, 'utf8'));
    expect([values.map(({ type }) => type), selected]).toEqual([
      ['inuse_space before', 'inuse_space after'],
      1,
    ]);
    expect(values.map(({ cum }) => cum[0])).toEqual([
      rootCum(await flame(early)),
      rootCum(await flame(heap)),
    ]);
  } finally {
    server.close();
  }
});

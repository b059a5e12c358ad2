// Lists real profiles whose files are named as another machine or -trimpath named them, with the sources in examples/.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { createWorld, parseCommandLine } from '#cli';
import { generateReport, loadProfile } from '#driver';
import { createSourceReader } from '#node';
import { joinChunks } from '#report';

const root = fileURLToPath(new URL('..', import.meta.url));
const service = join(root, 'examples/go-service');
const nowhere = mkdtempSync(join(tmpdir(), 'list-'));
afterAll(() => rmSync(nowhere, { recursive: true }));

async function list(profile: string, pattern: string, workingDirectory: string): Promise<string[]> {
  const invocation = parseCommandLine(['-list', pattern, join(root, 'tests/corpus', profile)], {
    isFile: () => true,
    isObjectFile: () => false,
    environment: {},
  });
  if (invocation.kind !== 'run') throw new Error('not a report');
  const world = {
    ...createWorld({ environment: { TZ: 'UTC' }, message: () => undefined }),
    sources: createSourceReader({ environment: {}, workingDirectory }),
  };
  const output = await generateReport(
    await loadProfile(invocation.request, world),
    invocation.request,
    world,
  );
  if (output.kind !== 'text') throw new Error('not a text');
  return joinChunks(output.chunks).split('\n');
}

/** The lines of the listing that have both values and source text, as `number:text`. */
function annotated(listing: readonly string[]): string[] {
  return listing.flatMap((line) => {
    const [, cum, source] = /^ *\S+ +(\S+) +(\d+:.*)$/.exec(line) ?? [];
    return cum === undefined || cum === '.' || source === undefined ? [] : [source];
  });
}

test.each([
  ['the module', 'go/heap-trimpath.pb.gz', service],
  ['the repository around the module', 'go/heap-trimpath.pb.gz', root],
])('a -trimpath profile is listed from %s', async (_, profile, workingDirectory) => {
  const listing = await list(profile, String.raw`main\.\(\*shop\)\.newOrder$`, workingDirectory);
  const source = readFileSync(join(service, 'shop.go'), 'utf8').split('\n');
  const lines = annotated(listing);
  expect(listing).toContain(
    'ROUTINE ======================== main.(*shop).newOrder in heapwise.example/service/shop.go',
  );
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const [, number = '', text] = /^(\d+):(.*)$/.exec(line) ?? [];
    expect(text).toBe(source[Number(number) - 1]);
  }
});

test('without any source the lines with values are listed', async () => {
  const listing = await list('go/heap-trimpath.pb.gz', String.raw`main\.\(\*shop\)\.newOrder$`, nowhere);
  expect(annotated(listing).length).toBeGreaterThan(0);
  expect(annotated(listing).filter((line) => !line.endsWith(':?'))).toEqual([]);
});

describe('TypeScript by its source maps', () => {
  const recorded = join(root, 'tests/corpus/node-typescript');
  const source = readFileSync(join(root, 'examples/node-typescript/src/shop.ts'), 'utf8').split('\n');

  test.each([
    ['shop.cpuprofile', 'mergeReceipts', 'receipt = [...receipt, formatLine(line)].sort();'],
    ['shop.heapprofile', 'keep', 'keep(order: Order, receipt: string): void {'],
  ])('%s', async (profile, pattern, hottest) => {
    const listing = await list(`node-typescript/${profile}`, pattern, recorded);
    const name = '/tmp/heapwise-corpus/node-typescript/src/shop.ts';
    expect(listing).toContain(`ROUTINE ======================== ${pattern} in ${name}`);
    const lines = annotated(listing);
    expect(lines.map((line) => line.replace(/^\d+: */, ''))).toContain(hottest);
    for (const line of lines) {
      const [, number = '', text] = /^(\d+):(.*)$/.exec(line) ?? [];
      expect(text).toBe(source[Number(number) - 1]);
    }
  });

  test('without the TypeScript files, their copies in the map are listed', async () => {
    const alone = join(nowhere, 'alone');
    cpSync(join(recorded, 'build'), join(alone, 'build'), { recursive: true });
    const listing = await list('node-typescript/shop.cpuprofile', 'mergeReceipts', alone);
    expect(listing).toContain(
      ` Source: ${join(alone, 'build/shop.js.map')} (the source map has ../src/shop.ts)`,
    );
    expect(annotated(listing).join()).toContain('formatLine(line)');
  });

  test('without the compiled code, the profile stays as it is', async () => {
    const empty = join(nowhere, 'empty');
    mkdirSync(empty);
    const listing = await list('node-typescript/shop.cpuprofile', 'mergeReceipts', empty);
    expect(listing.join()).toContain('mergeReceipts in /tmp/heapwise-corpus/node-typescript/build/shop.js');
  });
});

test('a recursive function has at most what the total is', async () => {
  const listing = await list('go/heap-deep.pb.gz', 'main', service);
  const shares = listing.flatMap((line) => /\(flat, cum\) +([\d.]+)%/.exec(line)?.[1] ?? []);
  expect(shares.length).toBeGreaterThan(0);
  expect(Math.max(...shares.map(Number))).toBeLessThanOrEqual(100);
});

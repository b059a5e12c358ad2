// Lists real profiles whose files are named as another machine or -trimpath named them, with the sources in examples/.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { parseCommandLine } from '#cli';
import { generateReport, loadProfile, type World } from '#driver';
import { createFileFetcher, createGunzip, createSourceReader, localTimeZone } from '#node';

const root = fileURLToPath(new URL('..', import.meta.url));
const service = join(root, 'examples/go-service');
const nowhere = mkdtempSync(join(tmpdir(), 'list-'));
afterAll(() => rmSync(nowhere, { recursive: true }));

async function list(profile: string, pattern: string, workingDirectory: string): Promise<string[]> {
  const invocation = parseCommandLine(['-list', pattern, join(root, 'tests/corpus', profile)], {
    exists: () => true,
    isObjectFile: () => false,
    environment: {},
  });
  if (invocation.kind === 'help') throw new Error('not a report');
  const world: World = {
    fetcher: createFileFetcher(2 ** 24),
    gunzip: createGunzip(2 ** 26),
    sources: createSourceReader({ environment: {}, workingDirectory }),
    timeZone: localTimeZone('UTC'),
    message: () => {},
  };
  const output = await generateReport(
    await loadProfile(invocation.request, world),
    invocation.request,
    world,
  );
  if (output.kind !== 'text') throw new Error('not a text');
  return [...output.chunks].join('').split('\n');
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

test('a recursive function has at most what the total is', async () => {
  const listing = await list('go/heap-deep.pb.gz', 'main', service);
  const shares = listing.flatMap((line) => /\(flat, cum\) +([\d.]+)%/.exec(line)?.[1] ?? []);
  expect(shares.length).toBeGreaterThan(0);
  expect(Math.max(...shares.map(Number))).toBeLessThanOrEqual(100);
});

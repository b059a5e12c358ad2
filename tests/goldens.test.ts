// Compares heapwise -compat with recorded outputs of `go tool pprof`, where Go need not be installed.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstDifference, sameBytes } from './differential/compare.ts';
import { goldensFolder, readGolden, readManifest, type Golden } from './goldens.ts';
import { runHeapwise } from './matrix/heapwise.ts';
import { allCases, commands, corpusProfiles } from './matrix/matrix.ts';
import { optionRows } from './matrix/options.ts';

const { pprof, goldens } = readManifest();
const profiles = corpusProfiles().map((path) => ({
  path,
  recorded: goldens.filter(({ name }) => name.startsWith(`${path}/`)),
}));

describe(`as go tool pprof (${pprof}) printed it`, () => {
  test.each(profiles)('$path', async ({ path, recorded }) => {
    expect(recorded, `goldens of ${path}`).not.toEqual([]);
    const differences: string[] = [];
    for (const golden of recorded) {
      const difference = await compareWith(golden);
      if (difference !== undefined) differences.push(`${golden.name}\n  ${difference}`);
    }
    expect(differences.join('\n\n')).toBe('');
  });
});

async function compareWith({ argv, timeZone, file }: Golden): Promise<string | undefined> {
  const ours = await runHeapwise(['-compat', ...argv], timeZone);
  if (file === undefined) return ours.kind === 'failed' ? undefined : 'pprof refuses it';
  if (ours.kind === 'failed') return ours.lines.join(' / ');
  const wanted = readGolden(file);
  return sameBytes(ours.bytes, wanted) ? undefined : firstDifference(ours.bytes, wanted);
}

test('every recorded file is compared', () => {
  const files = readdirSync(goldensFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(goldensFolder.length + 1));
  const listed = goldens.flatMap(({ file }) => file ?? []);
  expect(files.toSorted()).toEqual(listed.toSorted());
});

test('every command and every row of options is recorded, as the matrix has it now', () => {
  const cases = new Map(allCases().map((each) => [each.name, each]));
  for (const { name, argv, timeZone } of goldens) {
    expect(cases.get(name), `${name}: run npm run goldens`).toMatchObject({ arguments: argv, timeZone });
  }
  const recorded = goldens.map(({ name }) => cases.get(name)!);
  expect(new Set(recorded.map((each) => each.command))).toEqual(new Set(commands));
  const options = new Set(recorded.map((each) => each.option));
  expect(options).toEqual(new Set(['plain', ...optionRows.map((row) => row.name)]));
});

// Valgrind's callgrind_annotate reads our callgrind files, and adds up to what -top says.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { requireTool } from './require-tool.ts';
import { runReport } from './run-report.ts';

interface TopJson {
  readonly profile: { readonly unit: string; readonly total: number };
  readonly nodes: readonly {
    readonly function: string;
    readonly file: string;
    readonly flat: number;
    readonly cum: number;
  }[];
}

describe.skipIf(!requireTool('callgrind_annotate'))('callgrind_annotate', () => {
  const directory = mkdtempSync(join(tmpdir(), 'heapwise-callgrind-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([
    ['tests/corpus/go/heap.pb.gz'],
    ['tests/corpus/go/cpu.pb.gz'],
    ['tests/corpus/go/allocs.pb.gz'],
    ['tests/corpus/rust/cpu.pb'],
  ])('adds up to what -top says: %s', async (profile) => {
    const path = join(directory, 'callgrind.out');
    const top = JSON.parse(
      await runReport(['-top', '-format=json', '-filefunctions', '-trim=false', profile]),
    ) as TopJson;
    writeFileSync(path, await runReport(['-callgrind', `-unit=${top.profile.unit}`, resolve(profile)]));

    const self = annotate(path);
    expect(self.total).toBe(top.profile.total);
    expect(positive(self.values)).toEqual(positive(top.nodes.map((node) => [keyOf(node), node.flat])));

    // A function that calls itself is counted once by -top, and at each call by callgrind.
    const inclusive = new Map(annotate(path, '--inclusive=yes').values);
    const different = top.nodes.filter((node) => inclusive.get(keyOf(node)) !== node.cum);
    expect(different.length).toBeLessThan(top.nodes.length / 10);
    for (const node of different) expect(inclusive.get(keyOf(node)) ?? 0).toBeGreaterThan(node.cum);
  });

  /** Values by `file:function`, and their total. */
  function annotate(
    path: string,
    ...options: readonly string[]
  ): { readonly total: number; readonly values: readonly (readonly [string, number])[] } {
    const { status, stdout, stderr } = spawnSync(
      'callgrind_annotate',
      ['--auto=no', '--threshold=100', '--show-percs=no', ...options, path],
      { encoding: 'utf8', cwd: directory },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const rows = [...stdout.matchAll(/^ *([\d,]+) {2}(.*?)(?: \[[^[\]]*\])?$/gm)].map(
      ([, value = '', name = '']) => [name, Number(value.replaceAll(',', ''))] as const,
    );
    const [total, ...values] = rows;
    expect(total?.[0]).toMatch(/^PROGRAM TOTALS/);
    return { total: total?.[1] ?? NaN, values };
  }
});

function keyOf(node: TopJson['nodes'][number]): string {
  return `${node.file}:${node.function}`;
}

function positive(values: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  return values.filter(([, value]) => value > 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

// Bottom-up trees and trees around one function: nothing is lost, and recursion counts once.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { FlameData } from '#flame';
import { nodeOnPath, pathOf } from './path.ts';
import { invertFlame, pivotFlame } from './regrow.ts';
import { flameFromStacks, stacksOfFlame } from '#testing';

function pivot(data: FlameData, ...names: string[]): ReturnType<typeof pivotFlame> {
  return pivotFlame(
    data,
    Uint8Array.from(data.frames.name, (name) => (names.includes(name) ? 1 : 0)),
  );
}

describe('bottom-up', () => {
  test('begins with the functions that used something, and goes on with their callers', () => {
    const inverted = invertFlame(flameFromStacks('main;a;leaf 5\nmain;b;leaf 7\nmain;b 2'));
    expect(stacksOfFlame(inverted).toSorted()).toEqual(['b;main 2', 'leaf;a;main 5', 'leaf;b;main 7']);
    expect(inverted.values[0]!.cum[0]).toBe(14);
    expect(inverted.frames.name[inverted.frame[0]!]).toBe('root');
  });

  test('keeps every value, and callers before callees', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd');
    const stack = fc.array(names, { minLength: 1, maxLength: 8 }).map((frames) => frames.join(';'));
    fc.assert(
      fc.property(fc.array(fc.tuple(stack, fc.integer({ min: -9, max: 9 })), { minLength: 1 }), (rows) => {
        const data = flameFromStacks(rows.map(([path, value]) => `${path} ${value}`).join('\n'));
        const inverted = invertFlame(data);
        expect(inverted.values[0]!.cum[0]).toBe(data.values[0]!.cum[0]);
        expect(Array.from(inverted.parent)).toEqual(Array.from(inverted.parent).toSorted((a, b) => a - b));
        const reversed = stacksOfFlame(inverted).map((line) => {
          const [path = '', value] = line.split(' ');
          return `${path.split(';').toReversed().join(';')} ${value}`;
        });
        expect(reversed.toSorted()).toEqual(stacksOfFlame(data).toSorted());
      }),
      { numRuns: 60 },
    );
  });
});

describe('bottom-up, as far as can be seen', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd');
  const stack = fc.array(names, { minLength: 1, maxLength: 8 }).map((frames) => frames.join(';'));
  const rows = fc.array(fc.tuple(stack, fc.integer({ min: 1, max: 99 })), { minLength: 1, maxLength: 60 });
  const dataOf = (lines: readonly (readonly [string, number])[]): FlameData =>
    flameFromStacks(lines.map(([path, value]) => `${path} ${value}`).join('\n'));
  const byPath = (data: FlameData): Map<string, number> =>
    new Map(
      Array.from({ length: data.count }, (_, node) => [
        pathOf(data, node).join(';'),
        data.values[0]!.cum[node]!,
      ]),
    );

  test('has all that is wide enough, with its callers, and nothing changes its width', () => {
    fc.assert(
      fc.property(rows, (lines) => {
        const data = dataOf(lines);
        const full = byPath(invertFlame(data));
        const partial = byPath(invertFlame(data, { leastShare: 0.2, path: [] }));
        const least = 0.2 * data.values[0]!.cum[0]!;
        for (const [path, cum] of partial) expect([path, cum]).toEqual([path, full.get(path)]);
        for (const [path, cum] of full) {
          const caller = path.includes(';') ? full.get(path.replace(/;[^;]*$/, ''))! : least;
          expect(partial.has(path), `${path} ${cum}`).toBe(caller >= least);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('has the more of what is zoomed to', () => {
    const data = flameFromStacks('main;a;f;g;rare 1\nmain;b;f;g;rare 1\nmain;x 998\nmain;y;z 5');
    const partial = (path: string[]): string[] =>
      stacksOfFlame(invertFlame(data, { leastShare: 0.01, path })).toSorted();
    expect(partial([])).toEqual(['rare 2', 'x;main 998', 'z 5']);
    expect(partial(['rare'])).toEqual(['rare;g;f;a;main 1', 'rare;g;f;b;main 1', 'x;main 998', 'z 5']);
    expect(partial(['rare', 'g', 'f', 'a'])).toContain('rare;g;f;a;main 1');
    expect(partial(['nobody'])).toEqual(['rare 2', 'x;main 998', 'z 5']);
  });
});

describe('around a function', () => {
  const data = flameFromStacks('main;a;f;x 5\nmain;b;f;x 7\nmain;b;f 2\nmain;other 100');

  test('are its callers on one side and its callees on the other', () => {
    const { callers, callees } = pivot(data, 'f');
    expect(stacksOfFlame(callers).toSorted()).toEqual(['a;main 5', 'b;main 9']);
    expect(stacksOfFlame(callees)).toEqual([' 2', 'x 12']);
    expect([callers, callees].map((tree) => tree.values[0]!.cum[0])).toEqual([14, 14]);
    expect([callers, callees].map((tree) => tree.frames.name[tree.frame[0]!])).toEqual(['f', 'f']);
  });

  test('a recursion counts once, from its outermost call', () => {
    const { callers, callees } = pivot(flameFromStacks('main;f;g;f;leaf 4\nmain;f 1'), 'f');
    expect(stacksOfFlame(callees)).toEqual([' 1', 'g;f;leaf 4']);
    expect(stacksOfFlame(callers)).toEqual(['main 5']);
  });

  test('a function that nobody calls has no callers', () => {
    const { callers } = pivot(data, 'main');
    expect([callers.count, callers.values[0]!.cum[0]]).toEqual([1, 114]);
  });

  test('several functions share one root', () => {
    const { callees } = pivot(data, 'f', 'other');
    expect(callees.frames.name[callees.frame[0]!]).toBe('2 functions');
    expect(callees.values[0]!.cum[0]).toBe(114);
  });

  test('none leave an empty graph', () => {
    expect(pivot(data, 'nobody').callees.values[0]!.cum[0]).toBe(0);
  });
});

test('a path leads to the same node in another graph, or as far as it goes', () => {
  const data = flameFromStacks('main;a;f;x 5\nmain;b;f 2');
  const node = nodeOnPath(data, ['main', 'a', 'f']);
  expect(pathOf(data, node)).toEqual(['main', 'a', 'f']);
  const other = flameFromStacks('init 1\nmain;b 1\nmain;a 2');
  expect(pathOf(other, nodeOnPath(other, pathOf(data, node)))).toEqual(['main', 'a']);
  expect(nodeOnPath(other, ['nobody'])).toBe(0);
});

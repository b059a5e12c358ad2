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

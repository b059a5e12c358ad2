// What a flame graph writes: names in boxes, facts in tooltips, what was found and what was not drawn; and its colours.

import { describe, expect, test } from 'vitest';

import { compileSearch, fittingName, matchFlame, packageOf } from '#flame';
import { changeFill, packageFill, shareFill } from './colors.ts';
import { describeNode, flameFacts } from './describe.ts';
import { layOutFlame } from './layout.ts';
import { hiddenText, matchText } from './scene.ts';
import { clampStretch, isWhole, moveStretch, zoomStretch } from './stretch.ts';
import { flameFromStacks } from '#testing';

test.each([
  ['main.run', 20, 'main.run'],
  ['github.com/acme/store/v2.(*Cache).Put', 40, 'github.com/acme/store/v2.(*Cache).Put'],
  ['github.com/acme/store.(*Cache).Put', 20, 'store.(*Cache).Put'],
  ['github.com/acme/store.(*Cache).Put', 14, '(*Cache).Put'],
  ['github.com/acme/store.(*Cache).Put', 8, '(*Cache…'],
  ['github.com/acme/store.(*Cache).Put', 2, ''],
  ['slices.Grow[go.shape.struct{example.com/a/b.T}]', 14, 'Grow[go.shape…'],
  ['std::vector<std::pair<int, long>>::push_back', 9, 'vector<s…'],
])('%s in %d characters is %j', (name, characters, shown) => {
  expect(fittingName(name, characters)).toBe(shown);
});

test.each([
  ['github.com/acme/store.(*Cache).Put', '', 'github.com/acme/store'],
  ['runtime.mallocgc', '', 'runtime'],
  ['std::vector<a.b>::push', '', 'std'],
  ['parse', '/srv/app/lib/parse.js', '/srv/app/lib'],
  ['parse', '', 'parse'],
  ['slices.Grow[example.com/x.T]', '', 'slices'],
])('the package of %s in %j is %s', (name, file, expected) => {
  expect(packageOf(name, file)).toBe(expected);
});

describe('the facts of a node', () => {
  const data = flameFromStacks('main;work 1048576 4\nmain 1024 1', ['inuse_space', 'inuse_objects']);

  test('are what it used itself and with its callees, its share, and bytes per object', () => {
    expect(describeNode(data, 2)).toEqual([
      'work',
      'inuse_space: self 1MB (99.90%), total 1MB (99.90%)',
      'inuse_objects: self 4, total 4 (80.00%)',
      'inuse: 256kB per object',
    ]);
  });

  test('name the file and line where they are known', () => {
    const frames = {
      ...data.frames,
      files: ['', 'main.go'],
      file: Uint32Array.of(0, 0, 1),
      line: Uint32Array.of(0, 0, 12),
    };
    expect(describeNode({ ...data, frames }, 2).at(-1)).toBe('main.go:12');
  });

  test('of what shrank have a sign', () => {
    const shrunk = flameFromStacks('main;a -5\nmain;b 10');
    expect(flameFacts(shrunk, 2)).toEqual({ name: 'a', flat: '-5B', cum: '-5B', share: '-100%' });
  });
});

test('what was found is said with its part of all, and what was not drawn with its part', () => {
  const data = flameFromStacks('main;parse;parse 30\nmain;other 70');
  const callees = layOutFlame({ data, widths: data.values[0]!.cum }, 'size');
  const search = (text: string): string =>
    matchText({ callees, matches: { callees: matchFlame(data, callees.widths, compileSearch(text, true)) } });
  expect(search('pars')).toBe('2 frames match: 30.00% of all');
  expect(search('nobody')).toBe('nothing matches');
  expect(matchText({ callees, matches: undefined })).toBe('');
  expect(hiddenText(1204, 0.003, false)).toBe('1,204 frames, 0.3%, too narrow to draw: zoom in to see them');
  expect(hiddenText(1, 0.000_000_1, false)).toContain('1 frame, <0.01%');
  expect(hiddenText(3, 0.1, true)).toContain('3 frames and their callers, 10.00%');
  expect(hiddenText(0, 0, true)).toBe('');
});

describe('colours', () => {
  const data = flameFromStacks('a.f;a.g;b.h 10\nruntime.gc 5');

  test('are equal within a package and never text from a profile', () => {
    const fill = packageFill(data, 'light');
    const colors = [0, 1, 2, 3, 4].map((node) => fill(data, node));
    expect(colors[1]).toBe(colors[3]);
    expect(colors[1]).not.toBe(colors[4]);
    const hostile = flameFromStacks('url(javascript:alert(1)) 1');
    expect(packageFill(hostile, 'dark')(hostile, 1)).toMatch(/^hsl\(\d+ \d+% \d+%\)$/);
  });

  test('follow the share of the total, and tell growth from shrinking', () => {
    const shares = shareFill('light', ({ values }) => values[0]!.cum, 15);
    expect(shares(data, 0)).not.toBe(shares(data, 2));
    const changes = [-1, -0.01, 0, 0.01, 1].map((change) => changeFill('dark', () => change)(data, 0));
    expect(new Set(changes).size).toBe(5);
  });
});

test('a stretch stays inside of the graph, zooms around a place and moves', () => {
  expect(clampStretch({ from: -5, to: 20 }, 10)).toEqual({ from: 0, to: 10 });
  expect(zoomStretch({ from: 0, to: 10 }, 2, 5, 10)).toEqual({ from: 2.5, to: 7.5 });
  expect(moveStretch({ from: 2, to: 4 }, 100, 10)).toEqual({ from: 8, to: 10 });
  expect(isWhole({ from: 0, to: 10 }, 10)).toBe(true);
  expect(isWhole({ from: 0, to: 9 }, 10)).toBe(false);
});

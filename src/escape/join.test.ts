// Which of the compiler's diagnostics is taken for a site, and that none is taken from elsewhere.

import { describe, expect, test } from 'vitest';
import type { Diagnostic, Position } from './diagnostic.ts';
import { joinSites, type JoinedSite } from './join.ts';
import { packageOf, type Frame, type Site } from './sites.ts';

function at(place: string): Position {
  const [file = '', line] = place.split(':');
  return { file, line: Number(line), column: 1 };
}

function diagnostic(subject: string, places: readonly string[], more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    package: 'shop',
    chain: places.map(at),
    isWholeChain: true,
    subject,
    isVariable: false,
    flow: [],
    ...more,
  };
}

function site(...places: readonly string[]): Site {
  const frames = places.map((place): Frame => ({ function: 'shop.f', ...at(place), startLine: 1 }));
  return { frames, bytes: 100, objects: 1, callers: new Map() };
}

function join(one: Site, diagnostics: readonly Diagnostic[], source = ''): JoinedSite {
  return joinSites([one], { compiler: '', diagnostics, refusals: [] }, () => source)[0]!;
}

function outcome(joined: JoinedSite): readonly string[] {
  return [joined.level, ...joined.diagnostics.map(({ subject }) => subject)];
}

describe('a site is matched', () => {
  const inlined = site('/shop/a.go:5', '/shop/b.go:9');

  test('by the same chain of calls rather than by another one', () => {
    const other = diagnostic('other', ['/shop/a.go:5', '/shop/c.go:2']);
    const same = diagnostic('same', ['/shop/a.go:5', '/shop/b.go:9']);
    expect(outcome(join(inlined, [other, same]))).toEqual(['chain', 'same']);
    expect(outcome(join(inlined, [other]))).toEqual(['line', 'other']);
  });

  test('by its source before a diagnostic of the line that it was inlined into', () => {
    const callers = diagnostic('make(map[int]int)', ['/shop/a.go:7'], { isWholeChain: false });
    const called = site('/shop/a.go:5', '/shop/a.go:7');
    expect(outcome(join(called, [callers], 'list = append(list, x)'))).toEqual(['source']);
    expect(outcome(join(called, [callers]))).toEqual(['line', 'make(map[int]int)']);
  });

  test('by a parameter of the function that is inlined into its line', () => {
    const parameter = diagnostic('n', ['/shop/b.go:3', '/shop/a.go:5'], { isVariable: true });
    expect(outcome(join(site('/shop/a.go:5'), [parameter]))).toEqual(['parameter', 'n']);
  });

  test('without what is only made to panic', () => {
    const step = { expression: 'panic("no")', effect: 'call parameter', position: at('/shop/a.go:5') };
    const panics = diagnostic('"no"', ['/shop/a.go:5'], { flow: [step] });
    const joined = join(site('/shop/a.go:5'), [panics, diagnostic('new(T)', ['/shop/a.go:5'])]);
    expect(joined.reasons.map(({ sentence }) => sentence)).toEqual(['new(T) escapes to the heap']);
  });
});

describe('never by a diagnostic of another file', () => {
  test.each([
    ['another directory', '/shop/util/a.go', 'shop/util', '/shop/a.go'],
    ['another package of the same file name', '/else/a.go', 'else', '/shop/a.go'],
    ['another file of the package', '/shop/b.go', 'shop', '/shop/a.go'],
    ['a bare name of another package', 'a.go', 'else', '/shop/a.go'],
    ['a longer name', '/shop/ba.go', 'shop', '/shop/a.go'],
  ])('%s', (_, file, inPackage, own) => {
    const other = diagnostic('x', [`${file}:5`], { package: inPackage });
    expect(outcome(join(site(`${own}:5`), [other]))).toEqual(['none']);
  });

  test('or of two that could both be meant', () => {
    const two = ['/one/a.go', '/two/a.go'].map((file) => diagnostic('x', [`${file}:5`]));
    expect(outcome(join(site('/built/elsewhere/a.go:5'), two))).toEqual(['none']);
  });

  test.each([
    ['-trimpath', '/root/go/src/fmt/print.go', 'fmt/print.go'],
    ['relative to the build', 'cmd/a.go', '/shop/cmd/a.go'],
    ['built elsewhere', '/home/ci/shop/a.go', '/home/me/shop/a.go'],
    ['built elsewhere with -trimpath', '/home/me/shop/a.go', 'shop/a.go'],
    ['in the directory of the build', 'a.go', '/shop/a.go'],
  ])('but by one file that is named in two ways: %s', (_, file, profiled) => {
    expect(join(site(`${profiled}:5`), [diagnostic('x', [`${file}:5`])]).level).toBe('chain');
  });
});

test.each([
  ['encoding/json.typeFields', 'encoding/json'],
  ['main.main', 'main'],
  ['internal/sync.(*HashTrieMap[go.shape.interface {},example.com/a/b.T]).Load', 'internal/sync'],
  ['gopkg.in/yaml%2ev3.(*parser).parse', 'gopkg.in/yaml.v3'],
  ['github.com/a/b/v2.F.func1', 'github.com/a/b/v2'],
  ['broken%zz.F', 'broken%zz'],
])('the package of %s is %s', (name, path) => {
  expect(packageOf(name)).toBe(path);
});

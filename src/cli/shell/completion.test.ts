import { describe, expect, test } from 'vitest';
import { completeLine, type CompletionInput } from './completion.ts';

const names = [
  'main.(*shop).newOrder',
  'main.articleName',
  'main.main',
  'runtime.mallocgc',
  'runtime.newobject',
];
const input: CompletionInput = {
  sampleTypes: ['alloc_space', 'inuse_space'],
  units: ['B', 'kB', 'MB'],
  functionNames: () => names,
};

/** Lines that Tab offers; the one that it would type if it is alone. */
function offered(line: string, from: CompletionInput = input): string[] {
  const { candidates, replaced } = completeLine(line, from);
  expect(line.endsWith(replaced)).toBe(true);
  return candidates.map((candidate) => line.slice(0, line.length - replaced.length) + candidate);
}

test.each([
  ['tre', ['tree']],
  ['TRE', ['tree']],
  ['nodec', ['nodecount=']],
  ['call', ['call_tree', 'callgrind']],
  ['total_a', ['total_alloc_space']],
  ['help pee', ['help peek']],
  ['help sample_', ['help sample_index']],
  ['zzz', []],
])('commands and options: %s', (line, lines) => {
  expect(offered(line)).toEqual(lines);
});

test.each([
  ['sort=', ['sort=cum', 'sort=flat']],
  ['granularity = fi', ['granularity = filefunctions', 'granularity = files']],
  ['format=m', ['format=markdown']],
  ['mean=', ['mean=false', 'mean=true']],
  ['sample_index=i', ['sample_index=inuse_space']],
  ['unit=k', ['unit=kB']],
  ['unit=a', ['unit=auto']],
  ['nodecount=', []],
  ['focus=main.a', ['focus=main.articleName']],
  ['tagfocus=main.a', []],
])('values: %s', (line, lines) => {
  expect(offered(line)).toEqual(lines);
});

describe('functions', () => {
  test.each([
    ['list main.a', ['list main.articleName']],
    ['list mallo', ['list runtime.mallocgc']],
    ['top 5 -mallo', ['top 5 -runtime.mallocgc']],
    ['top10 articleN', ['top10 main.articleName']],
    ['peek main.', ['peek main.(*shop).newOrder', 'peek main.articleName', 'peek main.main']],
    ['top -c', ['top -cum']],
    ['tags main', []],
    ['nothing main', []],
    ['top >main', []],
  ])('%s', (line, lines) => {
    expect(offered(line)).toEqual(lines);
  });

  test('several that only contain what was typed are listed, and it stays', () => {
    expect(completeLine('list new', input)).toEqual({
      candidates: ['new', 'main.(*shop).newOrder', 'runtime.newobject'],
      replaced: 'new',
    });
  });

  test('of very many, as much as they share, and then some of them', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `main.function${index}`);
    const large = { ...input, functionNames: () => many };
    expect(offered('list ma', large)).toEqual(['list main.function']);
    const lines = offered('list main.function', large);
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('list … 99900 more');
    expect(offered('list main.function99999', large)).toEqual(['list main.function99999']);
  });
});

// Memory maps: both grammars, what is joined, moved and repaired, and where addresses end up.

import { describe, expect, test } from 'vitest';
import { assignMappings } from './assign-mappings.ts';
import { parseMemoryMapAt } from './memory-map.ts';

function mapping(text: string): string[] {
  return draw(parseMemoryMapAt(new TextEncoder().encode(text), 0));
}

function draw(
  mappings: ReturnType<typeof parseMemoryMapAt> | ReturnType<typeof assignMappings>['mappings'],
): string[] {
  return mappings.map(({ start, limit, offset, file, buildId }) =>
    [`${start.toString(16)}-${limit.toString(16)}@${offset.toString(16)}`, file, buildId].join(' ').trimEnd(),
  );
}

test.each([
  ['400000-500000 r-xp 00001000 08:01 12 /usr/bin/a', '400000-500000@1000 /usr/bin/a'],
  ['400000-500000 r-xp 00001000 08:01 12', '400000-500000@1000'],
  ['0x400000-0x500000: /usr/bin/a (@1000) abc123', '400000-500000@1000 /usr/bin/a abc123'],
  ['400000 500000 r-xp /usr/bin/a', '400000-500000@0 /usr/bin/a'],
  ['main.cc:12] 400000-500000 /usr/bin/a', '400000-500000@0 /usr/bin/a'],
  ['40000x50 a', '4000-50@0 a'],
  ['123 /a', '12-3@0 /a'],
  ['12 00:01 5 f', '1-2@0 f'],
])('%s', (line, expected) => {
  expect(mapping(line)).toEqual([expected]);
});

test.each(['400000-500000 rw-p 00001000 08:01 12 /usr/bin/a', '11111111111111111-2 /a', 'words', ''])(
  'no mapping: %s',
  (line) => {
    expect(mapping(line)).toEqual([]);
  },
);

describe('names of values', () => {
  test('are replaced, the first definition and the first name winning', () => {
    expect(mapping('root=/srv\nroot=/tmp\nro=/no\n1-2 $root/a$b')).toEqual(['1-2@0 /srv/a$b']);
  });

  test('that double the line again and again are refused', () => {
    const doubling = 'zbcdefghijklmnopqrstuvwxy'.split('').map((name, i, names) => {
      return i === 0 ? `${name}=//` : `${name}=$${names[i - 1]}$${names[i - 1]}`;
    });
    expect(() => mapping(doubling.join('\n'))).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

test('parts of one mapping are joined, and the main binary comes first', () => {
  const text =
    '7f00-7f10 r-xp 0 08:01 1 /lib/l.so.1\n10-20 r-xp 10 08:01 2 /a\n20-30 r-xp 20 08:01 2 /a\n30-40 r-xp 99 08:01 2 /a\n40-50 r-xp 0 0:0 0 [vdso]';
  expect(mapping(text)).toEqual(['10-30@10 /a', '7f00-7f10@0 /lib/l.so.1', '30-40@99 /a', '40-50@0 [vdso]']);
});

describe('addresses', () => {
  function assigned(text: string, addresses: bigint[]): { drawn: string[]; mappingOf: number[] } {
    const { mappings, mappingOf } = assignMappings(
      addresses,
      parseMemoryMapAt(new TextEncoder().encode(text), 0),
    );
    return { drawn: draw(mappings), mappingOf: [...mappingOf] };
  }

  test('in no mapping get one of their own, 0 gets none', () => {
    expect(assigned('100-200 /a\n300-400 /b', [0n, 0x100n, 0x200n, 0x399n, 0x500n])).toEqual({
      drawn: ['100-200@0 /a', '300-400@0 /b', '0-ffffffffffffffff@0'],
      mappingOf: [-1, 0, 2, 1, 2],
    });
  });

  test('before a mapping whose first part is missing widen it', () => {
    expect(assigned('5000-6000 /a (@1000)', [0x4800n, 0x5800n])).toEqual({
      drawn: ['4000-6000@0 /a'],
      mappingOf: [0, 0],
    });
  });

  test('in mappings that overlap belong to the first of them', () => {
    expect(assigned('100-300 /a\n200-400 /b', [0x250n, 0x350n]).mappingOf).toEqual([0, 1]);
  });

  test('the main binary starts where it usually does, and huge pages before it are no mapping', () => {
    expect(assigned('401000-402000 /a (@1000)', [0x400500n]).drawn).toEqual(['400000-402000@0 /a']);
    expect(assigned('100-200 /anon_hugepage\n200-300 /a', [0x250n]).drawn).toEqual(['200-300@0 /a']);
  });
});

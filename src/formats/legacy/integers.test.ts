// Integers as Go reads them.

import { expect, test } from 'vitest';
import { parseHexUint64, parseInt64, parseInt64Literal, truncateToInt64 } from './integers.ts';

test.each([
  ['0', 0n],
  ['-9223372036854775808', -(2n ** 63n)],
  ['+7', 7n],
  ['9223372036854775808', undefined],
  [`${'0'.repeat(200)}7`, 7n],
  ['9'.repeat(10_000), undefined],
  ['0x1', undefined],
  ['', undefined],
])('parseInt64(%s)', (text, expected) => {
  expect(parseInt64(text)).toBe(expected);
});

test.each([
  ['12', 12n],
  ['-0x1F', -31n],
  ['0b101', 5n],
  ['0o17', 15n],
  ['017', 15n],
  ['0_7', 7n],
  ['1_000', 1000n],
  ['0x_f', 15n],
  ['08', undefined],
  ['1__0', undefined],
  ['1_', undefined],
  ['0x', undefined],
])('parseInt64Literal(%s)', (text, expected) => {
  expect(parseInt64Literal(text)).toBe(expected);
});

test('hexadecimal digits and numbers that do not fit', () => {
  expect(parseHexUint64('ffffffffffffffff')).toBe(2n ** 64n - 1n);
  expect(parseHexUint64('00000000000000001')).toBe(1n);
  expect(parseHexUint64('10000000000000000')).toBeUndefined();
  expect([1.9, -1.9, 2 ** 63, Number.NaN].map(truncateToInt64)).toEqual([
    1n,
    -1n,
    -(2n ** 63n),
    -(2n ** 63n),
  ]);
});

// The tables that find equal rows number them as a map of texts would.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPairKeys } from './pair-keys.ts';
import { createRowKeys } from './row-keys.ts';

test('pairs are numbered in the order in which they are first seen', () => {
  const index = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(index, index), { maxLength: 300 }), (pairs) => {
      const keys = createPairKeys();
      const numbers = numbersOf(pairs);
      expect(pairs.map(([first, second]) => keys.add(first, second))).toEqual(numbers);
      expect(keys.count).toBe(new Set(numbers).size);
      const { first, second } = keys.build();
      for (const [i, number] of numbers.entries()) expect([first[number], second[number]]).toEqual(pairs[i]);
    }),
  );
});

test('many pairs of few indexes are found again', () => {
  const keys = createPairKeys();
  const pairs = Array.from({ length: 50_000 }, (_, i) => [i % 1000, i >> 8] as const);
  const first = pairs.map((pair) => keys.add(...pair));
  const again = pairs.map((pair) => keys.add(...pair));
  expect(again).toEqual(first);
  expect(first).toEqual(numbersOf(pairs));
});

test('rows of words and 64-bit values are numbered likewise', () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const value = fc.oneof(fc.nat({ max: 2 }), fc.constantFrom(-1n, 1n, 2n ** 32n), int64);
  fc.assert(
    fc.property(fc.array(fc.array(value, { maxLength: 12 }), { maxLength: 100 }), (rows) => {
      const keys = createRowKeys();
      const column = new BigInt64Array(1);
      const numbers = rows.map((row) => {
        for (const value of row) {
          if (typeof value === 'number') {
            keys.word(value);
          } else {
            // A word in front keeps a wide value apart from two words.
            keys.word(9);
            column[0] = value;
            keys.wide(column, 0);
          }
        }
        return keys.end();
      });
      expect(numbers).toEqual(numbersOf(rows.map((row) => row.map((value) => `${typeof value}${value}`))));
    }),
  );
});

function numbersOf(rows: readonly (readonly unknown[])[]): number[] {
  const known = new Map<string, number>();
  return rows.map((row) => {
    const key = row.join(' ');
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  });
}

// Sums of values are exact int64, also where Float64 is not.

import fc from 'fast-check';
import { profileFromStacks } from '#testing';
import { expect, test } from 'vitest';
import { sampleValue, type SampleTable } from './profile.ts';
import { createValueColumns, totalValue, truncateToInt64 } from './value-columns.ts';

const int64 = fc.oneof(
  fc.bigInt({ min: -100n, max: 100n }),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

test('a total wraps around like int64', () => {
  fc.assert(
    fc.property(fc.array(int64, { minLength: 1, maxLength: 20 }), (values) => {
      const sum = values.reduce((a, b) => a + b, 0n);
      expect(totalValue(samplesOf(values), 0)).toBe(BigInt.asIntN(64, sum));
    }),
  );
});

test('rows add up exactly, whatever came before', () => {
  const addition = fc.tuple(fc.nat({ max: 3 }), int64);
  fc.assert(
    fc.property(fc.array(addition, { maxLength: 30 }), (additions) => {
      const values = [0n, 0n, 0n, 0n, ...additions.map(([, value]) => value)];
      const from = samplesOf(values);
      const columns = createValueColumns(1, 1);
      const expected = [0n, 0n, 0n, 0n];
      for (let row = 0; row < 4; row++) columns.append(from, row);
      for (const [i, [row, value]] of additions.entries()) {
        columns.addTo(row, from, i + 4);
        expected[row] = BigInt.asIntN(64, expected[row]! + value);
      }
      const built: SampleTable = { ...from, count: 4, ...columns.build() };
      expect(expected.map((_, row) => sampleValue(built, 0, row))).toEqual(expected);
      for (const cell of built.wideValues.keys())
        expect(Number.isSafeInteger(built.values[0]![cell])).toBe(false);
    }),
  );
});

test.each([
  [1.9, 1n],
  [-1.9, -1n],
  [2 ** 62, 2n ** 62n],
  [2 ** 63, -(2n ** 63n)],
  [-(2 ** 64), -(2n ** 63n)],
  [Number.NaN, -(2n ** 63n)],
  [Number.POSITIVE_INFINITY, -(2n ** 63n)],
])('%d as int64 is %d', (value, expected) => {
  expect(truncateToInt64(value)).toBe(expected);
});

function samplesOf(values: readonly bigint[]): SampleTable {
  return profileFromStacks(values.map((value) => `main ${value}`).join('\n')).samples;
}

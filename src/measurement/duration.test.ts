// Durations against a table that Go 1.26 printed.

import { expect, test } from 'vitest';

import { goDuration } from './duration.ts';

const durations: readonly (readonly [nanos: bigint, text: string])[] = [
  [0n, '0s'],
  [1n, '1ns'],
  [999n, '999ns'],
  [1000n, '1µs'],
  [1100n, '1.1µs'],
  [999999n, '999.999µs'],
  [1000000n, '1ms'],
  [2200000n, '2.2ms'],
  [999999999n, '999.999999ms'],
  [1000000000n, '1s'],
  [1500000000n, '1.5s'],
  [10543210987n, '10.543210987s'],
  [59999999999n, '59.999999999s'],
  [60000000000n, '1m0s'],
  [90000000000n, '1m30s'],
  [3600000000000n, '1h0m0s'],
  [3661000000001n, '1h1m1.000000001s'],
  [-1500n, '-1.5µs'],
  [-90000000000n, '-1m30s'],
  [9223372036854775807n, '2562047h47m16.854775807s'],
  [-9223372036854775808n, '-2562047h47m16.854775808s'],
];

test.each(durations)('%d ns', (nanos, text) => {
  expect(goDuration(nanos)).toBe(text);
});

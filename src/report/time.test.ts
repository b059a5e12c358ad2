// Times against what Go 1.26 printed for them.

import { expect, test } from 'vitest';

import { goTime, headerTime } from './time.ts';

test.each([
  [1700000000123456789n, 0, 'UTC', '2023-11-14 22:13:20.123456789 +0000 UTC', '2023-11-14 22:13:20 UTC'],
  [1700000000000000000n, -18000, 'EST', '2023-11-14 17:13:20 -0500 EST', '2023-11-14 17:13:20 EST'],
  [1700000000120000000n, 19800, 'IST', '2023-11-15 03:43:20.12 +0530 IST', '2023-11-15 03:43:20 IST'],
  [1700000000000000001n, -10800, '-03', '2023-11-14 19:13:20.000000001 -0300 -03', '2023-11-14 19:13:20 -03'],
  [-6234315334000000000n, -52, 'LMT', '1772-06-10 13:43:34 +0000 LMT', '1772-06-10 13:43:34 LMT'],
  [-1n, 0, 'UTC', '1969-12-31 23:59:59.999999999 +0000 UTC', '1969-12-31 23:59:59 UTC'],
  [9223372036854775807n, 0, 'UTC', '2262-04-11 23:47:16.854775807 +0000 UTC', '2262-04-11 23:47:16 UTC'],
  [-9223372036854775808n, 0, 'UTC', '1677-09-21 00:12:43.145224192 +0000 UTC', '1677-09-21 00:12:43 UTC'],
  [0n, 20700, '', '1970-01-01 05:45:00 +0545 +0545', '1970-01-01 05:45:00 +0545'],
])('%d', (nanos, offsetSeconds, abbreviation, text, header) => {
  const timeZone = (): { offsetSeconds: number; abbreviation: string } => ({ offsetSeconds, abbreviation });
  expect(goTime(nanos, timeZone)).toBe(text);
  expect(headerTime(nanos, timeZone)).toBe(header);
});

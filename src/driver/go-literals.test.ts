// Number literals against a table of what strconv and flag of Go 1.26 make of them.

import { expect, test } from 'vitest';

import { parseDecimalInteger, parseFloat64, parseGoBool, parseInteger } from './go-literals.ts';

const literals: readonly (readonly [
  text: string,
  decimalInteger: number | string,
  integer: number | string,
  float: number | string,
])[] = [
  ['', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['0', 0, 0, 0],
  ['12', 12, 12, 12],
  ['-12', -12, -12, -12],
  ['+12', 12, 12, 12],
  ['012', 12, 10, 12],
  ['08', 8, 'invalid syntax', 8],
  ['0x1F', 'invalid syntax', 31, 'invalid syntax'],
  ['0X1f', 'invalid syntax', 31, 'invalid syntax'],
  ['0o17', 'invalid syntax', 15, 'invalid syntax'],
  ['0b101', 'invalid syntax', 5, 'invalid syntax'],
  ['1_000', 'invalid syntax', 1000, 1000],
  ['0x_ff', 'invalid syntax', 255, 'invalid syntax'],
  ['_1', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['1_', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['1__0', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['1e3', 'invalid syntax', 'invalid syntax', 1000],
  ['1.5', 'invalid syntax', 'invalid syntax', 1.5],
  ['.5', 'invalid syntax', 'invalid syntax', 0.5],
  ['5.', 'invalid syntax', 'invalid syntax', 5],
  ['abc', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  [' 1', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['9223372036854775807', 2 ** 63, 2 ** 63, 2 ** 63],
  ['9223372036854775808', 'value out of range', 'value out of range', 2 ** 63],
  ['-9223372036854775808', -(2 ** 63), -(2 ** 63), -(2 ** 63)],
  ['-9223372036854775809', 'value out of range', 'value out of range', -(2 ** 63)],
  ['0x1p-2', 'invalid syntax', 'invalid syntax', 0.25],
  ['0x1.8p1', 'invalid syntax', 'invalid syntax', 3],
  ['0x1', 'invalid syntax', 1, 'invalid syntax'],
  ['inf', 'invalid syntax', 'invalid syntax', Infinity],
  ['+Inf', 'invalid syntax', 'invalid syntax', Infinity],
  ['-infinity', 'invalid syntax', 'invalid syntax', -Infinity],
  ['nan', 'invalid syntax', 'invalid syntax', NaN],
  ['NaN', 'invalid syntax', 'invalid syntax', NaN],
  ['1e400', 'invalid syntax', 'invalid syntax', 'value out of range'],
  ['1e-400', 'invalid syntax', 'invalid syntax', 0],
  ['1_0.5', 'invalid syntax', 'invalid syntax', 10.5],
  ['0x_1p0', 'invalid syntax', 'invalid syntax', 1],
  ['-', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['+', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['0_7', 'invalid syntax', 7, 7],
  ['0b2', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['1E+5', 'invalid syntax', 'invalid syntax', 100000],
  ['infi', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['0x', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['0o8', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['+-1', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['٣', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['0B1', 'invalid syntax', 1, 'invalid syntax'],
  ['0O7', 'invalid syntax', 7, 'invalid syntax'],
  ['-0x10', 'invalid syntax', -16, 'invalid syntax'],
  ['+nan', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['0x1.p1', 'invalid syntax', 'invalid syntax', 2],
  ['1e', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
  ['1e+', 'invalid syntax', 'invalid syntax', 'invalid syntax'],
];

test.each(literals)('%j', (text, decimalInteger, integer, float) => {
  expect(parseDecimalInteger(text)).toBe(decimalInteger);
  expect(parseInteger(text)).toBe(integer);
  expect(parseFloat64(text)).toBe(float);
});

test.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('%s is true', (text) => {
  expect(parseGoBool(text)).toBe(true);
});

test.each(['0', 'f', 'F', 'FALSE', 'false', 'False'])('%s is false', (text) => {
  expect(parseGoBool(text)).toBe(false);
});

test.each(['', 'yes', 'tRUE', '2', ' true'])('%j is no truth value', (text) => {
  expect(parseGoBool(text)).toBe('invalid syntax');
});

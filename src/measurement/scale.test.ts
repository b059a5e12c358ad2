// Scaling and labels against a table that a Go 1.26 program printed with pprof's measurement package.

import { describe, expect, test } from 'vitest';

import { label, scaledLabel } from './label.ts';
import { finestUnit, scale, unitRatio } from './scale.ts';
import { unitsCompatible } from './units.ts';

type Row = readonly [
  value: number,
  from: string,
  to: string,
  scaled: number,
  unit: string,
  scaledLabel: string,
  label: string,
];

const rows: readonly Row[] = [
  [1, 's', 'ms', 1000, 'ms', '1000ms', '1s'],
  [1, 'kb', 'b', 1024, 'B', '1024B', '1kB'],
  [1, 'kbyte', 'b', 1024, 'B', '1024B', '1kB'],
  [1, 'kilobyte', 'b', 1024, 'B', '1024B', '1kB'],
  [1, 'mb', 'kb', 1024, 'kB', '1024kB', '1MB'],
  [1, 'gb', 'mb', 1024, 'MB', '1024MB', '1GB'],
  [1024, 'gb', 'tb', 1, 'TB', '1TB', '1TB'],
  [1024, 'tb', 'pb', 1, 'PB', '1PB', '1PB'],
  [2048, 'bytes', 'auto', 2, 'kB', '2kB', '2kB'],
  [3145728, 'B', 'auto', 3, 'MB', '3MB', '3MB'],
  [5368709120, 'Bytes', 'minimum', 5, 'GB', '5GB', '5GB'],
  [1152, 'bytes', 'minimum', 1.125, 'kB', '1.12kB', '1.12kB'],
  [1000, 'us', 'ms', 1, 'ms', '1ms', '1ms'],
  [1, 'day', 'day', 1, 'day', '1day', '1'],
  [120, 'seconds', 'minutes', 120, 's', '120s', '120s'],
  [1500000000, 'nanoseconds', 'auto', 1.5, 's', '1.50s', '1.50s'],
  [7200, 'sec', 'auto', 2, 'hrs', '2hrs', '2hrs'],
  [1, 'hour', 'ns', 3.6e12, 'ns', '3600000000000ns', '1hrs'],
  [3, 'hrs', 's', 10800, 's', '10800s', '3hrs'],
  [1, 'μs', 'ns', 1, 'ns', '1ns', '1'],
  [0, 'ns', 'auto', 0, 's', '0', '0'],
  [0, 'bytes', 'auto', 0, 'B', '0', '0'],
  [-1536, 'bytes', 'auto', -1.5, 'kB', '-1.50kB', '-1.50kB'],
  [-5, 'count', 'auto', -5, '', '-5', '-5'],
  [-(2 ** 63), 'bytes', 'auto', -9.223372036854776e18, 'B', '-9223372036854775808B', '-9223372036854775808B'],
  [-(2 ** 63), 'ns', 'auto', -9.223372036854776e9, 's', '-9223372036.85s', '-9223372036.85s'],
  [2 ** 63, 'ns', 'auto', 2.5620477880152157e6, 'hrs', '2562047.79hrs', '2562047.79hrs'],
  [10, 'ms', 'MB', 0.01, 's', '0.01s', '10ms'],
  [10, 'bytes', 'default', 10, 'B', '10B', '10B'],
  [100, 'objects', 'count', 100, '', '100', '100'],
  [100, 'objects', 'samples', 100, 'samples', '100samples', '100'],
  [100, 'cycles', 'auto', 100, '', '100', '100'],
  [100, 'count', 'minimum', 100, '', '100', '100'],
  [5, 'unit', 'sample', 5, '', '5', '5'],
  [1000, 'nanogcu', 'microgcu', 1.0000000000000002, 'u*GCU', '1u*GCU', '1u*GCU'],
  [1000000, 'gcu', 'auto', 1, 'M*GCU', '1M*GCU', '1M*GCU'],
  [3, 'GCUs', 'kilogcu', 0.003, 'k*GCU', '0', '3GCU'],
  [1, 'mgcu', 'gcu', 1, 'gcu', '1gcu', '1'],
];

describe('scale and labels', () => {
  test.each(rows)('%d %s to %s', (value, from, to, scaled, unit, text, autoText) => {
    expect(scale(value, from, to)).toEqual({ value: scaled, unit });
    expect(scaledLabel(value, from, to)).toBe(text);
    expect(label(value, from)).toBe(autoText);
  });
});

describe('compatible units', () => {
  test.each([
    ['bytes', 'kilobytes', true],
    ['seconds', 'ns', true],
    ['widgets', 'widgets', true],
    ['widgets', 'gadgets', false],
    ['bytes', 'seconds', false],
    ['bytes', 'widgets', false],
    ['', 'count', false],
  ])('%s and %s', (a, b, compatible) => {
    expect(unitsCompatible(a, b)).toBe(compatible);
    expect(unitsCompatible(b, a)).toBe(compatible);
  });

  test.each([
    [['MB', 'bytes', 'kB', 'B'], 'bytes'],
    [['nanoseconds', 'ns'], 'nanoseconds'],
    [['s', 'ms'], 'ms'],
    [['count'], 'count'],
    [[], ''],
  ])('the finest of %j', (units, finest) => {
    expect(finestUnit(units)).toBe(finest);
  });

  test('the ratio between two units', () => {
    expect(unitRatio('MB', 'bytes')).toBe(2 ** 20);
    expect(unitRatio('ms', 's')).toBe(0.001);
    expect(unitRatio('count', 'count')).toBe(1);
  });
});

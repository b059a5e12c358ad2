// Which zone TZ names, and reading zone files, with files that the tests make.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { localTimeZone } from './time-zone.ts';
import { parseTimeZoneFile } from './tzif.ts';

interface ZoneType {
  readonly offset: number;
  readonly isDaylight: boolean;
  readonly name: string;
}

const zoneTypes: readonly ZoneType[] = [
  { offset: 3208, isDaylight: false, name: 'LMT' },
  { offset: 3600, isDaylight: false, name: 'CET' },
  { offset: 7200, isDaylight: true, name: 'CEST' },
];
const transitions: readonly (readonly [time: number, type: number])[] = [
  [-2_000_000_000, 1],
  [1_000_000_000, 2],
  [1_100_000_000, 1],
];

/** A TZif file of version 2: an empty block with 32-bit times, a full one with 64-bit times, a footer. */
function zoneFile(footer: string): Buffer {
  const names = zoneTypes.map((type) => `${type.name}\0`);
  const data = [
    ...transitions.map(([time]) => int(8, time)),
    ...transitions.map(([, type]) => int(1, type)),
    ...zoneTypes.map(({ offset, isDaylight }, i) => {
      return Buffer.concat([
        int(4, offset),
        int(1, isDaylight ? 1 : 0),
        int(1, names.slice(0, i).join('').length),
      ]);
    }),
    Buffer.from(names.join('')),
  ];
  const counts = [0, 0, 0, transitions.length, zoneTypes.length, names.join('').length];
  return Buffer.concat([header([0, 0, 0, 0, 0, 0]), header(counts), ...data, Buffer.from(`\n${footer}\n`)]);
}

function header(counts: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from('TZif2'), Buffer.alloc(15), ...counts.map((count) => int(4, count))]);
}

function int(size: 1 | 4 | 8, value: number): Buffer {
  const buffer = Buffer.alloc(size);
  if (size === 8) buffer.writeBigInt64BE(BigInt(value));
  else buffer.writeIntBE(value, 0, size);
  return buffer;
}

describe('zone files', () => {
  test.each([
    [-3_000_000_000, 3208, 'LMT'],
    [-2_000_000_000, 3600, 'CET'],
    [999_999_999, 3600, 'CET'],
    [1_000_000_000, 7200, 'CEST'],
    [1_099_999_999, 7200, 'CEST'],
    [1_100_000_000, -10_800, '-03'],
  ])('at %d', (seconds, offsetSeconds, abbreviation) => {
    const zone = parseTimeZoneFile(zoneFile('<-03>3'));
    expect(zone?.(BigInt(seconds))).toEqual({ offsetSeconds, abbreviation });
  });

  test('without a footer, the last change holds', () => {
    expect(parseTimeZoneFile(zoneFile(''))?.(2_000_000_000n)).toEqual({
      offsetSeconds: 3600,
      abbreviation: 'CET',
    });
  });

  test('a file that is cut anywhere before its footer, or is something else, is no zone', () => {
    const file = zoneFile('');
    for (let length = 0; length < file.length - 3; length++) {
      expect(parseTimeZoneFile(file.subarray(0, length)), `cut to ${length} bytes`).toBeUndefined();
    }
    expect(parseTimeZoneFile(Buffer.from('#!/bin/sh\n'.repeat(20)))).toBeUndefined();
  });
});

describe('TZ', () => {
  const directory = mkdtempSync(join(tmpdir(), 'heapwise-zones-'));
  const file = join(directory, 'zone');
  writeFileSync(file, zoneFile('XYZ-5:30'));
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([file, `:${file}`])('a path: %s', (tz) => {
    expect(localTimeZone(tz)(2_000_000_000n)).toEqual({ offsetSeconds: 19_800, abbreviation: 'XYZ' });
  });

  test.each(['', 'UTC', ':', 'Nowhere/Nothing', '/nowhere/nothing', '../../../etc/passwd', `${file}/..`])(
    '%j is UTC',
    (tz) => {
      expect(localTimeZone(tz)(2_000_000_000n)).toEqual({ offsetSeconds: 0, abbreviation: 'UTC' });
    },
  );

  // From the tz database where there is one, else from Intl: the answers must agree.
  test.each([
    ['America/New_York', -18_000, 'EST'],
    ['Etc/GMT+3', -10_800, '-03'],
  ])('%s', (tz, offsetSeconds, abbreviation) => {
    expect(localTimeZone(tz)(1_700_000_000n)).toEqual({ offsetSeconds, abbreviation });
  });
});

// JSON documents: valid, a line for each element, written in chunks, and integers that keep their digits.

import { describe, expect, test } from 'vitest';

import { profileFromStacks } from '#testing';

import type { ReportContext } from '../context.ts';
import { utc } from '../time.ts';
import { printJson } from './document.ts';
import type { JsonMembers } from './members.ts';
import { jsonAddress, jsonInteger, jsonValue } from './numbers.ts';

function context(header: Parameters<typeof profileFromStacks>[1] = {}): ReportContext {
  return {
    profile: profileFromStacks('main;work 5', header),
    selection: { sampleType: 0, isMean: false },
    sampleType: 'samples',
    sampleUnit: 'count',
    total: 5,
    ratio: 1,
    outputUnit: 'minimum',
    activeFilters: ['focus=work'],
    compactLabels: false,
    granularity: { name: true, file: false, line: false, column: false, address: false, inlines: true },
    trimming: { trimPath: '', sourcePath: '' },
    callTree: false,
    dropNegative: false,
    order: 'flat',
    nodeCount: 0,
    nodeFraction: 0,
    edgeFraction: 0,
    labelUnits: new Map(),
    timeZone: utc,
    compat: false,
  };
}

function print(members: JsonMembers, header?: Parameters<typeof profileFromStacks>[1]): string {
  return [...printJson('top', context(header), members)].join('');
}

describe('a document', () => {
  test('has one line for each member and each element', () => {
    const lines = print({ a: 1, b: [{ c: 'x' }, { c: 'y' }], d: [], e: { texts: ['[1]', '[2]'] } }).split(
      '\n',
    );
    expect(lines.filter((line) => !line.startsWith('"profile"'))).toEqual([
      '{',
      '"schema": "heapwise/top/v1",',
      '"a": 1,',
      '"b": [',
      '{"c":"x"},',
      '{"c":"y"}',
      '],',
      '"d": [',
      '],',
      '"e": [',
      '[1],',
      '[2]',
      ']',
      '}',
      '',
    ]);
  });

  test('says what the profile is', () => {
    const { profile } = JSON.parse(
      print(
        {},
        { timeNanos: 1_700_000_000_123_456_789n, durationNanos: 60n, comments: ['#1', 'two\n"lines"'] },
      ),
    ) as { profile: unknown };
    expect(profile).toEqual({
      file: '',
      buildId: '',
      type: 'samples',
      unit: 'count',
      total: 5,
      time: '2023-11-14T22:13:20.123Z',
      timeNanos: '1700000000123456789',
      durationNanos: 60,
      docUrl: '',
      comments: ['#1', 'two\n"lines"'],
      filters: ['focus=work'],
    });
  });

  test('has null for a time and a duration that nobody knows', () => {
    expect(JSON.parse(print({}))).toMatchObject({
      profile: { time: null, timeNanos: null, durationNanos: null },
    });
  });

  test('comes in chunks, and asks for the elements of a list as it goes', () => {
    let made = 0;
    function* texts(): Generator<string> {
      for (; made < 10_000; made++) yield JSON.stringify('x'.repeat(98));
    }
    const chunks = printJson('raw', context(), { samples: { texts: texts() } });
    const first = chunks.next().value as string;
    expect(first.length).toBeGreaterThan(60_000);
    expect(first.length).toBeLessThan(70_000);
    expect(made).toBeLessThan(1000);
    const parsed = JSON.parse(first + [...chunks].join('')) as { samples: string[] };
    expect(parsed.samples).toHaveLength(10_000);
  });
});

test.each([
  [0, 0],
  [-5, -5],
  [2 ** 53 - 1, 9_007_199_254_740_991],
  [2 ** 53, '9007199254740992'],
  [9_007_199_254_740_993n, '9007199254740993'],
  [-(2n ** 63n), '-9223372036854775808'],
  [12n, 12],
] as const)('the integer %s is written as %j', (value, written) => {
  expect(jsonInteger(value)).toBe(written);
});

test('divide_by divides values, and cuts the decimals off', () => {
  const divided = { ...context(), ratio: 1 / 3 };
  expect([10, -10, 2].map((value) => jsonValue(divided, value))).toEqual([3, -3, 0]);
});

test('addresses are hexadecimal', () => {
  expect(jsonAddress(2n ** 64n - 1n)).toBe('0xffffffffffffffff');
});

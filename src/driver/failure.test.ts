// What each kind of error becomes for the user.

import { expect, test } from 'vitest';
import { DrawingError, FetchError, OutputError, ViewerError } from '#ports';
import { ProfileError } from '#profile';
import { UsageError } from './errors.ts';
import { describeFailure, isTooLarge } from './failure.ts';

test.each([
  [new UsageError('no such flag', 'see help'), 2, ['no such flag', 'see help']],
  [new FetchError('not there'), 1, ['not there']],
  [new OutputError('disk full'), 1, ['disk full']],
  [new DrawingError('no dot'), 1, ['no dot']],
  [new ViewerError('no screen'), 1, ['no screen']],
  [new ProfileError('empty', 'no bytes'), 1, ['no bytes']],
  [
    new TypeError('x is undefined'),
    1,
    ['heapwise: internal error: x is undefined; please report it with the profile'],
  ],
  ['text', 1, ['heapwise: internal error: text; please report it with the profile']],
] as const)('%s', (error, exitCode, lines) => {
  expect(describeFailure(error)).toEqual({ exitCode, lines });
});

test.each<[what: string, provoke: () => unknown]>([
  ['an array too long', () => Array.from({ length: 1 }, () => 0).concat(Array(2 ** 32))],
  ['a typed array too long', () => new Float64Array(2 ** 53 - 1)],
  ['a text too long', () => 'x'.repeat(2 ** 30)],
  [
    'a call stack too deep',
    function deeper(): unknown {
      return deeper();
    },
  ],
])('%s is too large', (_, provoke) => {
  const error = errorOf(provoke);
  expect(isTooLarge(error)).toBe(true);
  expect(describeFailure(error).lines).toEqual([expect.stringMatching(/^too large/)]);
});

test('a number that is out of range is a bug', () => {
  expect(isTooLarge(errorOf(() => (1).toFixed(101)))).toBe(false);
});

function errorOf(provoke: () => unknown): unknown {
  try {
    provoke();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

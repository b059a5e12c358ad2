// Scaling, normalizing, and what happens to values that become 0 or too large.

import { profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { checkProfile } from './check.ts';
import { normalizeProfile, scaleProfile, truncateScaled } from './scale-profile.ts';

test.each([
  ['rounds half away from zero', 'a 1\nb -1\nc 3\nd -3', [0.5], 'a 1\nb -1\nc 2\nd -2'],
  ['drops what becomes 0', 'a 1\nb 9', [0.1], 'b 1'],
  ['keeps a sample only for the sample types that are scaled', 'a 1 5\nb 0 5', [2, 1], 'a 2 5'],
  ['does nothing for ratios of 1', 'a 0 0\nb 1 2', [1, 1], 'a 0 0\nb 1 2'],
  ['has no negative zero', 'a 0 1', [-1, -1], 'a 0 -1'],
  ['goes through Float64', 'a 9007199254740993', [-1], 'a -9007199254740992'],
  ['has the minimum of int64 for what is too large', 'a 9223372036854775807', [2], 'a -9223372036854775808'],
  [
    'leaves exact values of other sample types alone',
    'a 1 9007199254740993\nb 0 9007199254740995',
    [3, 1],
    'a 3 9007199254740993',
  ],
])('%s', (_, stacks, ratios, expected) => {
  const scaled = scaleProfile(profileFromStacks(stacks), ratios);
  checkProfile(scaled);
  expect(stacksOfProfile(scaled)).toBe(expected);
});

test('there must be a ratio for each sample type', () => {
  const profile = profileFromStacks('a 1 2');
  expect(() => scaleProfile(profile, [1])).toThrow('mismatched scale ratios, got 1, want 2');
});

test('truncating keeps all samples and cuts decimals off', () => {
  const profile = truncateScaled(profileFromStacks('a 1\nb 5\nc -5'), 0.5);
  checkProfile(profile);
  expect(stacksOfProfile(profile)).toBe('a 0\nb 2\nc -2');
});

test('normalizing gives each sample type the total of the base', () => {
  const profile = profileFromStacks('a 1 10 0\nb 3 10 0');
  const base = profileFromStacks('x 8 5 7');
  const normalized = normalizeProfile(profile, base);
  checkProfile(normalized);
  expect(stacksOfProfile(normalized)).toBe('a 2 3 0\nb 6 3 0');
});

test('only profiles of the same types can be normalized', () => {
  const profile = profileFromStacks('a 1');
  const bytes = profileFromStacks('a 1', { sampleTypes: [{ type: 'samples', unit: 'bytes' }] });
  expect(() => normalizeProfile(profile, bytes)).toThrow('incompatible sample types');
  const timed = { ...profile, periodType: { type: 'cpu', unit: 'ns' } };
  expect(() => normalizeProfile(profile, timed)).toThrow(
    'incompatible period types &{  0 0} and &{cpu ns 0 0}',
  );
});

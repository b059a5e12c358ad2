// Differences between a profile and its base.

import fc from 'fast-check';
import { arbitraryProfile, profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { labelAsBase, subtractBase } from './base.ts';
import { checkProfile } from './check.ts';

const profile = profileFromStacks('main;a 5\nmain;b 2 k=x');
const base = profileFromStacks('main;a 3\nmain;b 2 k=x\nmain;c 1');

test('what is equal cancels out', () => {
  const difference = subtractBase(profile, base, { isDiffBase: false, normalize: false });
  checkProfile(difference);
  expect(stacksOfProfile(difference)).toBe('main;a 2\nmain;c -1');
});

test('a diff base stays apart', () => {
  const difference = subtractBase(profile, base, { isDiffBase: true, normalize: false });
  checkProfile(difference);
  expect(stacksOfProfile(difference)).toBe(
    'main;a 5\nmain;b 2 k=x\n' +
      'main;a -3 pprof::base=true\nmain;b -2 k=x pprof::base=true\nmain;c -1 pprof::base=true',
  );
});

test('normalizing scales the profile to its base first', () => {
  const twice = profileFromStacks('main;a 6\nmain;b 4 k=x\nmain;c 2');
  const difference = subtractBase(twice, base, { isDiffBase: false, normalize: true });
  checkProfile(difference);
  expect(stacksOfProfile(difference)).toBe('');
});

test('the base label goes among the others in order, and replaces its own kind', () => {
  const labelled = labelAsBase(
    profileFromStacks('a 1 z=x b=x n=5\nb 2 pprof::base=false pprof::base=x\nc 3'),
  );
  checkProfile(labelled);
  expect(stacksOfProfile(labelled)).toBe(
    'a 1 b=x pprof::base=true z=x n=5\nb 2 pprof::base=true\nc 3 pprof::base=true',
  );
});

test('a profile less itself is nothing, as far as Float64 can tell', () => {
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      const safe = { ...profile, samples: { ...profile.samples, wideValues: new Map() } };
      const isSafe = safe.samples.values.every((column) =>
        column.every((value) => Number.isSafeInteger(value)),
      );
      fc.pre(isSafe);
      const difference = subtractBase(safe, safe, { isDiffBase: false, normalize: false });
      checkProfile(difference);
      expect(difference.samples.count).toBe(0);
    }),
  );
});

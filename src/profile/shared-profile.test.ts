import { expect, test } from 'vitest';
import { profileFromStacks } from '#testing';
import { checkProfile } from './check.ts';
import { openSharedProfile, shareProfile } from './shared-profile.ts';

test('a shared profile is the same on the other side of a clone, and its columns are not copied', () => {
  const profile = profileFromStacks('main;a;b 5\nmain;a {k=v} 2');
  const shared = shareProfile(profile);
  const opened = openSharedProfile(structuredClone(shared));
  checkProfile(opened);
  const { strings, ...tables } = opened;
  const { strings: original, ...originalTables } = profile;
  expect(tables).toEqual(originalTables);
  expect(Array.from({ length: strings.count }, (_, index) => strings.text(index))).toEqual(
    Array.from({ length: original.count }, (_, index) => original.text(index)),
  );
  shared.tables.samples.values[0]![0] = 42;
  expect(opened.samples.values[0]![0]).toBe(42);
  expect(profile.samples.values[0]![0]).not.toBe(42);
});

// Merging: which rows become one, how headers combine, and that totals do not depend on the grouping.

import fc from 'fast-check';
import { arbitraryProfile, profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { createProfileBuilder, type NewLocation } from './builder.ts';
import { checkProfile } from './check.ts';
import { mergeProfiles } from './merge.ts';
import type { Profile, ProfileHeader } from './profile.ts';
import { totalValue } from './value-columns.ts';

test('equal stacks with equal labels become one sample, in the order of first use', () => {
  const merged = merge(
    profileFromStacks('main;a 1 k=x\nmain;b 2'),
    profileFromStacks('other 7\nmain;b 3\nmain;a 4\nmain;a 5 k=x'),
  );
  expect(stacksOfProfile(merged)).toBe('main;a 6 k=x\nmain;b 5\nother 7\nmain;a 4');
  expect(merged.locations.id).toEqual(BigUint64Array.of(1n, 2n, 3n, 4n));
});

test('numbers, units and the order of values tell labels apart', () => {
  const lines = ['main 1 n=5', 'main 2 n=5bytes', 'main 4 k=5x k=6x', 'main 8 k=6x k=5x', 'main 16'];
  const merged = merge(
    ...lines.map((line) => profileFromStacks(line)),
    profileFromStacks('main 32 n=5bytes'),
  );
  expect(stacksOfProfile(merged)).toBe(
    'main 1 n=5\nmain 34 n=5bytes\nmain 4 k=5x k=6x\nmain 8 k=6x k=5x\nmain 16',
  );
});

test('one profile stays as it is', () => {
  const profile = profileFromStacks('main 0\nmain 1\nmain 1');
  expect(merge(profile)).toBe(profile);
});

test('samples that are or become zero go, with what only they need', () => {
  const merged = merge(profileFromStacks('a 1\nb 2\nzero 0'), profileFromStacks('a -1\nc 3'));
  expect(stacksOfProfile(merged)).toBe('b 2\nc 3');
  expect([merged.functions.count, merged.locations.count, merged.stacks.count]).toEqual([2, 2, 2]);
});

test('the first mapping stays first, needed or not', () => {
  const merged = merge(profileFromStacks('[main]a 0\n[lib]b 1'), profileFromStacks('[other]c 2'));
  expect(filesOf(merged)).toEqual(['main', 'lib', 'other']);
});

test('a mapping that was loaded elsewhere is the same, and addresses follow it', () => {
  const at = (start: bigint): Profile =>
    oneLocation({ address: start + 0x10n, mapping: 0, lines: [] }, start);
  const merged = merge(at(0x400000n), at(0x7f0000000000n));
  expect(stacksOfProfile(merged)).toBe('0x400010 2');
  expect(merged.mappings.start).toEqual(BigUint64Array.of(0x400000n));
});

test('of the columns only that of the last line tells locations apart', () => {
  const at = (inner: bigint, outer: bigint): Profile =>
    oneLocation({
      lines: [
        { function: 0, column: inner },
        { function: 0, column: outer },
      ],
    });
  expect(merge(at(1n, 5n), at(2n, 5n)).locations.count).toBe(1);
  expect(merge(at(1n, 5n), at(1n, 6n)).locations.count).toBe(2);
});

test('sums are exact and wrap around', () => {
  const large = 2n ** 53n + 1n;
  const merged = merge(profileFromStacks(`a ${large}\nb 9223372036854775807`), profileFromStacks('a 2\nb 1'));
  expect(stacksOfProfile(merged)).toBe(`a ${large + 2n}\nb -9223372036854775808`);
});

test('headers combine', () => {
  const header = (own: Partial<ProfileHeader>): Profile => profileFromStacks('a 1', own);
  const merged = merge(
    header({
      timeNanos: 5n,
      durationNanos: 1n,
      period: 3n,
      comments: ['x'],
      dropFrames: 'd',
      defaultSampleType: '',
    }),
    header({
      timeNanos: 2n,
      durationNanos: 2n,
      period: 9n,
      comments: ['y', 'x'],
      docUrl: 'u',
      keepFrames: 'k',
    }),
    header({ timeNanos: 4n, durationNanos: 4n, period: 1n, docUrl: 'v', defaultSampleType: 'samples' }),
  );
  expect(merged).toMatchObject({
    timeNanos: 2n,
    durationNanos: 7n,
    period: 9n,
    comments: ['x', 'y'],
    docUrl: 'u',
    dropFrames: 'd',
    keepFrames: '',
    defaultSampleType: 'samples',
  });
  const untimed = merge(header({ timeNanos: 5n }), header({ timeNanos: 0n }), header({ timeNanos: 9n }));
  expect(untimed.timeNanos).toBe(9n);
});

test('more profiles than one chunk', () => {
  const profiles = Array.from({ length: 300 }, (_, i) => profileFromStacks(`main;f${i % 150} 1`));
  const merged = merge(...profiles);
  expect(merged.samples.count).toBe(150);
  expect(totalValue(merged.samples, 0)).toBe(300n);
});

test('no profile at all is an error', () => {
  expect(() => mergeProfiles([])).toThrow('no profiles to merge');
});

test('totals and stacks do not depend on the grouping', () => {
  fc.assert(
    fc.property(arbitraryProfile(), arbitraryProfile(), arbitraryProfile(), (a, b, c) => {
      const left = merge(merge(a, b), c);
      const right = merge(a, merge(b, c));
      for (const type of [0, 1]) {
        const expected = [a, b, c].reduce((sum, { samples }) => sum + totalValue(samples, type), 0n);
        expect(totalValue(left.samples, type)).toBe(BigInt.asIntN(64, expected));
        expect(totalValue(right.samples, type)).toBe(BigInt.asIntN(64, expected));
      }
      expect(left.samples.count).toBe(right.samples.count);
    }),
  );
});

function merge(...profiles: Profile[]): Profile {
  const merged = mergeProfiles(profiles);
  checkProfile(merged);
  return merged;
}

/** One sample of value 1 of one location, in a mapping of 64 KiB. */
function oneLocation(location: NewLocation, start = 0n): Profile {
  const builder = createProfileBuilder();
  builder.addMapping({ start, limit: start + 0x10000n, offset: 0n, file: '/bin/main' });
  builder.addFunction({ name: 'main' });
  builder.addSample(builder.stacks.add([builder.addLocation(location)], 0, 1), 0, [1]);
  return builder.build({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
}

function filesOf({ mappings, strings }: Profile): string[] {
  return Array.from(mappings.file, (file) => strings.text(file));
}

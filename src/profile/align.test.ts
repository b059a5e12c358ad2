// Sample types in common and units: what merging does first.

import { profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { alignProfiles } from './align.ts';
import { checkProfile } from './check.ts';
import type { Profile, ValueType } from './profile.ts';

const objects = { type: 'objects', unit: 'count' };
const time = (unit: string): ValueType => ({ type: 'time', unit });

test('sample types in common remain, in the order of the first profile', () => {
  const [a, b] = align(
    profile('main 1 2 3', [objects, { type: 'extra', unit: 'count' }, time('ms')], 'extra'),
    profile('main 4 9007199254740993', [time('ms'), objects], 'time'),
  );
  expect(a!.sampleTypes).toEqual([objects, time('ms')]);
  expect(b!.sampleTypes).toEqual([objects, time('ms')]);
  expect(stacksOfProfile(a!)).toBe('main 1 3');
  expect(stacksOfProfile(b!)).toBe('main 9007199254740993 4');
  expect([a!.defaultSampleType, b!.defaultSampleType]).toEqual(['objects', 'time']);
});

test('a type that a profile has twice is dropped', () => {
  const [only] = align(profile('main 1 2 3', [objects, objects, time('ms')]));
  expect(only!.sampleTypes).toEqual([time('ms')]);
});

test('values and periods are scaled to the finest unit', () => {
  const seconds = { ...profile('main 2', [time('s')]), periodType: time('seconds'), period: 3n };
  const milliseconds = { ...profile('main 5', [time('ms')]), periodType: time('ms'), period: 7n };
  const [a, b] = align(seconds, milliseconds);
  expect([stacksOfProfile(a!), stacksOfProfile(b!)]).toEqual(['main 2000', 'main 5']);
  expect(a!.sampleTypes).toEqual([time('ms')]);
  expect([a!.period, a!.periodType, b!.period]).toEqual([3000n, time('ms'), 7n]);
});

test('of names for the same unit the first is taken', () => {
  const [a, b] = align(profile('main 2', [time('nanoseconds')]), profile('main 5', [time('ns')]));
  expect([a!.sampleTypes, b!.sampleTypes]).toEqual([[time('nanoseconds')], [time('nanoseconds')]]);
});

test.each([
  [[objects], [time('ms')], 'profiles have empty common sample type list'],
  [[objects, objects], [time('ms')], '"objects" sample type is not found in profile'],
  [[time('ms')], [time('bytes')], 'sample types: incompatible types: {time ms 0 0} {time bytes 0 0}'],
])('%j and %j are refused', (first, second, message) => {
  expect(() => align(drawn(first), drawn(second))).toThrow(message);
});

test('period types of another kind are refused', () => {
  const cpu = { ...drawn([objects]), periodType: { type: 'cpu', unit: 'nanoseconds' } };
  const space = { ...drawn([objects]), periodType: { type: 'space', unit: 'bytes' } };
  expect(() => align(cpu, space)).toThrow(
    'period type: incompatible types: {cpu nanoseconds 0 0} {space bytes 0 0}',
  );
});

function align(...profiles: Profile[]): Profile[] {
  const aligned = alignProfiles(profiles);
  for (const profile of aligned) checkProfile(profile);
  return aligned;
}

function profile(stacks: string, sampleTypes: readonly ValueType[], defaultSampleType = ''): Profile {
  return profileFromStacks(stacks, { sampleTypes, defaultSampleType });
}

function drawn(sampleTypes: readonly ValueType[]): Profile {
  return profile(`main ${sampleTypes.map(() => 1).join(' ')}`, sampleTypes);
}

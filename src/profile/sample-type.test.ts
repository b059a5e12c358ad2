// Table test of choosing a sample type by name.

import { profileFromStacks } from '#testing';
import { expect, test } from 'vitest';
import { sampleTypeIndex } from './sample-type.ts';

const types = ['alloc_objects', 'inuse_space', 'space'].map((type) => ({ type, unit: 'count' }));
const profile = profileFromStacks('main 1 2 3', { sampleTypes: types });

test.each([
  ['', 2],
  ['0', 0],
  ['+1', 1],
  ['alloc_objects', 0],
  ['inuse_space', 1],
  ['space', 2],
  ['inuse_alloc_objects', 0],
])('%j is sample type %i', (name, index) => {
  expect(sampleTypeIndex(profile, name)).toBe(index);
});

test.each([
  ['inuse_space', 1],
  ['gone', 2],
])('the default type %j gives %i', (defaultSampleType, index) => {
  expect(sampleTypeIndex({ ...profile, defaultSampleType }, '')).toBe(index);
});

test.each([
  ['3', 'sample_index 3 is outside the range [0..2]'],
  ['-1', 'sample_index -1 is outside the range [0..2]'],
  ['foo', 'sample_index "foo" must be one of: [alloc_objects inuse_space space]'],
  ['1.5', 'sample_index "1.5" must be one of: [alloc_objects inuse_space space]'],
])('%j is refused', (name, message) => {
  expect(() => sampleTypeIndex(profile, name)).toThrow(message);
});

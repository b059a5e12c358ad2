// The notation for profiles, there and back.

import { checkProfile } from '#profile';
import { expect, test } from 'vitest';
import { profileFromStacks } from './profile-from-stacks.ts';
import { stacksOfProfile } from './stacks-of-profile.ts';

test.each([
  'main;a;b 5\nmain;a 2',
  'main;a>b 5 7',
  ' 5',
  'main -1 k=x n=5 n=6bytes',
  'operator new(int);std::vector<A, B> 9223372036854775807',
])('%j', (text) => {
  const profile = profileFromStacks(text);
  checkProfile(profile);
  expect(stacksOfProfile(profile)).toBe(text);
});

test('files, lines and mappings', () => {
  const profile = profileFromStacks('main@a.go:7;[lib.so]b;[lib.so]0x1f 1');
  checkProfile(profile);
  const { functions, lines, locations, mappings, strings } = profile;
  expect(stacksOfProfile(profile)).toBe('main;b;0x1f 1');
  expect(Array.from(functions.filename, (file) => strings.text(file)).toSorted()).toEqual(['', 'a.go']);
  expect(lines.line.toSorted()).toEqual(BigInt64Array.of(0n, 7n));
  expect(Array.from(mappings.file, (file) => strings.text(file))).toEqual(['lib.so']);
  expect(locations.mapping.toSorted()).toEqual(Int32Array.of(-1, 0, 0));
});

test('a line without a value is refused', () => {
  expect(() => profileFromStacks('main;a')).toThrow('not a stack with values: "main;a"');
});

// Focus, ignore, hide, show and show_from on drawn stacks.

import fc from 'fast-check';
import { arbitraryProfile, profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { checkProfile } from './check.ts';
import { filterByName, showFrom } from './filter-by-name.ts';
import type { Matcher } from './matcher.ts';

const stacks = `
main;a;b 1
main;a>inlined 2
main;[libc.so]malloc 4
main;[libc.so]0x200010 8
main;c@a.go 16
`;

type Options = Partial<Record<'focus' | 'ignore' | 'hide' | 'show', RegExp>>;

test.each<[Options, string[], string]>([
  [{}, [], 'main;a;b 1,main;a>inlined 2,main;malloc 4,main;0x200010 8,main;c 16'],
  [{ focus: /^a$/ }, [], 'main;a;b 1,main;a>inlined 2'],
  [{ focus: /a\.go/ }, [], 'main;c 16'],
  [{ focus: /libc/ }, [], 'main;malloc 4,main;0x200010 8'],
  [{ focus: /gone/ }, ['focus'], ''],
  [{ ignore: /inlined|libc/ }, [], 'main;a;b 1,main;c 16'],
  [{ focus: /a/, ignore: /main/ }, [], ''],
  [{ focus: /b/, ignore: /b/ }, ['focus'], ''],
  [{ hide: /^a$/ }, [], 'main;b 1,main;inlined 2,main;malloc 4,main;0x200010 8,main;c 16'],
  [{ hide: /libc/ }, [], 'main;a;b 1,main;a>inlined 2,main 4,main 8,main;c 16'],
  [{ hide: /./ }, [], ''],
  [{ hide: /gone/ }, ['hide'], 'main;a;b 1,main;a>inlined 2,main;malloc 4,main;0x200010 8,main;c 16'],
  [{ show: /^a$/ }, [], 'a 1,a 2'],
  [{ show: /libc|b/ }, [], 'b 1,malloc 4'],
  [{ show: /gone/ }, ['show'], ''],
  [{ hide: /main/, show: /main|c/ }, [], 'malloc 4,c 16'],
])('%o', (options, unmatched, expected) => {
  const { profile, ...matched } = filterByName(profileFromStacks(stacks), matchers(options));
  checkProfile(profile);
  expect(stacksOfProfile(profile).split('\n').join(',')).toBe(expected);
  for (const option of Object.keys(options)) {
    expect([option, matched[`${option as keyof Options}Matched`]]).toEqual([
      option,
      !unmatched.includes(option),
    ]);
  }
});

test('exact values stay with their samples', () => {
  const profile = profileFromStacks('a 1 9007199254740993\nb 2 3\nc 9007199254740995 4');
  const filtered = filterByName(profile, { ignore: (name) => name === 'b' }).profile;
  checkProfile(filtered);
  expect(stacksOfProfile(filtered)).toBe('a 1 9007199254740993\nc 9007199254740995 4');
});

test.each([
  [/^main$/, true, 'main;a;b;a 1,main;x>b>y 2,main;malloc;z 4'],
  [/^a$/, true, 'a;b;a 1'],
  [/^b$/, true, 'b;a 1,b>y 2'],
  [/libc/, true, 'malloc;z 4'],
  [/gone/, false, ''],
])('show from %o', (pattern, matched, expected) => {
  const profile = profileFromStacks('main;a;b;a 1\nmain;x>b>y 2\nmain;[libc.so]malloc;z 4');
  const shown = showFrom(profile, (name) => pattern.test(name));
  checkProfile(shown.profile);
  expect([stacksOfProfile(shown.profile).split('\n').join(','), shown.matched]).toEqual([expected, matched]);
});

test('focus and ignore share out the samples that have a stack', () => {
  const matcher: Matcher = (name) => name.includes('a');
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      const focused = filterByName(profile, { focus: matcher }).profile;
      const others = filterByName(profile, { ignore: matcher }).profile;
      checkProfile(focused);
      checkProfile(others);
      const parts = [...lines(stacksOfProfile(focused)), ...lines(stacksOfProfile(others))];
      const withStack = lines(stacksOfProfile(profile)).filter((line) => !line.startsWith(' '));
      expect(parts.toSorted()).toEqual(withStack.toSorted());
    }),
  );
});

test('every filter leaves a sound profile and the one that it was given as it was', () => {
  const matcher: Matcher = (name) => name.includes('m');
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      const before = stacksOfProfile(profile);
      checkProfile(filterByName(profile, { hide: matcher }).profile);
      checkProfile(filterByName(profile, { show: matcher }).profile);
      checkProfile(showFrom(profile, matcher).profile);
      expect(stacksOfProfile(profile)).toBe(before);
    }),
  );
});

function matchers(options: Options): Partial<Record<keyof Options, Matcher>> {
  return Object.fromEntries(
    Object.entries(options).map(([key, pattern]) => [key, (text: string) => pattern.test(text)]),
  );
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

// The value syntax of tagfocus and tagignore, on labels with and without units.

import fc from 'fast-check';
import { arbitraryProfile, profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { checkProfile } from './check.ts';
import { compileLabelFilter, filterByLabel, type LabelFilter } from './label-filter.ts';
import { numericLabelUnits } from './label-units.ts';
import type { Profile } from './profile.ts';

const profile = profileFromStacks(`
a 1 bytes=1024bytes
b 2 bytes=4096bytes other=3
c 4 color=red kind=big
d 8 color=dark_red
e 16
`);

test.each([
  ['1kb', '1kb', 'a'],
  ['1024b', '1024b', 'a'],
  ['2kb:', '2kb:', 'b'],
  [':2kb', ':2kb', 'a'],
  ['1kb:4kb', '1kb:4kb', 'ab'],
  ['1kb:4096b', '1kb:4096b', 'ab'],
  ['bytes=1kb:', '1kb:', 'ab'],
  ['other=1:', '1:', 'b'],
  ['other=-1:+3', '-1:+3', 'b'],
  ['color=1:', '1:', ''],
  ['3', '3', 'b'],
  ['red', undefined, 'cd'],
  ['color:red', undefined, 'c'],
  ['red,big', undefined, 'c'],
  ['color=red', undefined, 'cd'],
  ['color=^red$,dark', undefined, 'cd'],
  ['kind=red', undefined, ''],
  ['=big', undefined, 'c'],
  ['1kb:1ms', undefined, ''],
])('tagfocus=%s', (text, range, kept) => {
  const focus = compileFilter(profile, text);
  const result = filterByLabel(profile, { focus });
  checkProfile(result.profile);
  expect(stacksOfProfile(result.profile).replaceAll(/ .*|\n/g, '')).toBe(kept);
  expect(result.focusMatched).toBe(kept !== '');
  expect(focus.range).toBe(range);
});

test('what is ignored goes', () => {
  const result = filterByLabel(profile, {
    focus: compileFilter(profile, 'color=red'),
    ignore: compileFilter(profile, 'kind=big'),
  });
  expect([stacksOfProfile(result.profile), result.ignoreMatched]).toEqual(['d 8 color=dark_red', true]);
});

test('a bound beyond int64 is refused', () => {
  expect(() => compileFilter(profile, '9223372036854775808:')).toThrow(
    'failed to parse int 9223372036854775808',
  );
});

test('focus and ignore share out the samples', () => {
  fc.assert(
    fc.property(arbitraryProfile(), fc.constantFrom('x', 'k=y', '1kb:', 'request=:100'), (profile, text) => {
      const filter = compileFilter(profile, text);
      const focused = filterByLabel(profile, { focus: filter }).profile;
      const others = filterByLabel(profile, { ignore: filter }).profile;
      checkProfile(focused);
      checkProfile(others);
      expect(focused.samples.count + others.samples.count).toBe(profile.samples.count);
    }),
  );
});

function compileFilter(profile: Profile, text: string): LabelFilter {
  return compileLabelFilter(text, numericLabelUnits(profile).units, (pattern) => {
    const regExp = new RegExp(pattern);
    return (label) => regExp.test(label);
  });
}

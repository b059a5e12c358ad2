// Pruning by the profile's own drop and keep frames, and from a function on.

import fc from 'fast-check';
import { arbitraryProfile, profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { checkProfile } from './check.ts';
import type { CompileMatcher } from './matcher.ts';
import { pruneFrames, pruneFrom } from './prune.ts';

const compile: CompileMatcher = (pattern) => {
  const regExp = new RegExp(pattern);
  return (text) => regExp.test(text);
};

test.each([
  ['nothing to drop', 'main;malloc;brk 1', '', '', 'main;malloc;brk 1'],
  ['the function and what it calls', 'main;malloc;brk 1', 'malloc|free', '', 'main 1'],
  ['whole names only', 'main;mymalloc;brk 1', 'malloc', '', 'main;mymalloc;brk 1'],
  [
    'but for what is kept',
    'main;malloc;brk 1\nmain;calloc;brk 2',
    '.*alloc',
    'calloc',
    'main 1\nmain;calloc;brk 2',
  ],
  ['from the root on, the first that matches', 'main;malloc;hook;malloc 1', 'malloc', '', 'main 1'],
  ['not before the first other frame', 'malloc;main;malloc;brk 1', 'malloc', '', 'malloc;main 1'],
  ['not if every frame matches', 'malloc;malloc 1', 'malloc', '', 'malloc;malloc 1'],
  ['the callers inlined around it stay', 'main;user>malloc>brk;page 1', 'malloc', '', 'main;user 1'],
  ['the outermost of a location takes it all', 'main;malloc>brk;page 1', 'malloc', '', 'main 1'],
  ['without arguments', 'main;f(int) 1', 'f', '', 'main 1'],
  ['brackets of names are no arguments', 'main;(anonymous namespace)::f(int) 1', '.*::f', '', 'main 1'],
  ['nor is the call operator', 'main;X::operator()(int) 1', 'X::operator\\(\\)', '', 'main 1'],
  ['without the dot of PPC', 'main;.malloc 1', 'malloc', '', 'main 1'],
])('%s', (_, stacks, dropFrames, keepFrames, expected) => {
  const pruned = pruneFrames(profileFromStacks(stacks, { dropFrames, keepFrames }), compile);
  checkProfile(pruned);
  expect(stacksOfProfile(pruned)).toBe(expected);
});

test.each([
  ['main;a;b;a;c 1', 'a', 'main;a;b;a 1'],
  ['main;x>a>y;c 1', '^a$', 'main;x>a 1'],
  ['main;xay(int);c 1', 'a', 'main;xay(int) 1'],
  ['b;c 1', 'a', 'b;c 1'],
])('%j pruned from %j', (stacks, pattern, expected) => {
  const pruned = pruneFrom(profileFromStacks(stacks), compile(pattern));
  checkProfile(pruned);
  expect(stacksOfProfile(pruned)).toBe(expected);
});

test('pruning loses no sample and no value', () => {
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      for (const pruned of [
        pruneFrames({ ...profile, dropFrames: 'malloc|f' }, compile),
        pruneFrom(profile, compile('a')),
      ]) {
        checkProfile(pruned);
        expect(pruned.samples.values).toBe(profile.samples.values);
      }
    }),
  );
});

// Taking inlined calls out, and the mapping that a profile without one gets.

import { profileFromStacks, stacksOfProfile } from '#testing';
import { expect, test } from 'vitest';
import { createProfileBuilder } from './builder.ts';
import { checkProfile } from './check.ts';
import { withMapping } from './fake-mapping.ts';
import { dropInlinedLines } from './inlined-lines.ts';
import { mappingHasFunctions, mappingHasInlineFrames, type Profile } from './profile.ts';

test('the function that is really there stays', () => {
  const profile = dropInlinedLines(profileFromStacks('main;a>b>c 1\nmain;[lib]0x200000 2'), true);
  checkProfile(profile);
  expect(stacksOfProfile(profile)).toBe('main;a 1\nmain;0x200000 2');
});

test('columns stay only if asked for, lines always', () => {
  const inlined = oneInlinedCall();
  const kept = dropInlinedLines(inlined, true);
  expect([kept.lines.line, kept.lines.column]).toEqual([BigInt64Array.of(2n), BigInt64Array.of(7n)]);
  const dropped = dropInlinedLines(inlined, false);
  expect([dropped.lines.line, dropped.lines.column]).toEqual([BigInt64Array.of(2n), BigInt64Array.of(0n)]);
  checkProfile(dropped);
});

test('no mapping has inlined frames any more', () => {
  expect(dropInlinedLines(oneInlinedCall(), true).mappings.flags).toEqual(Uint8Array.of(mappingHasFunctions));
});

test('a profile without mappings gets one for all locations', () => {
  const profile = withMapping(profileFromStacks('main;a 1'));
  checkProfile(profile);
  expect([profile.mappings.count, profile.mappings.id]).toEqual([1, BigUint64Array.of(1n)]);
  expect(profile.locations.mapping).toEqual(Int32Array.of(0, 0));
});

test('a profile with mappings keeps them', () => {
  const profile = profileFromStacks('main;[lib]a 1');
  expect(withMapping(profile)).toBe(profile);
});

function oneInlinedCall(): Profile {
  const builder = createProfileBuilder();
  const flags = mappingHasFunctions + mappingHasInlineFrames;
  const mapping = builder.addMapping({ start: 0n, limit: 4096n, offset: 0n, file: 'main', flags });
  const fn = builder.addFunction({ name: 'main' });
  builder.addLocation({
    mapping,
    lines: [
      { function: fn, line: 1n, column: 5n },
      { function: fn, line: 2n, column: 7n },
    ],
  });
  return builder.build({ sampleTypes: [] });
}

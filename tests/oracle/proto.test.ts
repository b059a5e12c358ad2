// profile.proto against a second decoder: on the corpus, on random profiles, and there and back again.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeProfile, encodeProfile } from '#formats';
import { checkProfile } from '#profile';
import { arbitraryProfile } from '#testing';
import { readSeeds } from '../fuzz/fuzz.ts';
import { plainProfile } from './plain-profile.ts';
import { decodeWithProtobufjs } from './second-decoder.ts';

/** The uncompressed profile.proto files of the corpus. */
const files = readSeeds(200_000).filter(
  ({ path, bytes }) => /\.pb(?:\.gz)?$/.test(path) && !path.includes('/malformed/') && bytes[0] !== 0x1f,
);

test('there are files to compare', () => {
  expect(files.length).toBeGreaterThan(50);
});

test.each(files)('$path is decoded as protobufjs decodes it', ({ bytes }) => {
  expect(plainProfile(decodeProfile(bytes))).toEqual(decodeWithProtobufjs(bytes));
});

test.each(files)('$path comes back from encoding', ({ bytes }) => {
  const profile = decodeProfile(bytes);
  expect(plainProfile(decodeProfile(encodeProfile(profile)))).toEqual(plainProfile(profile));
});

test('random profiles come back from encoding, and protobufjs agrees', () => {
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      const encoded = encodeProfile(profile);
      const decoded = decodeProfile(encoded);
      checkProfile(decoded);
      expect(plainProfile(decoded)).toEqual(plainProfile(profile));
      expect(decodeWithProtobufjs(encoded)).toEqual(plainProfile(profile));
      expect(encodeProfile(decoded)).toEqual(encoded);
    }),
    { numRuns: 300 },
  );
});

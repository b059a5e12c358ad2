import { expect, test } from 'vitest';
import { isSameBuild } from './build-ids.ts';

test.each([
  ['', 'abc', true],
  ['abc', '', true],
  ['ABC', 'abc', true],
  ['abc', 'abd', false],
  ['{9F0B4F1A-07A1-4B44-8D22-0C1B2E3D4F5A}1', '9f0b4f1a07a14b448d220c1b2e3d4f5a1', true],
  ['9F0B4F1A07A14B448D220C1B2E3D4F5A2', '9f0b4f1a07a14b448d220c1b2e3d4f5a1', false],
  ['aZ09_x/y-z', 'aZ09_x/y-z', true],
  ['C:\\app\\server.exe2026-11-25 10:00:00 +0000 UTC', 'abc', true],
])('%s and %s: %s', (wanted, found, isSame) => {
  expect(isSameBuild(wanted, found)).toBe(isSame);
});

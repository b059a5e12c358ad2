// Paths against what Go's path/filepath gives for them.

import { expect, test } from 'vitest';
import { baseName, cleanPath, trimSourcePath } from './paths.ts';

test.each([
  ['', '.'],
  ['/', '/'],
  ['//a//b/', '/a/b'],
  ['a/./b/../c', 'a/c'],
  ['../../a', '../../a'],
  ['a/../../b', '../b'],
  ['/../a', '/a'],
  ['a/..', '.'],
])('cleans %j to %j', (path, clean) => {
  expect(cleanPath(path)).toBe(clean);
});

test.each([
  ['', '.'],
  ['///', '/'],
  ['/a/b', 'b'],
  ['a/b//', 'b'],
  ['a', 'a'],
])('the base of %j is %j', (path, base) => {
  expect(baseName(path)).toBe(base);
});

test.each([
  ['/build/src/a.go', '/build', '', 'src/a.go'],
  ['/build/src/a.go', '/other:/build/', '', 'src/a.go'],
  ['/buildings/a.go', '/build', '', '/buildings/a.go'],
  ['/remote/project/src/a.go', '', '/home/me/project', 'src/a.go'],
  ['/remote/project/src/a.go', '/remote', '/home/me/project', 'project/src/a.go'],
  ['/proc/self/cwd/./a.go', '', '', 'a.go'],
  ['/proc/self/cwd/a.go', '', '', 'a.go'],
])('trims %j with trim_path %j and source_path %j', (path, trimPath, sourcePath, trimmed) => {
  expect(trimSourcePath(path, { trimPath, sourcePath })).toBe(trimmed);
});

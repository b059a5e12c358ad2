// Short names against a table of Go, Java and C++ names; the expectations are those of pprof.

import { expect, test } from 'vitest';
import { shortFunctionName } from './short-names.ts';

test.each([
  ['example.com/mod/v2/pkg.(*T).Run', 'pkg.(*T).Run'],
  ['example.com/mod/v12.Run', 'mod.Run'],
  ['example.com/mod/v1.Run', 'v1.Run'],
  ['golang.org/x/tools/go/ssa.(*Program).build.func1', 'ssa.(*Program).build.func1'],
  ['main.main', 'main.main'],
  ['a/b/noDot', 'a/b/noDot'],
  ['java.util.HashMap.putVal(int)', 'HashMap.putVal'],
  ['com.example.Outer$Inner.<init>', 'Outer$Inner.<init>'],
  ['com.example.Foo.access$001', 'Foo.access$001'],
  ['ns::inner::Class::method', 'Class::method'],
  ['ns::Class::~Class', 'Class::~Class'],
  ['ns::Vector::push<int, Alloc<int>>', 'Vector::push<int, Alloc<int>>'],
  ['(anonymous namespace)::ns::Class::go', 'Class::go'],
  ['std::sort', 'std::sort'],
  ['', ''],
])('%j becomes %j', (name, short) => {
  expect(shortFunctionName(name)).toBe(short);
});

test.each(['\r', '\u2028', '\u2029'])('%j is no line break to RE2', (character) => {
  expect(shortFunctionName(`a/b.${character}c`)).toBe(`b.${character}c`);
});

test('a newline ends what a dot matches', () => {
  expect(shortFunctionName('a/b.c\nd')).toBe('b.c');
});

import { describe, expect, test } from 'vitest';
import { simplifyName } from './demangled-names.ts';
import { simplifyDemangled } from './simplify-demangled.ts';
import { parseSymbolizeOptions } from './symbolize-options.ts';

describe('simplifyName', () => {
  test.each([
    ['std::map<int, char>::find(int const&)', 'std::map::find', 'std::map<int, char>::find'],
    ['main.(*Box[...]).Get', 'main.(*Box[...]).Get', 'main.(*Box[...]).Get'],
    ['java.Thread.<init>', 'java.Thread.<init>', 'java.Thread.<init>'],
    ['plain(int)', 'plain(int)', 'plain(int)'],
    ['ns::unbalanced)', 'ns::unbalanced)', 'ns::unbalanced)'],
    ['<T as core::fmt::Debug>::fmt', '::fmt', '<T as core::fmt::Debug>::fmt'],
  ])('%s', (name, simple, withTemplates) => {
    expect(simplifyName(name, 'default')).toBe(simple);
    expect(simplifyName(name, 'templates')).toBe(withTemplates);
    expect(simplifyName(name, 'full')).toBe(name);
  });
});

/** As the library writes them, and as pprof shows them. */
test.each([
  ['ns::f<int>(char) const', 'ns::f', 'ns::f<int>', 'ns::f<int>(char) const'],
  ['f() [clone .cold] [clone .isra.0]', 'f', 'f', 'f()'],
  ['(anonymous namespace)::A::operator()(int)', ...same('(anonymous namespace)::A::operator()'), ''],
  ['A::operator<< <int>(B<C>&)', 'A::operator<<', 'A::operator<< <int>', ''],
  ['operator new[](unsigned long)', ...same('operator new[]'), ''],
  [
    'f(A<int> const&)::{lambda(B<C>)#1}::operator()(int) const',
    ...same('f()::{lambda(B<C>)#1}::operator()'),
    '',
  ],
  ['A<(unsigned int)3, B<C, > >::f()', 'A::f', 'A<3u, B<C> >::f', 'A<3u, B<C> >::f()'],
  ['{vtable(A<int>)}', 'vtable for A', 'vtable for A<int>', 'vtable for A<int>'],
  ['{virtual override thunk({offset(-16)}, A::~A())}', ...same('non-virtual thunk to A::~A()'), ''],
])('simplifyDemangled %s', (name, simple, withTemplates, full) => {
  expect(simplifyDemangled(name, 'default', false)).toBe(simple);
  expect(simplifyDemangled(name, 'templates', false)).toBe(withTemplates);
  if (full !== '') expect(simplifyDemangled(name, 'full', false)).toBe(full);
});

function same(name: string): [string, string] {
  return [name, name];
}

test.each([
  ['core::ptr::drop_in_place::<alloc::vec::Vec<u8>>', 'core::ptr::drop_in_place::<>'],
  ['<alloc::vec::Vec<T> as core::fmt::Debug>::fmt', '<alloc::vec::Vec<> as core::fmt::Debug>::fmt'],
  ['a::b::{closure#0}::<u8>', 'a::b::{closure#0}::<>'],
])('Rust: %s', (name, simple) => {
  expect(simplifyDemangled(name, 'default', true)).toBe(simple);
  expect(simplifyDemangled(name, 'templates', true)).toBe(name);
});

const usual = {
  isOff: false,
  isLocal: true,
  isRemote: true,
  isFast: false,
  demangle: 'default',
  isForced: false,
};

test.each([
  ['', {}, 0],
  ['none', { isOff: true }, 0],
  ['force:no', { isOff: true, isForced: true }, 0],
  ['local:demangle=full', { isRemote: false, demangle: 'full', isForced: true }, 0],
  ['fastlocal', { isRemote: false, isFast: true }, 0],
  ['remote', { isLocal: false }, 0],
  ['fastlocal:local', { isRemote: false }, 0],
  ['FORCE', { isForced: true }, 0],
  ['remote:nonsense', { isLocal: false }, 2],
])('-symbolize=%s', (text, differences, warnings) => {
  const options = parseSymbolizeOptions(text);
  expect({ ...options, warnings: options.warnings.length }).toEqual({ ...usual, ...differences, warnings });
});

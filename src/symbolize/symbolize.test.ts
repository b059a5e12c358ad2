import { describe, expect, test } from 'vitest';
import { checkProfile, createProfileBuilder } from '#profile';
import { simplifyName, simplifyNames } from './demangled-names.ts';
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

test('names that differ from the system name stay, unless forced', () => {
  const builder = createProfileBuilder();
  builder.addFunction({ name: 'short', systemName: 'ns::f(int)' });
  builder.addFunction({ name: 'ns::g(int)' });
  builder.addFunction({ name: 'kept', systemName: '_ZN2ns1hEi' });
  const profile = builder.build({ sampleTypes: [{ type: 'cpu', unit: 'ns' }] });
  const namesOf = (isForced: boolean): string[] => {
    const simplified = simplifyNames(profile, 'default', isForced);
    checkProfile(simplified);
    return Array.from(simplified.functions.name, (name) => simplified.strings.text(name));
  };
  expect(namesOf(false)).toEqual(['short', 'ns::g', 'kept']);
  expect(namesOf(true)).toEqual(['ns::f', 'ns::g', 'kept']);
});

test.each([
  ['', 'default', 'default', false, 0],
  ['none', 'none', 'default', false, 0],
  ['local:demangle=full', 'default', 'full', true, 0],
  ['FORCE', 'default', 'default', true, 0],
  ['remote:nonsense', 'default', 'default', false, 2],
])('-symbolize=%s', (text, symbolize, demangle, isForced, warnings) => {
  const options = parseSymbolizeOptions(text);
  expect({ ...options, warnings: options.warnings.length }).toEqual({
    symbolize,
    demangle,
    isForced,
    warnings,
  });
});

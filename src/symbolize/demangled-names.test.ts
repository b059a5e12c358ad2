import { describe, expect, test } from 'vitest';
import { checkProfile, createProfileBuilder } from '#profile';
import { demangleFunctions } from './demangled-names.ts';
import type { DemangleMode } from './simplify-demangled.ts';

const meanings: Readonly<Record<string, string>> = {
  _ZN2ns1hIiEEvi: 'ns::h<int>(int)',
  _ZN1f17h0123456789abcdefE: 'f::<u8>',
};

function profile(): ReturnType<ReturnType<typeof createProfileBuilder>['build']> {
  const builder = createProfileBuilder();
  builder.addFunction({ name: 'short', systemName: 'ns::f(int)' });
  builder.addFunction({ name: 'ns::g(int)', systemName: 'ns::g(int)' });
  builder.addFunction({ name: '_ZN2ns1hIiEEvi', systemName: '_ZN2ns1hIiEEvi' });
  builder.addFunction({ name: '__ZN2ns1hIiEEvi', systemName: '__ZN2ns1hIiEEvi' });
  builder.addFunction({ name: '', systemName: '_ZN1f17h0123456789abcdefE' });
  builder.addFunction({ name: '_Zork', systemName: '_Zork' });
  return builder.build({ sampleTypes: [{ type: 'cpu', unit: 'ns' }] });
}

async function namesOf(mode: DemangleMode, isForced: boolean): Promise<string[]> {
  const asked: string[][] = [];
  const named = await demangleFunctions(profile(), {
    mode,
    isForced,
    async demangle(names) {
      asked.push([...names]);
      return names.map((name) => meanings[name] ?? name);
    },
  });
  checkProfile(named);
  expect(asked.length).toBe(mode === 'none' ? 0 : 1);
  return Array.from(named.functions.name, (name) => named.strings.text(name));
}

describe('demangleFunctions', () => {
  test('names that differ from the system name stay, unless forced', async () => {
    expect(await namesOf('default', false)).toEqual(['short', 'ns::g', 'ns::h', 'ns::h', 'f::<>', '_Zork']);
    expect((await namesOf('default', true))[0]).toBe('ns::f');
  });

  test('modes', async () => {
    expect((await namesOf('templates', false)).slice(2, 5)).toEqual(['ns::h<int>', 'ns::h<int>', 'f::<u8>']);
    expect((await namesOf('full', true))[2]).toBe('ns::h<int>(int)');
    expect((await namesOf('none', true)).slice(0, 3)).toEqual(['ns::f(int)', 'ns::g(int)', '_ZN2ns1hIiEEvi']);
  });
});

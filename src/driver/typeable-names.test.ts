import { expect, test } from 'vitest';
import { profileFromStacks } from '#testing';
import { typeableFunctionNames, typeableUnits } from './typeable-names.ts';

const profile = profileFromStacks(
  'main.main;main.(*T).m;main.F[...];operator new;-x;main.main;wo\u{1b}[2Jrk 1',
);

test('names stand as one word, match themselves, and come once', () => {
  expect(typeableFunctionNames(profile, false)).toEqual([
    '.x',
    'main.(*T).m',
    String.raw`main.F\[...\]`,
    'main.main',
    'operator.new',
    String.raw`wo.\[2Jrk`,
  ]);
});

test('as pprof would have them, methods are patterns too', () => {
  expect(typeableFunctionNames(profile, true)).toContain(String.raw`main.\(\*T\).m`);
});

test('units are those that the values convert into', () => {
  expect(typeableUnits({ sampleTypes: [{ type: 'x', unit: 'bytes' }] })).toEqual([
    'B',
    'kB',
    'MB',
    'GB',
    'TB',
    'PB',
  ]);
  expect(typeableUnits({ sampleTypes: [{ type: 'x', unit: 'count' }] })).toEqual([]);
});

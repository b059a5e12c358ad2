// Labels as frames, labels by key, and the units of numeric labels.

import fc from 'fast-check';
import { arbitraryProfile, profileFromStacks, stacksOfProfile } from '#testing';
import { describe, expect, test } from 'vitest';
import { checkProfile } from './check.ts';
import { addLabelFrames } from './label-frames.ts';
import { filterLabelKeys } from './label-keys.ts';
import { numericLabelUnits } from './label-units.ts';

describe('label frames', () => {
  const profile = profileFromStacks(
    'main;a 1 k=x l=y\nmain;a 2 k=z k=x n=2048bytes\nmain 4\nmain;a 8 k=x l=y',
  );

  test.each([
    [['k'], [], 'auto', 'x;main;a 1,z,x;main;a 2,;main 4,x;main;a 8'],
    [[], ['k'], 'auto', 'main;a;x 1,main;a;z,x 2,main; 4,main;a;x 8'],
    [['k', 'l'], [], 'auto', 'x;y;main;a 1,z,x;;main;a 2,;;main 4,x;y;main;a 8'],
    [[], ['k', 'l'], 'auto', 'main;a;x;y 1,main;a;z,x; 2,main;; 4,main;a;x;y 8'],
    [['n'], ['l'], 'minimum', ';main;a;y 1,2kB;main;a; 2,;main; 4,;main;a;y 8'],
    [['n'], [], 'mb', ';main;a 1,0;main;a 2,;main 4,;main;a 8'],
  ])('root %j, leaf %j', (rootKeys, leafKeys, unit, expected) => {
    const framed = addLabelFrames(profile, { rootKeys, leafKeys, unit });
    checkProfile(framed.profile);
    const drawn = stacksOfProfile(framed.profile).replaceAll(/ [a-z]=\S*/g, '');
    expect(drawn.split('\n').join(',')).toBe(expected);
    expect([framed.rootMatched, framed.leafMatched]).toEqual([rootKeys.length > 0, leafKeys.length > 0]);
  });

  test('a frame is one location of one function, whose file is the key', () => {
    const { profile: framed, rootMatched } = addLabelFrames(profile, {
      rootKeys: ['k'],
      leafKeys: [],
      unit: '',
    });
    const { functions, locations, strings } = framed;
    expect(rootMatched).toBe(true);
    expect([locations.count, functions.count]).toEqual([5, 5]);
    expect(functions.id.slice(2)).toEqual(BigUint64Array.of(3n, 4n, 5n));
    expect(Array.from(functions.filename.slice(2), (file) => strings.text(file))).toEqual(['k', 'k', 'k']);
    expect(functions.systemName.slice(2)).toEqual(Uint32Array.of(0, 0, 0));
    expect(locations.mapping.slice(2)).toEqual(Int32Array.of(-1, -1, -1));
  });

  test('keys that no sample has match nothing', () => {
    const framed = addLabelFrames(profile, { rootKeys: ['gone'], leafKeys: ['gone'], unit: '' });
    expect([framed.rootMatched, framed.leafMatched]).toEqual([false, false]);
  });

  test('without keys nothing changes', () => {
    expect(addLabelFrames(profile, { rootKeys: [], leafKeys: [], unit: '' }).profile).toBe(profile);
  });

  test('samples with equal labels are split by their label sets', () => {
    fc.assert(
      fc.property(arbitraryProfile(), (profile) => {
        const framed = addLabelFrames(profile, {
          rootKeys: ['k'],
          leafKeys: ['bytes', 'k'],
          unit: 'auto',
        }).profile;
        checkProfile(framed);
        const depths = (of: typeof profile): number[] =>
          Array.from(of.samples.stack, (stack) => of.stacks.offsets[stack + 1]! - of.stacks.offsets[stack]!);
        expect(depths(framed)).toEqual(depths(profile).map((depth) => depth + 3));
      }),
    );
  });
});

describe('labels by key', () => {
  const profile = profileFromStacks('a 1 color=red size=5bytes\nb 2 size=7\nc 4 color=red size=6bytes');

  test.each([
    [/size/, undefined, true, false, 'a 1 size=5bytes,b 2 size=7,c 4 size=6bytes'],
    [undefined, /size/, true, true, 'a 1 color=red,b 2,c 4 color=red'],
    [/./, /color/, true, true, 'a 1 size=5bytes,b 2 size=7,c 4 size=6bytes'],
    [/gone/, undefined, false, false, 'a 1,b 2,c 4'],
    [undefined, /gone/, true, false, 'a 1 color=red size=5bytes,b 2 size=7,c 4 color=red size=6bytes'],
  ])('show %o, hide %o', (show, hide, showMatched, hideMatched, expected) => {
    const result = filterLabelKeys(profile, {
      show: show && ((key): boolean => show.test(key)),
      hide: hide && ((key): boolean => hide.test(key)),
    });
    checkProfile(result.profile);
    expect(stacksOfProfile(result.profile).split('\n').join(',')).toBe(expected);
    expect([result.showMatched, result.hideMatched]).toEqual([showMatched, hideMatched]);
  });

  test('label sets that have become equal are one', () => {
    const { profile: hidden } = filterLabelKeys(profile, { hide: (key) => key === 'size' });
    expect(hidden.labelSets.count).toBe(2);
  });
});

test('units of numeric labels', () => {
  const { units, ignored } = numericLabelUnits(
    profileFromStacks(
      'a 1 n=1 n=2ms n=3s\nb 1 n=3us request=5 depth=2 n=3s\nc 1 text=x alignment=8 alignment=9kb',
    ),
  );
  expect([...units]).toEqual([
    ['n', 'ms'],
    ['depth', 'depth'],
    ['request', 'bytes'],
    ['alignment', 'kb'],
  ]);
  expect([...ignored]).toEqual([['n', ['s', 'us']]]);
});

// Flame graphs of drawn and random profiles: nodes, order, sums, packing, search.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileSearch,
  flameChildren,
  flameOffsets,
  flameWidths,
  matchFlame,
  packFlame,
  unpackFlame,
  type FlameData,
} from '#flame';
import { createProfileBuilder, type Profile } from '#profile';
import { arbitraryProfile, profileFromStacks } from '#testing';
import { contextOf } from '../../tests/report-context.ts';
import type { ReportContext } from './context.ts';
import { buildFlame } from './flame.ts';

const byFunction = { name: true, file: false, line: false, column: false, address: false, inlines: true };

function flameOf(profile: Profile, options?: Partial<ReportContext>): FlameData {
  const selections = profile.sampleTypes.map((_, sampleType) => ({ sampleType, total: 100 }));
  return buildFlame(contextOf(profile, options), selections, { selected: 0 });
}

/** One line per node: its path, flat and cum. */
function drawn(flame: FlameData, value = 0): string[] {
  const { flat, cum } = flame.values[value]!;
  return Array.from(flame.parent, (_, node) => `${pathOf(flame, node)} ${flat[node]}/${cum[node]}`);
}

function pathOf(flame: FlameData, node: number): string {
  const names: string[] = [];
  for (let at = node; at >= 0; at = flame.parent[at]!) names.unshift(flame.frames.name[flame.frame[at]!]!);
  return names.join(';');
}

describe('buildFlame', () => {
  test('merges equal paths, and orders by depth, then weight, then name', () => {
    const flame = flameOf(
      profileFromStacks('main;b;x 1\nmain;a 5\nmain;b;y 1\nmain;c 2\nmain;b;x 2\nother 7'),
    );
    expect(drawn(flame)).toEqual([
      'root 0/18',
      'root;main 0/11',
      'root;other 7/7',
      'root;main;a 5/5',
      'root;main;b 0/4',
      'root;main;c 2/2',
      'root;main;b;x 3/3',
      'root;main;b;y 1/1',
    ]);
  });

  test('tells inlined calls, files and lines', () => {
    const flame = flameOf(profileFromStacks('main@m.go:3>f@f.go:7 1'));
    expect(Array.from(flame.isInline)).toEqual([0, 0, 1]);
    expect(Array.from(flame.frame, (frame) => flame.frames.files[flame.frames.file[frame]!])).toEqual([
      '',
      'm.go',
      'f.go',
    ]);
    const lines = flameOf(profileFromStacks('main@m.go:3>f@f.go:7 1'), {
      granularity: { ...byFunction, file: true, line: true },
    });
    expect(lines.frames.name).toEqual(['root', 'main m.go:3', 'f f.go:7']);
    expect(Array.from(lines.frames.line)).toEqual([0, 3, 7]);
    const outermost = flameOf(profileFromStacks('main@m.go:3>f@f.go:7 1'), {
      granularity: { ...byFunction, inlines: false },
    });
    expect([outermost.frames.name, outermost.frames.files[outermost.frames.file[1]!]]).toEqual([
      ['root', 'main'],
      'm.go',
    ]);
  });

  test('divides, keeps samples without a stack at the root, and names addresses by their binary', () => {
    const profile = profileFromStacks('[/lib/c.so]0x1f 5');
    const { stacks, samples } = profile;
    const withEmptyStack = {
      ...profile,
      stacks: { ...stacks, count: 2, offsets: Uint32Array.of(0, 0, 1) },
      samples: {
        ...samples,
        count: 2,
        stack: Uint32Array.of(0, 1),
        labelSet: new Uint32Array(2),
        values: [Float64Array.of(7, 5)],
      },
    };
    expect(drawn(flameOf(withEmptyStack, { ratio: 0.5 }))).toEqual(['root 3/5', 'root;[c.so] 2/2']);
  });

  test('gives negative values the width of their magnitude', () => {
    const flame = flameOf(profileFromStacks('main;a 5\nmain;b -5\nmain -1'));
    expect(drawn(flame)).toEqual(['root 0/-1', 'root;main -1/-1', 'root;main;a 5/5', 'root;main;b -5/-5']);
    const widths = flameWidths(flame, flame.values[0]!);
    expect(Array.from(widths)).toEqual([11, 11, 5, 5]);
    expect(Array.from(flameOffsets(flame.parent, widths))).toEqual([0, 0, 0, 5]);
  });

  test('does not overflow on stacks 100,000 deep and a million frames', () => {
    const builder = createProfileBuilder();
    const frames = Array.from({ length: 1000 }, (_, i) =>
      builder.addLocation({ lines: [{ function: builder.addFunction({ name: `f${i}` }) }] }),
    );
    for (let stack = 0; stack < 10; stack++) {
      const path = Array.from({ length: 100_000 }, (_, i) => frames[(i * (stack + 1)) % 1000]!);
      builder.addSample(builder.stacks.add(path, 0, path.length), 0, [1 + stack]);
    }
    const flame = flameOf(builder.build({ sampleTypes: [{ type: 'samples', unit: 'count' }] }));
    expect(flame.count).toBeGreaterThan(900_000);
    expect(flame.values[0]!.cum[0]).toBe(55);
    const unpacked = unpackFlame(packFlame(flame));
    expect(unpacked.parent.every((parent, node) => parent === flame.parent[node])).toBe(true);
    expect(matchFlame(flame, flame.values[0]!.cum, (name) => name === 'f0').matched).toBe(55);
  });

  test('agrees with a tree made of paths', () => {
    fc.assert(
      fc.property(arbitraryProfile(), (profile) => {
        const flame = flameOf(profile);
        const paths = new Map<string, number>();
        const { samples, stacks, locations, lines, functions, strings } = profile;
        for (let sample = 0; sample < samples.count; sample++) {
          if (samples.values.every((column) => column[sample] === 0)) continue;
          const path = ['root'];
          const stack = samples.stack[sample]!;
          for (let i = stacks.offsets[stack + 1]! - 1; i >= stacks.offsets[stack]!; i--) {
            const location = stacks.locations[i]!;
            const [first, end] = [locations.lineOffsets[location]!, locations.lineOffsets[location + 1]!];
            for (let line = end - 1; line >= first; line--) {
              path.push(strings.text(functions.name[lines.function[line]!]!));
            }
            const mapping = locations.mapping[location]!;
            const file = mapping < 0 ? '' : strings.text(profile.mappings.file[mapping]!);
            if (first === end) path.push(file === '' ? '<unknown>' : `[${file.split('/').at(-1)}]`);
          }
          const key = path.join(';');
          paths.set(key, (paths.get(key) ?? 0) + samples.values[1]![sample]!);
        }
        const { flat, cum } = flame.values[1]!;
        const own = Array.from(flat, (value, node) => [pathOf(flame, node), value] as const);
        for (const [path, sum] of paths) {
          const found = own.filter(([other]) => other === path).reduce((all, [, value]) => all + value, 0);
          expect(found).toBeCloseTo(sum, 0);
        }
        const children = flameChildren(flame.parent);
        for (let node = 0; node < flame.count; node++) {
          let sum = flat[node]!;
          for (let child = children[node]!; child < children[node + 1]!; child++) {
            expect(flame.parent[child]).toBe(node);
            sum += cum[child]!;
          }
          expect(Math.abs(sum - cum[node]!)).toBeLessThanOrEqual(Math.abs(sum) * 1e-9 + 1e4);
        }
      }),
    );
  });
});

test('a packed graph is the same when it is unpacked', () => {
  fc.assert(
    fc.property(arbitraryProfile(), fc.constantFrom(1, 1 / 3), (profile, ratio) => {
      const flame = flameOf(profile, { ratio });
      const unpacked = unpackFlame(packFlame(flame));
      expect({ ...unpacked, values: [] }).toEqual({ ...flame, values: [] });
      expect(unpacked.values.map(({ flat, ...others }) => [others.type, others.total, flat])).toEqual(
        flame.values.map(({ flat, ...others }) => [others.type, others.total, flat]),
      );
    }),
  );
  const packed = packFlame(flameOf(profileFromStacks('main;a 5')));
  expect(() => unpackFlame(packed.subarray(0, packed.length - 1))).toThrow('cut short');
  expect(() => unpackFlame(Uint8Array.of(99))).toThrow('another version');
});

describe('search', () => {
  const flame = flameOf(profileFromStacks('main;a;b;a 4\nmain;b 3\nmain;c(x) 2\nmain;d 1'));
  const widths = flame.values[0]!.cum;
  const found = (text: string, isRegexp: boolean): number[] => {
    const { nodes, matched } = matchFlame(flame, widths, compileSearch(text, isRegexp));
    return [nodes, matched];
  };

  test('counts nested matches once, and never the root', () => {
    expect(found('^(a|b)$', true)).toEqual([4, 7]);
    expect(found('root', false)).toEqual([0, 0]);
  });

  test('takes what is no regular expression as text, and text as it stands', () => {
    expect(found('c(', true)).toEqual([1, 2]);
    expect(found('c(x)', false)).toEqual([1, 2]);
    expect(found('.', false)).toEqual([0, 0]);
  });

  test('heeds case when there is a capital letter', () => {
    expect(found('MAIN', true)).toEqual([0, 0]);
    expect(found(String.raw`\Dain`, true)).toEqual([1, 10]);
  });
});

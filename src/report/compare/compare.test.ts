// Comparisons of drawn, random and simulated profiles: sums, mirror images, and how often noise is called a change.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProfileBuilder, putSideBySide, type Profile } from '#profile';
import { arbitraryProfile, profileFromStacks } from '#testing';
import { contextOf } from '../../../tests/report-context.ts';
import { buildComparison, type ComparedRow, type Comparison } from './compare.ts';
import { heapCompanion, samplingModel } from './sampling-error.ts';

function compare(before: readonly Profile[], after: readonly Profile[], sampleIndex = ''): Comparison {
  const { profile, sources, sampleType, hasCompanion } = putSideBySide(
    [...before, ...after],
    sampleIndex,
    heapCompanion,
  );
  return buildComparison({
    context: contextOf(profile),
    sources: sources.map((source, n) => ({
      side: n < before.length ? 'before' : 'after',
      name: `${n}.pb.gz`,
      model: samplingModel(source, sampleType, hasCompanion),
      factor: 1,
      timeNanos: source.timeNanos,
      durationNanos: source.durationNanos,
    })),
  });
}

function rowOf({ rows }: Comparison, name: string): ComparedRow {
  const row = rows.find((row) => row.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
}

const cpu = {
  sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }],
  periodType: { type: 'cpu', unit: 'nanoseconds' },
  period: 10n,
};

describe('sums', () => {
  test('flat and cum before and after, with what is new and gone', () => {
    const { rows, total } = compare(
      [profileFromStacks('main;a 50\nmain;gone 20', cpu)],
      [profileFromStacks('main;a 70\nmain;new 5', cpu)],
    );
    expect(rows.map(({ name, flat, cum }) => [name, flat.before, flat.after, cum.before, cum.after])).toEqual(
      [
        ['a', 50, 70, 50, 70],
        ['main', 0, 0, 70, 75],
        ['gone', 20, 0, 20, 0],
        ['new', 0, 5, 0, 5],
      ],
    );
    expect([total.before, total.after, total.delta]).toEqual([70, 75, 5]);
  });

  test('several profiles of a side give their mean', () => {
    const side = [profileFromStacks('a 10\nb 6', cpu), profileFromStacks('a 20', cpu)];
    const { rows } = compare(side, [profileFromStacks('a 15', cpu)]);
    expect(rows.map(({ name, flat }) => [name, flat.before, flat.after])).toEqual([
      ['a', 15, 15],
      ['b', 3, 0],
    ]);
  });

  const shared = arbitraryProfile([
    { type: 'inuse_objects', unit: 'count' },
    { type: 'inuse_space', unit: 'bytes' },
  ]).map((profile): Profile => ({
    ...profile,
    periodType: { type: 'space', unit: 'bytes' },
    samples: {
      ...profile.samples,
      wideValues: new Map(),
      values: profile.samples.values.map((column) => column.map((value) => Math.abs(value) % 1e6)),
    },
  }));

  test('a profile and itself have no difference', () => {
    fc.assert(
      fc.property(shared, (profile) => {
        const { rows, total } = compare([profile], [profile]);
        for (const { flat, cum } of [...rows, { flat: total, cum: total }]) {
          expect([flat.delta, cum.delta]).toEqual([0, 0]);
          expect([flat.verdict, cum.verdict]).not.toContain('significant');
        }
      }),
    );
  });

  test('the other way round is the mirror image', () => {
    fc.assert(
      fc.property(shared, shared, fc.constantFrom('inuse_space', 'inuse_objects'), (a, b, type) => {
        const there = compare([a], [b], type);
        const back = compare([b], [a], type);
        expect(back.rows).toHaveLength(there.rows.length);
        const keyOf = (row: ComparedRow): string => JSON.stringify(row.info, (_, v: unknown) => String(v));
        const mirrored = new Map(back.rows.map((row) => [row.name, row]));
        if (new Set(there.rows.map(keyOf)).size !== mirrored.size) return;
        for (const row of there.rows) {
          const other = mirrored.get(row.name)!;
          for (const kind of ['flat', 'cum'] as const) {
            expect(other[kind].before).toBe(row[kind].after);
            expect(other[kind].delta + row[kind].delta).toBe(0);
            expect(other[kind].p).toBeCloseTo(row[kind].p, 9);
            expect(other[kind].verdict).toBe(row[kind].verdict);
          }
        }
      }),
    );
  });

  test('flat values add up to the total', () => {
    fc.assert(
      fc.property(shared, shared, (a, b) => {
        const { rows, total, context } = compare([a], [b]);
        const { stacks, samples } = context.profile;
        const isEmpty = (stack: number): boolean => stacks.offsets[stack] === stacks.offsets[stack + 1];
        for (const [side, n] of [
          ['before', 0],
          ['after', 1],
        ] as const) {
          const outside = samples.values[n]!.reduce(
            (sum, value, i) => sum + (isEmpty(samples.stack[i]!) ? value : 0),
            0,
          );
          expect(rows.reduce((sum, { flat }) => sum + flat[side], outside)).toBe(total[side]);
        }
      }),
    );
  });
});

/** Numbers from 0 to 1, the same at every run (Marsaglia's xorshift). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

interface Site {
  readonly name: string;
  readonly size: number;
  readonly objects: number;
}

const rate = 512 * 1024;

/** What a heap profiler makes of a true heap: Go's estimate for each site, of the objects that it met. */
function sampleHeap(sites: readonly Site[], random: () => number): Profile {
  const builder = createProfileBuilder();
  for (const { name, size, objects } of sites) {
    const probability = 1 - Math.exp(-size / rate);
    let met = 0;
    // From one object that is met to the next.
    for (let at = gap(); at < objects; at += 1 + gap()) met++;
    if (met === 0) continue;
    const location = builder.addLocation({
      mapping: -1,
      address: 0n,
      isFolded: false,
      lines: [{ function: builder.addFunction({ name }), line: 1n, column: 0n }],
    });
    const estimate = Math.trunc(met / probability);
    const bytes = Math.trunc((met * size) / probability);
    builder.addSample(builder.stacks.add([location], 0, 1), 0, [estimate, bytes]);

    function gap(): number {
      return Math.floor(Math.log(1 - random()) / Math.log1p(-probability));
    }
  }
  return builder.build({
    sampleTypes: [
      { type: 'inuse_objects', unit: 'count' },
      { type: 'inuse_space', unit: 'bytes' },
    ],
    periodType: { type: 'space', unit: 'bytes' },
    period: BigInt(rate),
  });
}

/** Sites of all kinds: from 16 bytes to 4 MB, seen from never to hundreds of times. */
const heap: readonly Site[] = Array.from({ length: 60 }, (_, i) => {
  const size = 16 * 4 ** (i % 10);
  const seen = [0.3, 1, 3, 10, 40, 150][Math.floor(i / 10)]!;
  return { name: `site${i}`, size, objects: Math.max(1, Math.round(seen / (1 - Math.exp(-size / rate)))) };
});

describe('two profiles of the same heap', () => {
  const rounds = 200;

  test.each(['inuse_space', 'inuse_objects'])('%s: noise is hardly ever called a change', (type) => {
    const random = randomNumbers(20_261_125);
    let tested = 0;
    let below = 0;
    let flaggedRounds = 0;
    let totals = 0;
    for (let round = 0; round < rounds; round++) {
      const { rows, total } = compare([sampleHeap(heap, random)], [sampleHeap(heap, random)], type);
      tested += rows.length;
      below += rows.filter(({ flat }) => flat.p < 0.05).length;
      if (rows.some(({ flat }) => flat.verdict === 'significant')) flaggedRounds++;
      if (total.verdict === 'significant') totals++;
    }
    // Each by itself at most 5 %; all together, a round with any at all at most 5 %, as far as 200 rounds can tell.
    expect(below / tested).toBeLessThan(0.05);
    expect(below / tested).toBeGreaterThan(0.005);
    expect(flaggedRounds / rounds).toBeLessThan(0.09);
    expect(totals / rounds).toBeLessThan(0.09);
    expect(totals / rounds).toBeGreaterThan(0.01);
  });

  test('with three profiles of a side, too, though runs differ by more than sampling explains', () => {
    const random = randomNumbers(7);
    const run = (): Profile => {
      const load = 1 + 0.3 * (random() + random() - 1);
      return sampleHeap(
        heap.map((site) => ({ ...site, objects: Math.round(site.objects * load) })),
        random,
      );
    };
    let totals = 0;
    for (let round = 0; round < rounds; round++) {
      const { total } = compare([run(), run(), run()], [run(), run(), run()]);
      if (total.verdict === 'significant') totals++;
    }
    expect(totals / rounds).toBeLessThan(0.09);
  });
});

test('a site that doubles is found when it is sampled well', () => {
  const random = randomNumbers(42);
  const grown = heap.map((site) => (site.name === 'site52' ? { ...site, objects: site.objects * 2 } : site));
  let found = 0;
  for (let round = 0; round < 50; round++) {
    const comparison = compare([sampleHeap(heap, random)], [sampleHeap(grown, random)]);
    if (rowOf(comparison, 'site52').flat.verdict === 'significant') found++;
  }
  expect(found).toBe(50);
});

test('the standard error is the spread that simulated profiles have', () => {
  const random = randomNumbers(3);
  const sites = heap.filter((_, i) => i >= 40);
  const errors = new Map<string, { squares: number; variance: number }>();
  for (let round = 0; round < 300; round++) {
    for (const { name, flat } of compare([sampleHeap(sites, random)], [sampleHeap(sites, random)]).rows) {
      const sum = errors.get(name) ?? { squares: 0, variance: 0 };
      errors.set(name, {
        squares: sum.squares + flat.delta ** 2,
        variance: sum.variance + flat.error! ** 2,
      });
    }
  }
  for (const [name, { squares, variance }] of errors) {
    // Sites of 1 MB and more hardly vary, and then by whole objects.
    if (heap.find((site) => site.name === name)!.size > 1e6) continue;
    expect(Math.sqrt(squares / variance)).toBeGreaterThan(0.8);
    expect(Math.sqrt(squares / variance)).toBeLessThan(1.2);
  }
});

test('what nothing is known of is not judged, unless a series shows how it varies', () => {
  const delay = { sampleTypes: [{ type: 'delay', unit: 'nanoseconds' }] };
  const profiles = [10, 11, 12, 50, 51, 52].map((value) => profileFromStacks(`a ${value}`, delay));
  expect(rowOf(compare(profiles.slice(0, 1), profiles.slice(3, 4)), 'a').flat.verdict).toBe('unknown');
  expect(rowOf(compare(profiles.slice(0, 3), profiles.slice(3)), 'a').flat.verdict).toBe('significant');
  expect(rowOf(compare(profiles.slice(0, 2), profiles.slice(1, 3)), 'a').flat.verdict).toBe('noise');
  // One new run against a series.
  expect(rowOf(compare(profiles.slice(0, 3), profiles.slice(3, 4)), 'a').flat.verdict).toBe('significant');
});

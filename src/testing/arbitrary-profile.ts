// Random profiles for property tests: few names and many coincidences, so that rows repeat and filters match.

import fc from 'fast-check';
import {
  createProfileBuilder,
  numericLabel,
  stringLabel,
  type NewFunction,
  type NewLocation,
  type NewMapping,
  type Profile,
  type ProfileHeader,
} from '#profile';

/** Profiles of these sample types (all the same if left out) with everything that a profile can have. */
export function arbitraryProfile(
  sampleTypes: ProfileHeader['sampleTypes'] = twoTypes,
): fc.Arbitrary<Profile> {
  return fc
    .record({
      mappings: fc.array(mapping, { maxLength: 3 }),
      functions: fc.array(fn, { minLength: 1, maxLength: 6 }),
      locations: fc.array(location, { minLength: 1, maxLength: 8 }),
      samples: fc.array(sample(sampleTypes.length), { maxLength: 20 }),
      header: fc.record({ period: small, timeNanos: small, durationNanos: small }),
    })
    .map((drawn) => buildProfile(sampleTypes, drawn));
}

const twoTypes = [
  { type: 'objects', unit: 'count' },
  { type: 'space', unit: 'bytes' },
];

interface DrawnSample {
  readonly stack: readonly number[];
  readonly values: readonly bigint[];
  readonly labels: readonly DrawnLabel[];
}

interface DrawnLabel {
  readonly key: string;
  readonly value: string | bigint;
  readonly unit: string;
}

interface DrawnProfile {
  readonly mappings: readonly NewMapping[];
  readonly functions: readonly NewFunction[];
  readonly locations: readonly NewLocation[];
  readonly samples: readonly DrawnSample[];
  readonly header: Pick<ProfileHeader, 'period' | 'timeNanos' | 'durationNanos'>;
}

const small = fc.bigInt({ min: 0n, max: 3n });
const index = fc.nat({ max: 50 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const value = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: -5n, max: 100n }) },
  { weight: 1, arbitrary: int64 },
);

const mapping: fc.Arbitrary<NewMapping> = fc
  .record({ start: small, pages: small, file: fc.constantFrom('', '/bin/main', 'libc.so') })
  .map(({ start, pages, file }) => {
    const address = 0x400000n + start * 0x100000n;
    return { start: address, limit: address + pages * 0x800n, offset: 0n, file };
  });

const fn: fc.Arbitrary<NewFunction> = fc.record({
  name: fc.constantFrom('main', 'a', 'b', 'malloc', 'f(int)'),
  filename: fc.constantFrom('', 'a.go', 'b.go'),
});

/** Indexes of a mapping and of functions may be too large; they are taken modulo the number of rows. */
const location: fc.Arbitrary<NewLocation> = fc.record({
  mapping: index,
  address: small.map((offset) => 0x400000n + offset * 16n),
  isFolded: fc.boolean(),
  lines: fc.array(fc.record({ function: index, line: small, column: small }), { maxLength: 3 }),
});

const label: fc.Arbitrary<DrawnLabel> = fc.record({
  key: fc.constantFrom('k', 'bytes', 'request'),
  value: fc.oneof(fc.constantFrom('x', 'y'), fc.bigInt({ min: 1n, max: 4096n })),
  unit: fc.constantFrom('', 'bytes', 'ms'),
});

function sample(types: number): fc.Arbitrary<DrawnSample> {
  return fc.record({
    stack: fc.array(index, { maxLength: 6 }),
    values: fc.array(value, { minLength: types, maxLength: types }),
    labels: fc.array(label, { maxLength: 3 }),
  });
}

function buildProfile(sampleTypes: ProfileHeader['sampleTypes'], drawn: DrawnProfile): Profile {
  const { mappings, functions, locations, samples, header } = drawn;
  const builder = createProfileBuilder();
  for (const row of mappings) builder.addMapping(row);
  for (const row of functions) builder.addFunction(row);
  for (const row of locations) {
    builder.addLocation({
      ...row,
      mapping: ((row.mapping ?? 0) % (mappings.length + 1)) - 1,
      lines: row.lines.map((line) => ({ ...line, function: line.function % functions.length })),
    });
  }
  for (const { stack, values, labels } of samples) {
    const frames = stack.map((frame) => frame % locations.length);
    const set = builder.labelSets.add(
      labels.map(({ key, value, unit }) =>
        typeof value === 'string'
          ? stringLabel(builder.strings, key, value)
          : numericLabel(builder.strings, key, value, unit),
      ),
    );
    builder.addSample(builder.stacks.add(frames, 0, frames.length), set, values);
  }
  return builder.build({ sampleTypes, ...header });
}

// Makes profiles comparable: the sample types that they have in common, each in the finest of its units.

import { scale, unitRatio } from '#measurement';
import type { Profile, SampleTable, ValueType } from './profile.ts';
import { scaleProfile } from './scale-profile.ts';
import { truncateToInt64 } from './value-columns.ts';
import { commonUnit, incompatible } from './value-type.ts';

/**
 * Keeps the sample types that all profiles have, in the order of the first profile, and scales values and
 * periods to the finest unit that any of the profiles uses.
 * @throws ProfileError with code 'incompatible' if they have no sample type in common, or units of one type
 * that cannot be converted.
 */
export function alignProfiles(profiles: readonly Profile[]): Profile[] {
  return withFinestUnits(withCommonSampleTypes(profiles));
}

function withCommonSampleTypes(profiles: readonly Profile[]): Profile[] {
  const occurrences = new Map<string, number>();
  for (const { type } of profiles.flatMap((profile) => profile.sampleTypes)) {
    occurrences.set(type, (occurrences.get(type) ?? 0) + 1);
  }
  // A type that one profile has twice is not common, since nothing says which of the two is meant.
  const common = (profiles[0]?.sampleTypes ?? [])
    .map(({ type }) => type)
    .filter((type) => occurrences.get(type) === profiles.length);
  if (common.length === 0) throw incompatible('profiles have empty common sample type list');
  return profiles.map((profile) => withSampleTypes(profile, common));
}

function withSampleTypes(profile: Profile, names: readonly string[]): Profile {
  const indexOf = new Map(profile.sampleTypes.map(({ type }, index) => [type, index]));
  const columns = names.map((name) => {
    const index = indexOf.get(name);
    if (index === undefined)
      throw incompatible(`${JSON.stringify(name)} sample type is not found in profile`);
    return index;
  });
  if (columns.length === profile.sampleTypes.length && columns.every((column, i) => column === i))
    return profile;
  return {
    ...profile,
    sampleTypes: columns.map((column) => profile.sampleTypes[column]!),
    defaultSampleType: names.includes(profile.defaultSampleType) ? profile.defaultSampleType : names[0]!,
    samples: withColumns(profile.samples, columns),
  };
}

function withColumns(samples: SampleTable, columns: readonly number[]): SampleTable {
  const wideValues = new Map<number, bigint>();
  const typeOf = new Map(columns.map((column, type) => [column, type]));
  for (const [cell, value] of samples.wideValues) {
    const type = typeOf.get(Math.floor(cell / samples.count));
    if (type !== undefined) wideValues.set(type * samples.count + (cell % samples.count), value);
  }
  return { ...samples, values: columns.map((column) => samples.values[column]!), wideValues };
}

function withFinestUnits(profiles: readonly Profile[]): Profile[] {
  const [first, ...others] = profiles;
  if (first === undefined || others.length === 0) return [...profiles];
  const common = (what: string, typeOf: (profile: Profile) => ValueType): string =>
    commonUnit(what, [typeOf(first), ...others.map(typeOf)]);
  const periodUnit = common('period type', (profile) => profile.periodType);
  const units = first.sampleTypes.map((_, i) => common('sample types', (profile) => profile.sampleTypes[i]!));
  return profiles.map((profile) => inUnits(profile, units, periodUnit));
}

function inUnits(profile: Profile, units: readonly string[], periodUnit: string): Profile {
  const { period, periodType, sampleTypes } = profile;
  const ratios = sampleTypes.map(({ unit }, index) => unitRatio(unit, units[index]!));
  return {
    ...scaleProfile(profile, ratios),
    period: truncateToInt64(scale(Number(period), periodType.unit, periodUnit).value),
    periodType: { type: periodType.type, unit: periodUnit },
    sampleTypes: sampleTypes.map(({ type }, index) => ({ type, unit: units[index]! })),
  };
}

// Multiplies the values of a profile: to another unit, to the size of a base, to its negative.

import { ProfileError } from './errors.ts';
import type { Profile, SampleTable } from './profile.ts';
import { keepSamples, rowsWhere } from './select.ts';
import { totalValue, truncateToInt64 } from './value-columns.ts';
import { assertSameTypes } from './value-type.ts';

/**
 * Multiplies each value by the ratio of its sample type, and rounds half away from zero. Of the samples stay
 * those that have a value other than 0 among the sample types whose ratio is not 1.
 * @throws ProfileError with code 'invalid' unless there is one ratio for each sample type.
 */
export function scaleProfile(profile: Profile, ratios: readonly number[]): Profile {
  const { samples, sampleTypes } = profile;
  if (ratios.length !== sampleTypes.length) {
    throw new ProfileError(
      'invalid',
      `mismatched scale ratios, got ${ratios.length}, want ${sampleTypes.length}`,
    );
  }
  if (ratios.every((ratio) => ratio === 1)) return profile;
  const scaled = multiplied(samples, ratios, roundHalfAwayFromZero);
  const deciding = scaled.values.filter((_, type) => ratios[type] !== 1);
  const kept = rowsWhere(scaled, (sample) => deciding.some((column) => column[sample] !== 0));
  return { ...profile, samples: keepSamples(scaled, kept) };
}

/** Multiplies all values by one ratio, cuts the decimals off and keeps every sample: what -divide_by does to -proto. */
export function truncateScaled(profile: Profile, ratio: number): Profile {
  if (ratio === 1) return profile;
  return {
    ...profile,
    samples: multiplied(
      profile.samples,
      profile.sampleTypes.map(() => ratio),
      Math.trunc,
    ),
  };
}

/**
 * Scales each sample type of `profile` so that its total becomes that of `base`. A total of 0 cannot be
 * scaled; its samples go, unless another sample type keeps them.
 * @throws ProfileError with code 'incompatible' if the sample types or the period types differ.
 */
export function normalizeProfile(profile: Profile, base: Profile): Profile {
  assertSameTypes(profile, base);
  const ratios = profile.sampleTypes.map((_, type) => {
    const total = totalValue(profile.samples, type);
    return total === 0n ? 0 : Number(totalValue(base.samples, type)) / Number(total);
  });
  return scaleProfile(profile, ratios);
}

function multiplied(
  samples: SampleTable,
  ratios: readonly number[],
  round: (value: number) => number,
): SampleTable {
  const wideValues = new Map<number, bigint>();
  const values = samples.values.map((column, type) => {
    const ratio = ratios[type]!;
    const start = type * samples.count;
    if (ratio === 1) {
      for (const [cell, value] of samples.wideValues) {
        if (cell >= start && cell < start + samples.count) wideValues.set(cell, value);
      }
      return column;
    }
    const scaled = new Float64Array(samples.count);
    for (let sample = 0; sample < samples.count; sample++) {
      // Adding 0 makes 0 of -0.
      const value = round(column[sample]! * ratio) + 0;
      scaled[sample] = value;
      if (!Number.isSafeInteger(value)) {
        const exact = truncateToInt64(value);
        scaled[sample] = Number(exact);
        wideValues.set(start + sample, exact);
      }
    }
    return scaled;
  });
  return { ...samples, values, wideValues };
}

function roundHalfAwayFromZero(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

// Puts several profiles into one without adding them up: each keeps a value column of its own.

import { alignProfiles } from './align.ts';
import { ProfileError } from './errors.ts';
import { mergeProfiles } from './merge.ts';
import type { Profile } from './profile.ts';
import { sampleTypeIndex } from './sample-type.ts';

export interface SideBySide {
  /**
   * All samples of all profiles, equal stacks with equal labels as one. Sample type `n` is the value of profile
   * `n`, called `n:type`; with companions, sample type `profiles + n` is the companion of it.
   */
  readonly profile: Profile;
  /** The profiles that were given, in the units that they have now. */
  readonly sources: readonly Profile[];
  /** The sample type that was chosen, in every one of `sources`. */
  readonly sampleType: number;
  /** Whether the companion was there. */
  readonly hasCompanion: boolean;
}

/**
 * @param sampleIndex what the user calls the sample type, as for `sampleTypeIndex`.
 * @param companionOf the type to have beside a type, if the profiles have it: counts beside sizes.
 * @throws ProfileError when the profiles have no common sample type, or not the one that was asked for.
 */
export function putSideBySide(
  profiles: readonly Profile[],
  sampleIndex: string,
  companionOf: (type: string) => string | undefined,
): SideBySide {
  const [first, ...others] = alignProfiles(profiles);
  if (first === undefined) throw new ProfileError('empty', 'no profiles to compare');
  const sources = [first, ...others];
  const sampleType = sampleTypeIndex(first, sampleIndex);
  const { type } = first.sampleTypes[sampleType]!;
  const companionType = companionOf(type);
  const companion = first.sampleTypes.findIndex((other) => other.type === companionType);
  const columns = companion >= 0 ? [sampleType, companion] : [sampleType];
  const wide = sources.map((source, n): Profile => {
    const zeros = new Float64Array(source.samples.count);
    const values = columns.flatMap((column) =>
      sources.map((_, other) => (other === n ? source.samples.values[column]! : zeros)),
    );
    return {
      ...source,
      sampleTypes: columns.flatMap((column) =>
        sources.map((_, other) => ({
          type: `${other}:${first.sampleTypes[column]!.type}`,
          unit: first.sampleTypes[column]!.unit,
        })),
      ),
      defaultSampleType: '',
      // Numbers are enough to compare with: what does not fit into one is rounded.
      samples: { ...source.samples, values, wideValues: new Map() },
    };
  });
  return { profile: mergeProfiles(wide), sources, sampleType, hasCompanion: companion >= 0 };
}

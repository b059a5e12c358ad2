// Sets a profile against a base: the base counts negative, so that what is left is the difference.

import { addStringLabel } from './add-label.ts';
import { mergeProfiles } from './merge.ts';
import { normalizeProfile, scaleProfile } from './scale-profile.ts';
import type { Profile } from './profile.ts';

/** The label that marks the samples of a base; reports take percentages of those alone. */
export const baseLabelKey = 'pprof::base';
export const baseLabelText = 'true';

export interface BaseOptions {
  /** Mark the samples of the base, so that they stay apart and percentages relate to the base (-diff_base). */
  readonly isDiffBase: boolean;
  /** Scale the profile to the totals of the base first. */
  readonly normalize: boolean;
}

/**
 * The profile less its base. Without `isDiffBase` samples that are equal in both cancel out.
 * @throws ProfileError with code 'incompatible' if the two cannot be merged; to normalize, their sample
 * types must be the same from the start.
 */
export function subtractBase(profile: Profile, base: Profile, options: BaseOptions): Profile {
  const marked = options.isDiffBase ? labelAsBase(base) : base;
  const scaled = options.normalize ? normalizeProfile(profile, marked) : profile;
  return mergeProfiles([
    scaled,
    scaleProfile(
      marked,
      marked.sampleTypes.map(() => -1),
    ),
  ]);
}

/** Gives every sample the string label pprof::base=true, in place of any that it has under this key. */
export function labelAsBase(profile: Profile): Profile {
  return addStringLabel(profile, baseLabelKey, baseLabelText);
}

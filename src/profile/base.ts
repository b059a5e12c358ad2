// Sets a profile against a base: the base counts negative, so that what is left is the difference.

import { createLabelSetCollector } from './label-columns.ts';
import { mergeProfiles } from './merge.ts';
import { normalizeProfile, scaleProfile } from './scale-profile.ts';
import type { Profile } from './profile.ts';
import { createStringTable } from './strings.ts';
import { compareText } from './utf8.ts';

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
  const strings = createStringTable(profile.strings);
  const key = strings.add(baseLabelKey);
  const text = strings.add(baseLabelText);
  const { labelSets, samples } = profile;
  const collector = createLabelSetCollector();
  const labelSetOf = new Uint32Array(labelSets.count);
  for (let set = 0; set < labelSets.count; set++) {
    const end = labelSets.offsets[set + 1]!;
    let row = labelSets.offsets[set]!;
    for (; row < end && sortsBefore(row); row++) copyLabel(row);
    collector.stringLabel(key, text);
    for (; row < end; row++) copyLabel(row);
    labelSetOf[set] = collector.endSet();
  }

  /** Whether a label comes before the new one in canonical order. */
  function sortsBefore(row: number): boolean {
    return labelSets.isNumber[row] === 0 && compareText(strings.text(labelSets.key[row]!), baseLabelKey) < 0;
  }

  function copyLabel(row: number): void {
    const isNumber = labelSets.isNumber[row] === 1;
    if (!isNumber && labelSets.key[row] === key) return;
    collector.label(
      labelSets,
      row,
      labelSets.key[row]!,
      isNumber ? labelSets.unit[row]! : labelSets.text[row]!,
    );
  }

  return {
    ...profile,
    strings,
    labelSets: collector.build(),
    samples: { ...samples, labelSet: samples.labelSet.map((set) => labelSetOf[set]!) },
  };
}

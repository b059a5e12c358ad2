// Filters the labels of samples by their keys: tagshow and taghide.

import { createLabelSetCollector } from './label-columns.ts';
import { labelSetsInUse } from './label-units.ts';
import { matchEachOnce, type Matcher } from './matcher.ts';
import type { Profile } from './profile.ts';

export interface LabelKeyFilters {
  /** Keep only labels whose key matches. */
  readonly show?: Matcher | undefined;
  /** Take off labels whose key matches. */
  readonly hide?: Matcher | undefined;
}

/** The profile with fewer labels, and whether the filters matched the key of any label. */
export interface LabelKeyResult {
  readonly profile: Profile;
  readonly showMatched: boolean;
  readonly hideMatched: boolean;
}

export function filterLabelKeys(profile: Profile, { show, hide }: LabelKeyFilters): LabelKeyResult {
  if (!show && !hide) return { profile, showMatched: false, hideMatched: false };
  const { labelSets, samples, strings } = profile;
  const isShown = show ? matchEachOnce(strings, show) : (): boolean => true;
  const isHidden = hide ? matchEachOnce(strings, hide) : (): boolean => false;
  const collector = createLabelSetCollector();
  const setOf = new Uint32Array(labelSets.count);
  let showMatched = false;
  let hideMatched = false;
  for (const set of labelSetsInUse(profile)) {
    for (let row = labelSets.offsets[set]!; row < labelSets.offsets[set + 1]!; row++) {
      const key = labelSets.key[row]!;
      const shown = isShown(key);
      const hidden = isHidden(key);
      showMatched ||= shown;
      hideMatched ||= hidden;
      if (!shown || hidden) continue;
      collector.label(
        labelSets,
        row,
        key,
        labelSets.isNumber[row] === 1 ? labelSets.unit[row]! : labelSets.text[row]!,
      );
    }
    setOf[set] = collector.endSet();
  }
  return {
    profile: {
      ...profile,
      labelSets: collector.build(),
      samples: { ...samples, labelSet: samples.labelSet.map((set) => setOf[set]!) },
    },
    showMatched,
    hideMatched,
  };
}

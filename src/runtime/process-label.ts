// Adds a label to every sample, to tell the processes of a cluster apart in one profile.

import {
  createLabelSetTable,
  createStringTable,
  labelsOf,
  stringLabel,
  type Label,
  type Profile,
  type StringTableBuilder,
} from '#profile';

/** The profile with the label `key` on every sample that has none: what a child collected from its own children has. */
export function withLabel(profile: Profile, key: string, text: string): Profile {
  const strings: StringTableBuilder = createStringTable(profile.strings);
  const labelSets = createLabelSetTable(strings);
  const label: Label = stringLabel(strings, key, text);
  const newSets = Uint32Array.from({ length: profile.labelSets.count }, (_, set) =>
    labelSets.add(withOne(labelsOf(profile.labelSets, set), label)),
  );
  return {
    ...profile,
    strings,
    labelSets: labelSets.build(),
    samples: { ...profile.samples, labelSet: profile.samples.labelSet.map((set) => newSets[set]!) },
  };
}

function withOne(labels: readonly Label[], label: Label): readonly Label[] {
  return labels.some(({ key }) => key === label.key) ? labels : [...labels, label];
}

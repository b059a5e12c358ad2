// Labels all samples of a profile alike: where they came from, so that it is known when profiles are merged.

import { createLabelSetCollector } from './label-columns.ts';
import type { Profile } from './profile.ts';
import { createStringTable } from './strings.ts';
import { compareText } from './utf8.ts';

/** Gives every sample a string label, in place of any that it has under this key. */
export function addStringLabel(profile: Profile, keyText: string, value: string): Profile {
  const strings = createStringTable(profile.strings);
  const key = strings.add(keyText);
  const text = strings.add(value);
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
    return labelSets.isNumber[row] === 0 && compareText(strings.text(labelSets.key[row]!), keyText) < 0;
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

// Finds out in which unit the numeric labels of each key are.

import type { Profile } from './profile.ts';
import { compareText } from './utf8.ts';

export interface NumericLabelUnits {
  /** The unit of each key: the first that a sample has, else one that the key suggests, else the key itself. */
  readonly units: ReadonlyMap<string, string>;
  /** For keys with several units, those that were not taken, in byte order. */
  readonly ignored: ReadonlyMap<string, readonly string[]>;
}

export function numericLabelUnits(profile: Profile): NumericLabelUnits {
  const { labelSets, strings } = profile;
  const units = new Map<string, string>();
  const ignored = new Map<string, Set<string>>();
  for (const set of labelSetsInUse(profile)) {
    for (let row = labelSets.offsets[set]!; row < labelSets.offsets[set + 1]!; row++) {
      if (labelSets.isNumber[row] === 0) continue;
      const key = strings.text(labelSets.key[row]!);
      const unit = strings.text(labelSets.unit[row]!);
      const taken = units.get(key) ?? '';
      if (taken === '') units.set(key, unit);
      else if (unit !== '' && unit !== taken) ignored.set(key, (ignored.get(key) ?? new Set()).add(unit));
    }
  }
  for (const [key, unit] of units) {
    if (unit === '') units.set(key, key === 'alignment' || key === 'request' ? 'bytes' : key);
  }
  return {
    units,
    ignored: new Map([...ignored].map(([key, others]) => [key, [...others].toSorted(compareText)])),
  };
}

/** The label sets that samples have, in the order of their first use. */
export function labelSetsInUse({ samples, labelSets }: Profile): Set<number> {
  const isSeen = new Uint8Array(labelSets.count);
  const inUse = new Set<number>();
  for (const set of samples.labelSet) {
    if (isSeen[set] === 1) continue;
    isSeen[set] = 1;
    inUse.add(set);
  }
  return inUse;
}

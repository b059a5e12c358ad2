// Values of profiles by what a test knows: the name of the leaf function, or a label.

import { labelsOf, type Profile } from '#profile';

/** The sum of a sample type for each group. */
function sumBy(profile: Profile, type: string, groupOf: (sample: number) => string): Map<string, number> {
  const column =
    profile.samples.values[profile.sampleTypes.findIndex((sampleType) => sampleType.type === type)];
  if (column === undefined) throw new Error(`no sample type ${type}`);
  const sums = new Map<string, number>();
  for (let sample = 0; sample < profile.samples.count; sample++) {
    const group = groupOf(sample);
    sums.set(group, (sums.get(group) ?? 0) + column[sample]!);
  }
  return sums;
}

export function byLeaf(profile: Profile, type: string): Map<string, number> {
  return sumBy(profile, type, (sample) => stackNames(profile, sample)[0] ?? '');
}

export function byLabel(profile: Profile, type: string, key: string): Map<string, number> {
  return sumBy(profile, type, (sample) => labelText(profile, sample, key));
}

/** Names of the functions of a sample's stack, leaf first. */
export function stackNames(profile: Profile, sample: number): string[] {
  const { stacks, samples, lines, locations, functions, strings } = profile;
  const stack = samples.stack[sample]!;
  return Array.from(
    stacks.locations.subarray(stacks.offsets[stack]!, stacks.offsets[stack + 1]!),
    (location) => strings.text(functions.name[lines.function[locations.lineOffsets[location]!]!]!),
  );
}

/** '' where the sample has no such label. */
export function labelText(profile: Profile, sample: number, key: string): string {
  const label = labelsOf(profile.labelSets, profile.samples.labelSet[sample]!).find(
    (candidate) => profile.strings.text(candidate.key) === key,
  );
  if (label === undefined) return '';
  return label.isNumber ? String(label.number) : profile.strings.text(label.text);
}

export function total(sums: ReadonlyMap<string, number>): number {
  return [...sums.values()].reduce((sum, value) => sum + value, 0);
}

/** The function with most; V8's own, such as the garbage collector, are in parentheses and do not count. */
export function heaviest(sums: ReadonlyMap<string, number>): string | undefined {
  const functions = [...sums].filter(([name]) => !name.startsWith('('));
  return functions.toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

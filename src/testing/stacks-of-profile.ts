// Draws the samples of a profile as text, so that a test shows what it expects.

import { labelsOf, sampleValue, type Label, type Profile } from '#profile';

/** The samples in the notation of `profileFromStacks`, without files and mappings; a location without lines is its address. */
export function stacksOfProfile(profile: Profile): string {
  const lines: string[] = [];
  for (let sample = 0; sample < profile.samples.count; sample++) lines.push(sampleText(profile, sample));
  return lines.join('\n');
}

function sampleText(profile: Profile, sample: number): string {
  const { samples, stacks, labelSets } = profile;
  const stack = samples.stack[sample]!;
  const locations = stacks.locations.subarray(stacks.offsets[stack]!, stacks.offsets[stack + 1]!);
  const frames = Array.from(locations, (location) => frameText(profile, location));
  const values = samples.values.map((_, type) => sampleValue(samples, type, sample));
  const labels = labelsOf(labelSets, samples.labelSet[sample]!).map((label) => labelText(profile, label));
  return [frames.toReversed().join(';'), ...values, ...labels].join(' ');
}

function frameText({ locations, lines, functions, strings }: Profile, location: number): string {
  const names = Array.from(
    lines.function.subarray(locations.lineOffsets[location]!, locations.lineOffsets[location + 1]!),
    (fn) => strings.text(functions.name[fn]!),
  );
  return names.length === 0 ? `0x${locations.address[location]!.toString(16)}` : names.toReversed().join('>');
}

function labelText({ strings }: Profile, label: Label): string {
  const value = label.isNumber ? `${label.number}${strings.text(label.unit)}` : strings.text(label.text);
  return `${strings.text(label.key)}=${value}`;
}

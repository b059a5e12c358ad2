// The tags report: how much of the profile each label value accounts for.

import { percentage, scaledLabel } from '#measurement';
import { compareText, type Profile } from '#profile';

import { alignRight } from './tabwriter.ts';

export interface TagsInput {
  readonly profile: Profile;
  /** One value per sample. */
  readonly values: ArrayLike<number>;
  /** The total that the report shows percentages of. */
  readonly total: number;
  /** The unit of each numeric label, by its key; a key that is missing is its own unit. */
  readonly labelUnits: ReadonlyMap<string, string>;
  /** The unit that numeric labels are shown in; 'minimum' or 'auto' for the best one of each. */
  readonly outputUnit: string;
}

export interface TagsReport {
  readonly total: number;
  /** By key, as bytes. */
  readonly tags: readonly Tag[];
}

export interface Tag {
  readonly key: string;
  /** The sum over all values; a sample with two values of the key counts twice. */
  readonly total: number;
  /** By magnitude, then by text. */
  readonly values: readonly TagValue[];
}

export interface TagValue {
  /** The value of a string label; the value and unit of a numeric one. */
  readonly text: string;
  readonly value: number;
}

export function buildTags(input: TagsInput): TagsReport {
  const valuesOfKey = new Map<string, Map<string, number>>();
  const { strings, labelSets } = input.profile;
  const { isUsed, sums } = sumsByLabelSet(input);
  for (let set = 0; set < labelSets.count; set++) {
    if (isUsed[set] === 0) continue;
    for (let i = labelSets.offsets[set]!; i < labelSets.offsets[set + 1]!; i++) {
      const key = strings.text(labelSets.key[i]!);
      let values = valuesOfKey.get(key);
      if (values === undefined) valuesOfKey.set(key, (values = new Map<string, number>()));
      const text =
        labelSets.isNumber[i] === 1
          ? scaledLabel(Number(labelSets.number[i]), input.labelUnits.get(key) ?? key, input.outputUnit)
          : strings.text(labelSets.text[i]!);
      values.set(text, (values.get(text) ?? 0) + sums[set]!);
    }
  }
  const tags = Array.from(valuesOfKey, ([key, values]) => tagOf(key, values));
  return { total: input.total, tags: tags.toSorted((a, b) => compareText(a.key, b.key)) };
}

/** `formatValue` gives the text of a sample value in the unit of the report. */
export function printTags(report: TagsReport, formatValue: (value: number) => string): string {
  const share = (value: number): string => (report.total > 0 ? ` (${percentage(value, report.total)})` : '');
  const total = formatValue(report.total);
  const lines: string[] = [];
  for (const { key, total: tagTotal, values } of report.tags) {
    lines.push(`${key}:\t Total ${formatValue(tagTotal)} of ${total}${share(tagTotal)}\n`);
    for (const { text, value } of values) {
      lines.push(` \t${formatValue(value)}${share(value)}:\t ${text}\n`);
    }
    lines.push('\n');
  }
  return alignRight(lines.join(''));
}

/** Many samples share few label sets, so each set is looked at once. */
function sumsByLabelSet({ profile, values }: TagsInput): { isUsed: Uint8Array; sums: Float64Array } {
  const { samples, labelSets } = profile;
  const isUsed = new Uint8Array(labelSets.count);
  const sums = new Float64Array(labelSets.count);
  for (let sample = 0; sample < samples.count; sample++) {
    const set = samples.labelSet[sample]!;
    isUsed[set] = 1;
    sums[set]! += values[sample]!;
  }
  return { isUsed, sums };
}

function tagOf(key: string, sums: ReadonlyMap<string, number>): Tag {
  const values = Array.from(sums, ([text, value]) => ({ text, value }));
  values.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || compareText(a.text, b.text));
  return { key, total: values.reduce((sum, { value }) => sum + value, 0), values };
}

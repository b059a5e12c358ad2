// Builds the label set table: each distinct set of labels is stored once, in canonical order.

import type { LabelSetTable } from './profile.ts';
import type { StringTable } from './strings.ts';
import { compareText } from './utf8.ts';

/** One label; all but `number` are string indexes. A numeric label has no text, a string label no unit. */
export interface Label {
  readonly key: number;
  readonly isNumber: boolean;
  readonly text: number;
  readonly number: bigint;
  readonly unit: number;
}

export interface LabelSetTableBuilder {
  /** Index of the set with these labels, in any order; values of one key keep their order. */
  add(labels: readonly Label[]): number;
  build(): LabelSetTable;
}

export function createLabelSetTable(strings: StringTable): LabelSetTableBuilder {
  const entries: Label[] = [];
  const offsets: number[] = [0, 0];
  const indexOf = new Map<string, number>([['', 0]]);
  return {
    add(labels) {
      if (labels.length === 0) return 0;
      const ordered = labels.length === 1 ? labels : inCanonicalOrder(labels, strings);
      const identity = ordered.map(labelIdentity).join(';');
      const known = indexOf.get(identity);
      if (known !== undefined) return known;
      const set = offsets.length - 1;
      indexOf.set(identity, set);
      for (const label of ordered) entries.push(label);
      offsets.push(entries.length);
      return set;
    },
    build: () => ({
      count: offsets.length - 1,
      offsets: Uint32Array.from(offsets),
      key: Uint32Array.from(entries, (label) => label.key),
      isNumber: Uint8Array.from(entries, (label) => (label.isNumber ? 1 : 0)),
      text: Uint32Array.from(entries, (label) => label.text),
      number: BigInt64Array.from(entries, (label) => label.number),
      unit: Uint32Array.from(entries, (label) => label.unit),
    }),
  };
}

/** The labels of one set, for code that is about few sets. */
export function labelsOf(table: LabelSetTable, set: number): Label[] {
  const labels: Label[] = [];
  for (let i = table.offsets[set]!; i < table.offsets[set + 1]!; i++) {
    labels.push({
      key: table.key[i]!,
      isNumber: table.isNumber[i] === 1,
      text: table.text[i]!,
      number: table.number[i]!,
      unit: table.unit[i]!,
    });
  }
  return labels;
}

function inCanonicalOrder(labels: readonly Label[], strings: StringTable): Label[] {
  return labels.toSorted((a, b) => {
    if (a.isNumber !== b.isNumber) return a.isNumber ? 1 : -1;
    return a.key === b.key ? 0 : compareText(strings.text(a.key), strings.text(b.key));
  });
}

function labelIdentity(label: Label): string {
  return label.isNumber ? `${label.key}#${label.number}/${label.unit}` : `${label.key}=${label.text}`;
}

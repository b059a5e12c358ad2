// Merges the strings of several profiles into one table.

import { createMergedIndex, type RowMerger } from './merge-rows.ts';
import { createStringTable, type StringTable } from './strings.ts';

export function createStringMerger(): RowMerger<StringTable> {
  const table = createStringTable();
  const merged = createMergedIndex();
  let strings: StringTable;
  return {
    startProfile(profile) {
      strings = profile.strings;
      merged.startTable(strings.count);
    },
    merge: (row) => merged.get(row) ?? merged.set(row, table.add(strings.text(row))),
    build: () => table,
  };
}

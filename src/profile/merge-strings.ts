// Merges the strings of several profiles into one table, by their bytes and without decoding them.

import { createMergedIndex, type RowMerger } from './merge-rows.ts';
import type { Profile } from './profile.ts';
import { createByteRangeTable, stringTableOf, type StringTable } from './strings.ts';

export function createStringMerger(profiles: readonly Profile[], rowsHint: number): RowMerger<StringTable> {
  // Room for every string, so that the table never moves. Pages that are not written to take no memory.
  const bytes = new Uint8Array(profiles.reduce((sum, { strings }) => sum + byteLength(strings), 0));
  const table = createByteRangeTable(bytes, rowsHint);
  const merged = createMergedIndex();
  let strings: StringTable;
  let used = 0;

  function add(utf8: Uint8Array): number {
    bytes.set(utf8, used);
    const known = table.count;
    const index = table.add(used, used + utf8.length);
    // A string that was known is overwritten by the next.
    if (index === known) used += utf8.length;
    return index;
  }

  add(new Uint8Array(0));
  return {
    startProfile(profile) {
      strings = profile.strings;
      merged.startTable(strings.count);
    },
    merge: (row) => merged.get(row) ?? merged.set(row, add(strings.utf8(row))),
    build() {
      const starts = new Uint32Array(table.count);
      const ends = new Uint32Array(table.count);
      for (let index = 0; index < table.count; index++) {
        starts[index] = table.start(index);
        ends[index] = table.end(index);
      }
      return stringTableOf(bytes, starts, ends);
    },
  };
}

function byteLength(strings: StringTable): number {
  let length = 0;
  for (let index = 0; index < strings.count; index++) length += strings.utf8(index).length;
  return length;
}

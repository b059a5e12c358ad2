// What merging has in common for every table: rows of one profile after the other, each merged once.

import type { Profile } from './profile.ts';

/** Merges one table of several profiles. Merged rows are numbered in the order in which they are first asked for. */
export interface RowMerger<Table> {
  /** Turns to the next profile, whose rows `merge` is about from then on. */
  startProfile(profile: Profile): void;
  /** The merged index of a row of the current profile. */
  merge(row: number): number;
  build(): Table;
}

/** Remembers the merged index of each row of the current profile. */
export interface MergedIndex {
  startTable(rows: number): void;
  /** Undefined for a row that was not set yet. */
  get(row: number): number | undefined;
  /** Gives `merged` back. */
  set(row: number, merged: number): number;
}

export function createMergedIndex(): MergedIndex {
  // Merged index + 1, so that a fresh array says that nothing is known.
  let indexes = new Uint32Array(0);
  return {
    startTable(rows) {
      indexes = new Uint32Array(rows);
    },
    get(row) {
      const entry = indexes[row]!;
      return entry === 0 ? undefined : entry - 1;
    },
    set(row, merged) {
      indexes[row] = merged + 1;
      return merged;
    },
  };
}

/** The ids of merged rows: 1, 2, 3 and so on. */
export function denseIds(count: number): BigUint64Array {
  return BigUint64Array.from({ length: count }, (_, row) => BigInt(row + 1));
}

// Finds out which rows are equal: each distinct sequence of words gets a number.

import type { StackLocations } from './profile.ts';
import { createStackTable } from './stacks.ts';
import { enlarged } from './strings.ts';

/** One writes the words that make a row what it is, then ends the key. */
export interface RowKeys {
  /** Number of distinct keys. */
  readonly count: number;
  /** Appends a uint32. */
  word(value: number): void;
  /** Appends row `row` of a column of int64 or uint64. */
  wide(column: WideColumn, row: number): void;
  /** The number of the key: that of an equal earlier one, or `count` as it was. The next key starts empty. */
  end(): number;
  /** The words of all keys: those of key `k` are `words[offsets[k] .. offsets[k + 1])`. */
  build(): { readonly offsets: Uint32Array; readonly words: StackLocations };
}

export type WideColumn = BigInt64Array | BigUint64Array;

export function createRowKeys(keysHint = 64): RowKeys {
  // A stack table does just that with sequences of location indexes, and a word is as good.
  const keys = createStackTable(keysHint, keysHint * 8);
  let words = new Uint32Array(16);
  let length = 0;
  let count = 0;
  const wideValue = new BigUint64Array(1);
  const halves = new Uint32Array(wideValue.buffer);

  function word(value: number): void {
    if (length === words.length) words = enlarged(words, length * 2);
    words[length++] = value;
  }

  return {
    get count() {
      return count;
    },
    word,
    wide(column, row) {
      // Copied as it stands: taken out of its column, it would become an object on the heap.
      wideValue[0] = column[row]!;
      word(halves[0]!);
      word(halves[1]!);
    },
    end() {
      const key = keys.add(words, 0, length);
      length = 0;
      if (key === count) count++;
      return key;
    },
    build() {
      const { offsets, locations } = keys.build();
      return { offsets, words: locations };
    },
  };
}

// Builds a label set table from the columns of others, without making an object for each label.

import type { LabelSetTable } from './profile.ts';
import { createRowKeys } from './row-keys.ts';

/** A label set table under construction. Set 0, the empty one, is there from the start. */
export interface LabelSetCollector {
  /**
   * Adds a row of `from` to the set at hand; `key` and `textOrUnit` say what its strings are in the new
   * table. The rows of a set must come in canonical order.
   */
  label(from: LabelSetTable, row: number, key: number, textOrUnit: number): void;
  /** Adds a string label to the set at hand. */
  stringLabel(key: number, text: number): void;
  /** Ends the set at hand: the index of the set with these labels. The next one starts empty. */
  endSet(): number;
  build(): LabelSetTable;
}

const wordsPerLabel = 5;
const noNumber = new BigInt64Array(1);

export function createLabelSetCollector(): LabelSetCollector {
  const sets = createRowKeys();
  sets.end();

  return {
    label(from, row, key, textOrUnit) {
      sets.word(key);
      sets.word(from.isNumber[row]!);
      sets.word(textOrUnit);
      sets.wide(from.number, row);
    },
    stringLabel(key, text) {
      sets.word(key);
      sets.word(0);
      sets.word(text);
      sets.wide(noNumber, 0);
    },
    endSet: () => sets.end(),
    build() {
      const { offsets, words } = sets.build();
      const rows = words.length / wordsPerLabel;
      const table = {
        count: sets.count,
        offsets: offsets.map((offset) => offset / wordsPerLabel),
        key: new Uint32Array(rows),
        isNumber: new Uint8Array(rows),
        text: new Uint32Array(rows),
        number: new BigInt64Array(rows),
        unit: new Uint32Array(rows),
      };
      const numberHalves = new Uint32Array(table.number.buffer);
      for (let row = 0, word = 0; row < rows; row++, word += wordsPerLabel) {
        table.key[row] = words[word]!;
        table.isNumber[row] = words[word + 1]!;
        (words[word + 1] === 1 ? table.unit : table.text)[row] = words[word + 2]!;
        numberHalves[row * 2] = words[word + 3]!;
        numberHalves[row * 2 + 1] = words[word + 4]!;
      }
      return table;
    },
  };
}

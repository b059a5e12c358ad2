// Numbers distinct pairs of indexes, such as the stack and the label set of a sample.

import { enlarged, slotMask } from './strings.ts';

export interface PairKeys {
  readonly count: number;
  /** The number of the pair: that of an equal earlier one, or `count` as it was. */
  add(first: number, second: number): number;
  /** Columns with one row for each distinct pair. */
  build(): { readonly first: Uint32Array; readonly second: Uint32Array };
}

export function createPairKeys(pairsHint = 64): PairKeys {
  let firsts = new Uint32Array(Math.max(16, pairsHint));
  let seconds = new Uint32Array(firsts.length);
  let mask = slotMask(pairsHint);
  // Number + 1; 0 marks a free slot.
  let slots = new Uint32Array(mask + 1);
  let count = 0;

  function add(first: number, second: number): number {
    let slot = hashPair(first, second) & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (firsts[entry - 1] === first && seconds[entry - 1] === second) return entry - 1;
      slot = (slot + 1) & mask;
    }
    if (count === firsts.length) {
      firsts = enlarged(firsts, count * 2);
      seconds = enlarged(seconds, count * 2);
    }
    firsts[count] = first;
    seconds[count] = second;
    slots[slot] = ++count;
    if (count * 2 > mask) rehash();
    return count - 1;
  }

  function rehash(): void {
    mask = mask * 2 + 1;
    slots = new Uint32Array(mask + 1);
    for (let pair = 0; pair < count; pair++) {
      let slot = hashPair(firsts[pair]!, seconds[pair]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = pair + 1;
    }
  }

  return {
    get count() {
      return count;
    },
    add,
    build: () => ({ first: firsts.subarray(0, count), second: seconds.subarray(0, count) }),
  };
}

/** Mixes thoroughly: both indexes are dense, and runs of neighbours would grow together into long ones. */
function hashPair(first: number, second: number): number {
  let hash = Math.imul(first ^ Math.imul(second, 0x85ebca6b), 0x9e3779b1);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 15);
}

// The string table: each text of a profile once.

import { compareText } from './utf8.ts';

/** Index 0 is always ''. Equal indexes mean equal texts and the other way round. */
export interface StringTable {
  readonly count: number;
  /** The text at `index`; invalid UTF-8 as `decodeText` gives it. */
  text(index: number): string;
}

/** A string table that grows; what `add` returned stays valid. */
export interface StringTableBuilder extends StringTable {
  /** The index of `text`, which is added if it is not there. */
  add(text: string): number;
}

/** Continues `base` (or starts with just ''); `base` itself stays as it is. */
export function createStringTable(base: StringTable = noStrings): StringTableBuilder {
  const added: string[] = [];
  // Most tables that continue another one are never added to.
  let indexOf: Map<string, number> | undefined;
  return {
    get count() {
      return base.count + added.length;
    },
    text: (index) => (index < base.count ? base.text(index) : added[index - base.count]!),
    add(text) {
      if (indexOf === undefined) {
        indexOf = new Map();
        for (let i = 0; i < base.count; i++) indexOf.set(base.text(i), i);
      }
      const known = indexOf.get(text);
      if (known !== undefined) return known;
      const index = base.count + added.push(text) - 1;
      indexOf.set(text, index);
      return index;
    },
  };
}

const noStrings: StringTable = { count: 1, text: () => '' };

/** Interns texts: the table, and the index of each of `texts` in it. The first text must be ''. */
export function internTexts(
  texts: Iterable<string>,
  count: number,
): { table: StringTable; indexOf: Uint32Array } {
  const distinct: string[] = [];
  const indexOfText = new Map<string, number>();
  const indexOf = new Uint32Array(count);
  let row = 0;
  for (const text of texts) {
    let index = indexOfText.get(text);
    if (index === undefined) {
      index = distinct.push(text) - 1;
      indexOfText.set(text, index);
    }
    indexOf[row++] = index;
  }
  return { table: { count: distinct.length, text: (index) => distinct[index]! }, indexOf };
}

/** Distinct byte ranges of one array, numbered in the order in which they were first seen. */
export interface ByteRangeTable {
  /** The number of the range `start .. end`: that of an equal earlier range, or the next free one. */
  add(start: number, end: number): number;
  /** Start and end of the first range with this number. */
  start(index: number): number;
  end(index: number): number;
  readonly count: number;
}

export function createByteRangeTable(bytes: Uint8Array, rangesHint: number = 64): ByteRangeTable {
  let starts = new Uint32Array(rangesHint);
  let ends = new Uint32Array(rangesHint);
  let hashes = new Uint32Array(rangesHint);
  let mask = slotMask(rangesHint);
  // Index + 1; 0 marks a free slot.
  let slots = new Uint32Array(mask + 1);
  let count = 0;

  function add(start: number, end: number): number {
    const hash = hashBytes(bytes, start, end);
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (hashes[entry - 1] === hash && holds(entry - 1, start, end)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    if (count === hashes.length) grow();
    starts[count] = start;
    ends[count] = end;
    hashes[count] = hash;
    slots[slot] = ++count;
    if (count * 2 > mask) rehash();
    return count - 1;
  }

  function holds(index: number, start: number, end: number): boolean {
    const first = starts[index]!;
    if (ends[index]! - first !== end - start) return false;
    for (let i = start, j = first; i < end; i++, j++) {
      if (bytes[i] !== bytes[j]) return false;
    }
    return true;
  }

  function grow(): void {
    starts = enlarged(starts, count * 2);
    ends = enlarged(ends, count * 2);
    hashes = enlarged(hashes, count * 2);
  }

  function rehash(): void {
    mask = mask * 2 + 1;
    slots = new Uint32Array(mask + 1);
    for (let index = 0; index < count; index++) {
      let slot = hashes[index]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
  }

  return {
    add,
    start: (index) => starts[index]!,
    end: (index) => ends[index]!,
    get count() {
      return count;
    },
  };
}

/**
 * For each string its place in byte order: `ranks[a] < ranks[b]` exactly if text a sorts before text b.
 * Worth its O(n log n) when the same strings are compared many times.
 */
export function rankStrings(strings: StringTable): Uint32Array {
  const order = Array.from({ length: strings.count }, (_, index) => index);
  order.sort((a, b) => compareText(strings.text(a), strings.text(b)));
  const ranks = new Uint32Array(strings.count);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
  return ranks;
}

/** FNV-1a over the bytes (32 bit). */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A power of two that leaves the slots of a table of `entries` at most half full, less one. */
export function slotMask(entries: number): number {
  let slots = 16;
  while (slots < entries * 2) slots *= 2;
  return slots - 1;
}

/** The same rows with room for `capacity`. */
export function enlarged(column: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(column);
  return larger;
}

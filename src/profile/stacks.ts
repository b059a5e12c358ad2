// Builds the stack table: each distinct stack is stored once.

import type { StackTable } from './profile.ts';
import { enlarged, slotMask } from './strings.ts';

export interface StackTableBuilder {
  /** Index of the stack `locations[start .. end)` (location indexes, leaf first), added if it is new. */
  add(locations: ArrayLike<number>, start: number, end: number): number;
  build(): StackTable;
}

/**
 * Size hints save copying while growing. Reserving too much costs address space, not memory: the
 * operating system gives pages of a fresh array only when they are written to.
 */
export function createStackTable(stacksHint: number = 64, framesHint: number = 1024): StackTableBuilder {
  let offsets = new Uint32Array(stacksHint + 1);
  let hashes = new Uint32Array(stacksHint);
  let frames = new Uint32Array(framesHint);
  let mask = slotMask(stacksHint);
  // Stack index + 1; 0 marks a free slot, so that a fresh array needs no filling.
  let slots = new Uint32Array(mask + 1);
  let count = 0;
  let used = 0;

  function add(locations: ArrayLike<number>, start: number, end: number): number {
    const depth = end - start;
    let hash = depth;
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ locations[i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash >>>= 0;
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (hashes[entry - 1] === hash && holds(entry - 1, locations, start, depth)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    if (count === hashes.length) growStacks();
    if (used + depth > frames.length) frames = enlarged(frames, (used + depth) * 2);
    for (let i = start; i < end; i++) frames[used++] = locations[i]!;
    hashes[count] = hash;
    offsets[count + 1] = used;
    slots[slot] = count + 1;
    count++;
    if (count * 2 > mask) rehash();
    return count - 1;
  }

  function holds(stack: number, locations: ArrayLike<number>, start: number, depth: number): boolean {
    const first = offsets[stack]!;
    if (offsets[stack + 1]! - first !== depth) return false;
    for (let i = 0; i < depth; i++) {
      if (frames[first + i] !== locations[start + i]) return false;
    }
    return true;
  }

  function growStacks(): void {
    const capacity = Math.max(64, count * 2);
    offsets = enlarged(offsets, capacity + 1);
    hashes = enlarged(hashes, capacity);
  }

  function rehash(): void {
    mask = mask * 2 + 1;
    slots = new Uint32Array(mask + 1);
    for (let stack = 0; stack < count; stack++) {
      let slot = hashes[stack]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = stack + 1;
    }
  }

  return {
    add,
    build: () => ({
      count,
      offsets: offsets.subarray(0, count + 1),
      locations: frames.subarray(0, used),
    }),
  };
}

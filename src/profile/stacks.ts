// Builds the stack table: each distinct stack is stored once.

import type { StackLocations, StackTable } from './profile.ts';
import { enlarged, slotMask } from './strings.ts';

export interface StackTableBuilder {
  /** Index of the stack `locations[start .. end)` (location indexes, leaf first), added if it is new. */
  add(locations: ArrayLike<number>, start: number, end: number): number;
  /**
   * Saves a copy where stacks are made one location at a time: write `depth` locations at most into
   * `room(depth)`, from `used()` on, then `commit` them. `room` may be called again with a larger depth.
   */
  room(depth: number): StackLocations;
  used(): number;
  /** Index of the stack that was written: that of an equal earlier one, or a new one. */
  commit(depth: number): number;
  build(): StackTable;
}

/**
 * Size hints save copying while growing. Reserving too much costs address space, not memory: the
 * operating system gives pages of a fresh array only when they are written to.
 * @param locationCount how many locations there are at most; few of them take half the memory.
 */
export function createStackTable(
  stacksHint: number = 64,
  framesHint: number = 1024,
  locationCount: number = 2 ** 32,
): StackTableBuilder {
  const Frames = locationCount <= 2 ** 16 ? Uint16Array : Uint32Array;
  let offsets = new Uint32Array(stacksHint + 1);
  let hashes = new Uint32Array(stacksHint);
  let frames: StackLocations = new Frames(framesHint);
  let mask = slotMask(stacksHint);
  // Stack index + 1; 0 marks a free slot, so that a fresh array needs no filling.
  let slots = new Uint32Array(mask + 1);
  let count = 0;
  let used = 0;

  function room(depth: number): StackLocations {
    if (used + depth > frames.length) {
      const larger = new Frames((used + depth) * 2);
      larger.set(frames);
      frames = larger;
    }
    return frames;
  }

  function add(locations: ArrayLike<number>, start: number, end: number): number {
    const target = room(end - start);
    for (let i = start, to = used; i < end; i++, to++) target[to] = locations[i]!;
    return commit(end - start);
  }

  function commit(depth: number): number {
    const hash = hashLocations(frames, used, used + depth);
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (hashes[entry - 1] === hash && isWritten(entry - 1, depth)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    if (count === hashes.length) growStacks();
    used += depth;
    hashes[count] = hash;
    offsets[count + 1] = used;
    slots[slot] = count + 1;
    count++;
    if (count * 2 > mask) rehash();
    return count - 1;
  }

  /** Whether a stack equals the one just written. */
  function isWritten(stack: number, depth: number): boolean {
    const first = offsets[stack]!;
    if (offsets[stack + 1]! - first !== depth) return false;
    for (let i = 0; i < depth; i++) {
      if (frames[first + i] !== frames[used + i]) return false;
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
    room,
    used: () => used,
    commit,
    build: () => ({
      count,
      offsets: offsets.subarray(0, count + 1),
      locations: frames.subarray(0, used),
    }),
  };
}

/** A multiplicative hash in two lanes, which the processor works on side by side. */
function hashLocations(locations: StackLocations, start: number, end: number): number {
  let even = end - start;
  let odd = 0;
  let i = start;
  for (; i + 1 < end; i += 2) {
    even = Math.imul(even ^ locations[i]!, 0x9e3779b1);
    odd = Math.imul(odd ^ locations[i + 1]!, 0x85ebca6b);
    even ^= even >>> 15;
    odd ^= odd >>> 13;
  }
  if (i < end) even = Math.imul(even ^ locations[i]!, 0x9e3779b1);
  const mixed = Math.imul(even ^ (even >>> 16) ^ odd, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

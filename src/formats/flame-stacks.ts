// The stacks that flame graphs are drawn of: frames by name, root first, inlined calls as frames of their own.

import { createStackTable, sampleValue, type Profile, type SampleTable, type StackTable } from '#profile';

export interface FlameFrames {
  /** One per frame: those of the functions, then those of locations without a function. */
  readonly names: readonly string[];
  /** Length `locations.count + 1`: location `l` is `frames[offsets[l] .. offsets[l + 1])`, innermost first. */
  readonly offsets: Uint32Array;
  readonly frames: Uint32Array;
  /** The frame that stands in for an empty stack. */
  readonly noStack: number;
}

/** A function is a frame; a location without one is the frame of its mapping, `[libc.so]`, or its address, `0x4a3f`. */
export function flameFrames(profile: Profile): FlameFrames {
  const { functions, locations, lines, strings } = profile;
  const names = Array.from(functions.name, (name) => strings.text(name) || '??');
  const noStack = names.push('(no stack)') - 1;
  const frameOfUnknown = new Map<string, number>();
  const offsets = new Uint32Array(locations.count + 1);
  const frames: number[] = [];
  for (let location = 0; location < locations.count; location++) {
    const first = locations.lineOffsets[location]!;
    const end = locations.lineOffsets[location + 1]!;
    for (let line = first; line < end; line++) frames.push(lines.function[line]!);
    if (first === end) {
      const name = nameOfUnknown(profile, location);
      const known = frameOfUnknown.get(name);
      const frame = known ?? names.push(name) - 1;
      if (known === undefined) frameOfUnknown.set(name, frame);
      frames.push(frame);
    }
    offsets[location + 1] = frames.length;
  }
  return { names, offsets, frames: Uint32Array.from(frames), noStack };
}

export interface FlameStacks {
  /** Distinct stacks of frame ids, root first. */
  readonly stacks: StackTable;
  /** The stack in `stacks` for each stack of the profile. */
  readonly stackOf: Uint32Array;
}

/** `ids` maps frames to ids; stacks that are equal by id become one. */
export function flameStacks(profile: Profile, frames: FlameFrames, ids: Uint32Array): FlameStacks {
  const { count, offsets, locations } = profile.stacks;
  const table = createStackTable(count, locations.length);
  const stackOf = new Uint32Array(count);
  const path: number[] = [];
  for (let stack = 0; stack < count; stack++) {
    path.length = 0;
    for (let i = offsets[stack + 1]! - 1; i >= offsets[stack]!; i--) {
      const location = locations[i]!;
      const first = frames.offsets[location]!;
      for (let k = frames.offsets[location + 1]! - 1; k >= first; k--) path.push(ids[frames.frames[k]!]!);
    }
    if (path.length === 0) path.push(ids[frames.noStack]!);
    stackOf[stack] = table.add(path, 0, path.length);
  }
  return { stacks: table.build(), stackOf };
}

/** The sum of the samples of each flame stack; exact, so in BigInts where numbers might not be. */
export function sumsByStack(
  samples: SampleTable,
  sampleType: number,
  { stacks, stackOf }: FlameStacks,
): Float64Array | BigInt64Array {
  const column = samples.values[sampleType]!;
  const magnitude = column.reduce((sum, value) => sum + Math.abs(value), 0);
  if (magnitude > Number.MAX_SAFE_INTEGER) {
    const sums = new BigInt64Array(stacks.count);
    for (let i = 0; i < samples.count; i++) {
      sums[stackOf[samples.stack[i]!]!]! += sampleValue(samples, sampleType, i);
    }
    return sums;
  }
  const sums = new Float64Array(stacks.count);
  for (let i = 0; i < samples.count; i++) sums[stackOf[samples.stack[i]!]!]! += column[i]!;
  return sums;
}

function nameOfUnknown({ locations, mappings, strings }: Profile, location: number): string {
  const mapping = locations.mapping[location]!;
  const file = mapping === -1 ? '' : strings.text(mappings.file[mapping]!);
  if (file === '') return `0x${locations.address[location]!.toString(16)}`;
  const base = file.slice(file.lastIndexOf('/') + 1);
  return base.startsWith('[') ? base : `[${base}]`;
}

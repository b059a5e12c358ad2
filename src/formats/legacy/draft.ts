// Collects samples of addresses and makes the Profile of them: numbers locations and functions by first use, assigns mappings.

import {
  createProfileBuilder,
  createStackTable,
  mappingHasFilenames,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  type Label,
  type NewLine,
  type Profile,
  type ProfileBuilder,
  type ProfileHeader,
  type StackLocations,
  type StackTable,
  type StackTableBuilder,
} from '#profile';
import { assignMappings } from './assign-mappings.ts';
import { defaultFrames } from './default-frames.ts';
import type { MemoryMapping } from './memory-map.ts';

/** A location of the profile to be; its lines may become known later. */
export interface DraftLocation {
  address: bigint;
  /** Innermost inlined function first. */
  lines: readonly DraftLine[];
}

export interface DraftLine {
  readonly function: DraftFunction;
  readonly line: bigint;
}

/** Each object becomes one function. */
export interface DraftFunction {
  readonly name: string;
  readonly filename: string;
}

export interface Draft {
  readonly locations: readonly DraftLocation[];
  /** Index of the location at an address, added if it is new. */
  locationAt(address: bigint): number;
  /** Undefined if there is none at the address. */
  knownLocation(address: bigint): number | undefined;
  /** Index of a further location. */
  addLocation(location: DraftLocation): number;
  /** Stacks of location indexes, leaf first. */
  readonly stacks: StackTableBuilder;
  /** For strings and label sets. */
  readonly builder: ProfileBuilder;
  addSample(stack: number, values: readonly bigint[], labels?: readonly Label[]): void;
  readonly samples: DraftSamples;
}

/** One row per sample; parsers may change what is there. */
export interface DraftSamples {
  readonly stack: number[];
  readonly labelSet: number[];
  /** One column for each sample type. */
  readonly values: bigint[][];
}

export interface Finish {
  readonly header: Partial<ProfileHeader> & Pick<ProfileHeader, 'sampleTypes'>;
  readonly mappings?: readonly MemoryMapping[];
  /** Drop the second frame where it is the leaf once more, one byte before it. */
  readonly dropsRepeatedLeaf?: boolean;
  /** Whether addresses mean nothing once the mappings are known. */
  readonly dropsAddresses?: boolean;
}

export function createDraft(): Draft {
  const builder = createProfileBuilder();
  const locations: DraftLocation[] = [];
  const locationOf = new Map<bigint, number>();
  const samples: DraftSamples = { stack: [], labelSet: [], values: [] };
  return {
    builder,
    locations,
    samples,
    stacks: createStackTable(),
    knownLocation: (address) => locationOf.get(address),
    addLocation: (location) => locations.push(location) - 1,
    locationAt(address) {
      let location = locationOf.get(address);
      if (location === undefined) {
        location = locations.push({ address, lines: [] }) - 1;
        locationOf.set(address, location);
      }
      return location;
    },
    addSample(stack, values, labels = []) {
      samples.stack.push(stack);
      samples.labelSet.push(builder.labelSets.add(labels));
      for (let type = 0; type < values.length; type++) (samples.values[type] ??= []).push(values[type]!);
    },
  };
}

/** The profile of all samples so far; the draft is of no use afterwards. */
export function finishDraft(draft: Draft, finish: Finish): Profile {
  const { builder, samples } = draft;
  const stacks = draft.stacks.build();
  const used = usedLocations(draft, stacks);
  addTables(draft, used, finish);

  const indexOf = new Uint32Array(draft.locations.length);
  used.forEach((location, index) => (indexOf[location] = index));
  // Several stacks may become one, when a frame is dropped.
  const stackOf = new Int32Array(stacks.count).fill(-1);
  for (let sample = 0; sample < samples.stack.length; sample++) {
    const stack = samples.stack[sample]!;
    if (stackOf[stack] === -1) {
      const frames = framesOf(stacks, stack);
      const kept = finish.dropsRepeatedLeaf === true ? withoutRepeatedLeaf(draft, frames) : frames;
      stackOf[stack] = builder.stacks.add(
        kept.map((location) => indexOf[location]!),
        0,
        kept.length,
      );
    }
    const values = samples.values.map((column) => column[sample]!);
    builder.addSample(stackOf[stack]!, samples.labelSet[sample]!, values);
  }
  return builder.build({ ...defaultFrames(finish.header.sampleTypes), ...finish.header });
}

/** The locations of one stack, leaf first. */
export function framesOf(stacks: StackTable, stack: number): StackLocations {
  return stacks.locations.subarray(stacks.offsets[stack], stacks.offsets[stack + 1]);
}

/** In the order in which samples use them. */
function usedLocations({ locations, samples }: Draft, stacks: StackTable): number[] {
  const order: number[] = [];
  const isLocationSeen = new Uint8Array(locations.length);
  const isStackSeen = new Uint8Array(stacks.count);
  for (const stack of samples.stack) {
    if (isStackSeen[stack] === 1) continue;
    isStackSeen[stack] = 1;
    for (const location of framesOf(stacks, stack)) {
      if (isLocationSeen[location] === 1) continue;
      isLocationSeen[location] = 1;
      order.push(location);
    }
  }
  return order;
}

function addTables({ builder, locations }: Draft, used: readonly number[], finish: Finish): void {
  const rows = used.map((location) => locations[location]!);
  const { mappings, mappingOf } = assignMappings(
    rows.map(({ address }) => address),
    finish.mappings ?? [],
  );
  const functionOf = new Map<DraftFunction, number>();
  let flags = 0;
  rows.forEach(({ address, lines }, i) => {
    const newLines = lines.map((line): NewLine => {
      let index = functionOf.get(line.function);
      if (index === undefined) {
        index = builder.addFunction(line.function);
        functionOf.set(line.function, index);
      }
      return { function: index, line: line.line };
    });
    // Only what has both, an address and lines, was symbolized where it was recorded.
    if (address !== 0n && lines.length > 0) flags |= flagsOf(lines);
    builder.addLocation({
      mapping: mappingOf[i]!,
      address: finish.dropsAddresses === true ? 0n : address,
      lines: newLines,
    });
  });
  for (const mapping of mappings) builder.addMapping({ ...mapping, flags });
}

function flagsOf(lines: readonly DraftLine[]): number {
  const symbolized = mappingHasFunctions | mappingHasFilenames | mappingHasLineNumbers;
  return lines.length > 1 ? symbolized | mappingHasInlineFrames : symbolized;
}

function withoutRepeatedLeaf({ locations }: Draft, frames: StackLocations): StackLocations {
  const leaf = locations[frames[0] ?? -1];
  const caller = locations[frames[1] ?? -1];
  if (leaf === undefined || caller === undefined) return frames;
  return leaf.address === BigInt.asUintN(64, caller.address + 1n) ? withoutSecond(frames) : frames;
}

export function withoutSecond(frames: StackLocations): StackLocations {
  return frames.filter((_, i) => i !== 1);
}

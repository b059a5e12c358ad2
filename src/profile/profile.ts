// The Profile: immutable columns that every report, filter and codec works on.

import type { StringTable } from './strings.ts';

/** What a value counts and in which unit, e.g. `{ type: 'inuse_space', unit: 'bytes' }`. */
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

/**
 * One profile. Tables refer to one another by dense 0-based index; the ids that the file used are kept
 * in `id` columns, so that writing a profile back loses nothing. Two equal texts always have the same
 * index in `strings`.
 */
export interface Profile extends ProfileHeader {
  readonly strings: StringTable;
  readonly samples: SampleTable;
  readonly stacks: StackTable;
  readonly labelSets: LabelSetTable;
  readonly locations: LocationTable;
  readonly lines: LineTable;
  readonly functions: FunctionTable;
  readonly mappings: MappingTable;
}

/** What a profile says of itself. Times and periods are int64 and leave the exact range of a number. */
export interface ProfileHeader {
  readonly sampleTypes: readonly ValueType[];
  /** The type of the sample type to show first; '' when the profile does not say. */
  readonly defaultSampleType: string;
  readonly periodType: ValueType;
  readonly period: bigint;
  /** Nanoseconds since 1970; 0 when unknown. */
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
  readonly comments: readonly string[];
  readonly docUrl: string;
  /** Regular expressions (RE2) on function names: frames to drop, and exceptions from that. */
  readonly dropFrames: string;
  readonly keepFrames: string;
}

export interface SampleTable {
  readonly count: number;
  /** Length `count`; index into `stacks`. */
  readonly stack: Uint32Array;
  /** Length `count`; index into `labelSets`, 0 is the empty set. */
  readonly labelSet: Uint32Array;
  /** One column of length `count` for each sample type. */
  readonly values: readonly Float64Array[];
  /**
   * The exact int64 of the cells that a Float64 cannot hold, keyed by `sampleType * count + sample`.
   * The column has the nearest number there.
   */
  readonly wideValues: ReadonlyMap<number, bigint>;
}

/** Stacks are the largest part of a profile, so location indexes have 16 bits where that is enough. */
export type StackLocations = Uint32Array | Uint16Array;

/** Call stacks, leaf first, each different from every other when they come out of the builder. */
export interface StackTable {
  readonly count: number;
  /** Length `count + 1`: stack `s` is `locations[offsets[s] .. offsets[s + 1])`. */
  readonly offsets: Uint32Array;
  /** Index into the location table. */
  readonly locations: StackLocations;
}

/**
 * Sets of labels, each different from every other. In a set the string labels come first, then the
 * numeric ones; each group is ordered by key (as bytes), values of one key in the producer's order.
 */
export interface LabelSetTable {
  readonly count: number;
  /** Length `count + 1`: set `s` is the entries `offsets[s] .. offsets[s + 1])`; set 0 is empty. */
  readonly offsets: Uint32Array;
  /** The four columns below have one row per entry. String index. */
  readonly key: Uint32Array;
  /** 1 for a numeric label, 0 for a string label. */
  readonly isNumber: Uint8Array;
  /** String index of the value of a string label. */
  readonly text: Uint32Array;
  readonly number: BigInt64Array;
  /** String index of the unit of a numeric label; 0 for none. */
  readonly unit: Uint32Array;
}

export interface LocationTable {
  readonly count: number;
  readonly id: BigUint64Array;
  /** Index into the mapping table; -1 for none. */
  readonly mapping: Int32Array;
  readonly address: BigUint64Array;
  readonly isFolded: Uint8Array;
  /** Length `count + 1`: rows of the line table, innermost inlined function first. */
  readonly lineOffsets: Uint32Array;
}

/** Source positions; all that belong to one location are neighbours. */
export interface LineTable {
  readonly count: number;
  /** Index into the function table. */
  readonly function: Uint32Array;
  readonly line: BigInt64Array;
  readonly column: BigInt64Array;
}

export interface FunctionTable {
  readonly count: number;
  readonly id: BigUint64Array;
  /** String indexes. */
  readonly name: Uint32Array;
  readonly systemName: Uint32Array;
  readonly filename: Uint32Array;
  readonly startLine: BigInt64Array;
}

export interface MappingTable {
  readonly count: number;
  readonly id: BigUint64Array;
  readonly start: BigUint64Array;
  readonly limit: BigUint64Array;
  readonly offset: BigUint64Array;
  /** String indexes. */
  readonly file: Uint32Array;
  readonly buildId: Uint32Array;
  /** A sum of the `mapping*` flags below. */
  readonly flags: Uint8Array;
}

/** Flags of a mapping: what its symbolization found. */
export const mappingHasFunctions = 1;
export const mappingHasFilenames = 2;
export const mappingHasLineNumbers = 4;
export const mappingHasInlineFrames = 8;

/** The exact value of one cell. */
export function sampleValue(samples: SampleTable, sampleType: number, sample: number): bigint {
  return (
    samples.wideValues.get(sampleType * samples.count + sample) ??
    BigInt(samples.values[sampleType]![sample]!)
  );
}

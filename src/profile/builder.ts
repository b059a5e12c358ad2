// The one way to make a Profile: codecs and generators put rows in, and take immutable columns out.

import { createLabelSetTable, type Label, type LabelSetTableBuilder } from './labels.ts';
import type { Profile, ProfileHeader, SampleTable } from './profile.ts';
import { createStackTable, type StackTableBuilder } from './stacks.ts';
import { createStringTable, type StringTable, type StringTableBuilder } from './strings.ts';

export interface ProfileBuilder {
  readonly strings: StringTableBuilder;
  readonly stacks: StackTableBuilder;
  readonly labelSets: LabelSetTableBuilder;
  /** Each `add` gives the index of the new row. Ids default to index + 1. */
  addMapping(mapping: NewMapping): number;
  addFunction(fn: NewFunction): number;
  addLocation(location: NewLocation): number;
  /** Adds a sample with one value per sample type, each within int64. */
  addSample(stack: number, labelSet: number, values: readonly (number | bigint)[]): void;
  build(header: Partial<ProfileHeader> & Pick<ProfileHeader, 'sampleTypes'>): Profile;
}

export interface NewMapping {
  readonly id?: bigint;
  readonly start: bigint;
  readonly limit: bigint;
  readonly offset: bigint;
  readonly file: string;
  readonly buildId?: string;
  /** A sum of the `mapping*` flags. */
  readonly flags?: number;
}

export interface NewFunction {
  readonly id?: bigint;
  readonly name: string;
  /** Defaults to the name. */
  readonly systemName?: string;
  readonly filename?: string;
  readonly startLine?: bigint;
}

export interface NewLocation {
  readonly id?: bigint;
  /** Index of the mapping; -1 or absent for none. */
  readonly mapping?: number;
  readonly address?: bigint;
  readonly isFolded?: boolean;
  /** Innermost inlined function first. */
  readonly lines: readonly NewLine[];
}

export interface NewLine {
  /** Index of the function. */
  readonly function: number;
  readonly line?: bigint;
  readonly column?: bigint;
}

/** Starts an empty profile, or one whose string table continues `strings`. */
export function createProfileBuilder(strings?: StringTable): ProfileBuilder {
  const stringTable = createStringTable(strings);
  const stacks = createStackTable();
  const labelSets = createLabelSetTable(stringTable);
  const mappings: NewMapping[] = [];
  const functions: NewFunction[] = [];
  const locations: NewLocation[] = [];
  const sampleStacks: number[] = [];
  const sampleLabelSets: number[] = [];
  const sampleValues: (number | bigint)[][] = [];
  return {
    strings: stringTable,
    stacks,
    labelSets,
    addMapping: (mapping) => mappings.push(mapping) - 1,
    addFunction: (fn) => functions.push(fn) - 1,
    addLocation: (location) => locations.push(location) - 1,
    addSample(stack, labelSet, values) {
      sampleStacks.push(stack);
      sampleLabelSets.push(labelSet);
      values.forEach((value, type) => (sampleValues[type] ??= []).push(value));
    },
    build(header) {
      const samples = sampleTable(header.sampleTypes.length, sampleStacks, sampleLabelSets, sampleValues);
      return {
        ...emptyHeader,
        ...header,
        samples,
        stacks: stacks.build(),
        labelSets: labelSets.build(),
        ...locationTables(locations),
        functions: functionTable(functions, stringTable),
        mappings: mappingTable(mappings, stringTable),
        strings: stringTable,
      };
    },
  };
}

/** A label with a text value. */
export function stringLabel(strings: StringTableBuilder, key: string, text: string): Label {
  return { key: strings.add(key), isNumber: false, text: strings.add(text), number: 0n, unit: 0 };
}

/** A label with an int64 value. */
export function numericLabel(strings: StringTableBuilder, key: string, number: bigint, unit = ''): Label {
  return { key: strings.add(key), isNumber: true, text: 0, number, unit: strings.add(unit) };
}

const emptyHeader: Omit<ProfileHeader, 'sampleTypes'> = {
  defaultSampleType: '',
  periodType: { type: '', unit: '' },
  period: 0n,
  timeNanos: 0n,
  durationNanos: 0n,
  comments: [],
  docUrl: '',
  dropFrames: '',
  keepFrames: '',
};

function sampleTable(
  types: number,
  stacks: readonly number[],
  labelSets: readonly number[],
  values: readonly (readonly (number | bigint)[])[],
): SampleTable {
  const count = stacks.length;
  const wideValues = new Map<number, bigint>();
  const columns: Float64Array[] = [];
  for (let type = 0; type < types; type++) {
    const column = new Float64Array(count);
    for (let sample = 0; sample < count; sample++) {
      const value = values[type]![sample]!;
      column[sample] = Number(value);
      if (!Number.isSafeInteger(column[sample])) wideValues.set(type * count + sample, BigInt(value));
    }
    columns.push(column);
  }
  return {
    count,
    stack: Uint32Array.from(stacks),
    labelSet: Uint32Array.from(labelSets),
    values: columns,
    wideValues,
  };
}

function locationTables(locations: readonly NewLocation[]): Pick<Profile, 'locations' | 'lines'> {
  const lines = locations.flatMap((location) => location.lines);
  const lineOffsets = new Uint32Array(locations.length + 1);
  locations.forEach((location, i) => (lineOffsets[i + 1] = lineOffsets[i]! + location.lines.length));
  return {
    locations: {
      count: locations.length,
      id: idColumn(locations),
      mapping: Int32Array.from(locations, (location) => location.mapping ?? -1),
      address: BigUint64Array.from(locations, (location) => location.address ?? 0n),
      isFolded: Uint8Array.from(locations, (location) => (location.isFolded === true ? 1 : 0)),
      lineOffsets,
    },
    lines: {
      count: lines.length,
      function: Uint32Array.from(lines, (line) => line.function),
      line: BigInt64Array.from(lines, (line) => line.line ?? 0n),
      column: BigInt64Array.from(lines, (line) => line.column ?? 0n),
    },
  };
}

function functionTable(functions: readonly NewFunction[], strings: StringTableBuilder): Profile['functions'] {
  return {
    count: functions.length,
    id: idColumn(functions),
    name: Uint32Array.from(functions, (fn) => strings.add(fn.name)),
    systemName: Uint32Array.from(functions, (fn) => strings.add(fn.systemName ?? fn.name)),
    filename: Uint32Array.from(functions, (fn) => strings.add(fn.filename ?? '')),
    startLine: BigInt64Array.from(functions, (fn) => fn.startLine ?? 0n),
  };
}

function mappingTable(mappings: readonly NewMapping[], strings: StringTableBuilder): Profile['mappings'] {
  return {
    count: mappings.length,
    id: idColumn(mappings),
    start: BigUint64Array.from(mappings, (mapping) => mapping.start),
    limit: BigUint64Array.from(mappings, (mapping) => mapping.limit),
    offset: BigUint64Array.from(mappings, (mapping) => mapping.offset),
    file: Uint32Array.from(mappings, (mapping) => strings.add(mapping.file)),
    buildId: Uint32Array.from(mappings, (mapping) => strings.add(mapping.buildId ?? '')),
    flags: Uint8Array.from(mappings, (mapping) => mapping.flags ?? 0),
  };
}

function idColumn(rows: readonly { readonly id?: bigint }[]): BigUint64Array {
  return BigUint64Array.from(rows, (row, index) => row.id ?? BigInt(index + 1));
}

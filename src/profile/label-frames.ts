// Turns labels into frames at the root or the leaf of each stack: tagroot and tagleaf.

import { scaledLabel } from '#measurement';
import type { FunctionTable, LineTable, LocationTable, Profile } from './profile.ts';
import { createPairKeys } from './pair-keys.ts';
import { createStackTable } from './stacks.ts';
import { createStringTable, enlarged, type StringTableBuilder } from './strings.ts';

export interface LabelFrames {
  /** Of these keys the first becomes the root. */
  readonly rootKeys: readonly string[];
  /** Of these keys the last becomes the leaf. */
  readonly leafKeys: readonly string[];
  /** The unit in which numbers are shown; 'minimum' or 'auto' for the one that reads best. */
  readonly unit: string;
}

/** The profile with more frames, and whether any sample has a label of the root keys, and of the leaf keys. */
export interface LabelFramesResult {
  readonly profile: Profile;
  readonly rootMatched: boolean;
  readonly leafMatched: boolean;
}

/**
 * The function of such a frame is called like the values of the label, and '' where a sample has none; its
 * file is the key.
 */
export function addLabelFrames(
  profile: Profile,
  { rootKeys, leafKeys, unit }: LabelFrames,
): LabelFramesResult {
  if (rootKeys.length + leafKeys.length === 0) return { profile, rootMatched: false, leafMatched: false };
  const { samples, stacks } = profile;
  const strings = createStringTable(profile.strings);
  const frames = createFrames(profile.locations.count);
  const framesOfSet: { readonly leaves: readonly number[]; readonly roots: readonly number[] }[] = [];
  const pairs = createPairKeys(stacks.count);
  const longer = createStackTable(stacks.count, stacks.locations.length);
  const stackOfPair: number[] = [];
  const stack = new Uint32Array(samples.count);
  let locations = new Uint32Array(256);
  let rootMatched = false;
  let leafMatched = false;

  /** The frames for some keys of a label set, leaf first, and whether the set has any of the keys. */
  function framesOf(set: number, keys: readonly string[]): { locations: number[]; matched: boolean } {
    const leafFirst = keys.toReversed();
    const values = leafFirst.map((key) => labelValues(profile, set, key, unit));
    const locations = leafFirst.map((key, i) => frames.add(values[i]!.join(','), key));
    return { locations, matched: values.some((texts) => texts.length > 0) };
  }

  function addFrames(set: number): (typeof framesOfSet)[number] {
    const roots = framesOf(set, rootKeys);
    const leaves = framesOf(set, leafKeys);
    rootMatched ||= roots.matched;
    leafMatched ||= leaves.matched;
    return { roots: roots.locations, leaves: leaves.locations };
  }

  for (let sample = 0; sample < samples.count; sample++) {
    const oldStack = samples.stack[sample]!;
    const set = samples.labelSet[sample]!;
    const pair = pairs.add(oldStack, set);
    if (pair === stackOfPair.length) {
      const { leaves, roots } = (framesOfSet[set] ??= addFrames(set));
      const start = stacks.offsets[oldStack]!;
      const old = stacks.locations.subarray(start, stacks.offsets[oldStack + 1]!);
      const depth = leaves.length + old.length + roots.length;
      if (depth > locations.length) locations = new Uint32Array(depth * 2);
      locations.set(leaves);
      locations.set(old, leaves.length);
      locations.set(roots, leaves.length + old.length);
      stackOfPair.push(longer.add(locations, 0, depth));
    }
    stack[sample] = stackOfPair[pair]!;
  }
  return {
    profile: {
      ...profile,
      ...frames.appendTo(profile, strings),
      strings,
      stacks: longer.build(),
      samples: { ...samples, stack },
    },
    rootMatched,
    leafMatched,
  };
}

/** The values that a label set has under a key, as text: strings first, then numbers. */
function labelValues({ labelSets, strings }: Profile, set: number, key: string, unit: string): string[] {
  const rows: number[] = [];
  for (let row = labelSets.offsets[set]!; row < labelSets.offsets[set + 1]!; row++) {
    if (strings.text(labelSets.key[row]!) === key) rows.push(row);
  }
  const hasUnits = rows.some((row) => labelSets.unit[row] !== 0);
  return rows.map((row) => {
    if (labelSets.isNumber[row] === 0) return strings.text(labelSets.text[row]!);
    const number = Number(labelSets.number[row]!);
    return hasUnits
      ? scaledLabel(number, strings.text(labelSets.unit[row]!), unit)
      : scaledLabel(number, '', '');
  });
}

/** New locations without a mapping, of one line each, each with a function of its own. */
interface Frames {
  /** The index of the location whose function has this name and file. */
  add(name: string, filename: string): number;
  appendTo(profile: Profile, strings: StringTableBuilder): Pick<Profile, 'functions' | 'locations' | 'lines'>;
}

function createFrames(firstLocation: number): Frames {
  const names: string[] = [];
  const filenames: string[] = [];
  const indexOf = new Map<string, number>();
  return {
    add(name, filename) {
      const identity = JSON.stringify([name, filename]);
      const known = indexOf.get(identity);
      if (known !== undefined) return known;
      const location = firstLocation + names.push(name) - 1;
      filenames.push(filename);
      indexOf.set(identity, location);
      return location;
    },
    appendTo({ functions, locations, lines }, strings) {
      const stringsOf = (texts: readonly string[]): number[] => texts.map((text) => strings.add(text));
      return {
        functions: withFunctions(functions, stringsOf(names), stringsOf(filenames)),
        locations: withLocations(locations, names.length),
        lines: withLines(lines, functions.count, names.length),
      };
    },
  };
}

function withFunctions(
  table: FunctionTable,
  names: readonly number[],
  files: readonly number[],
): FunctionTable {
  const none = names.map(() => 0);
  return {
    count: table.count + names.length,
    id: withNextIds(table.id, names.length),
    name: withRows(table.name, names),
    systemName: withRows(table.systemName, none),
    filename: withRows(table.filename, files),
    startLine: withZeros(table.startLine, names.length),
  };
}

function withLocations(table: LocationTable, added: number): LocationTable {
  const count = table.count + added;
  const mapping = new Int32Array(count).fill(-1);
  mapping.set(table.mapping);
  const address = new BigUint64Array(count);
  address.set(table.address);
  const isFolded = new Uint8Array(count);
  isFolded.set(table.isFolded);
  const firstLine = table.lineOffsets[table.count]!;
  const lineOffsets = withRows(
    table.lineOffsets,
    Array.from({ length: added }, (_, i) => firstLine + i + 1),
  );
  return { count, id: withNextIds(table.id, added), mapping, address, isFolded, lineOffsets };
}

function withLines(table: LineTable, firstFunction: number, added: number): LineTable {
  return {
    count: table.count + added,
    function: withRows(
      table.function,
      Array.from({ length: added }, (_, i) => firstFunction + i),
    ),
    line: withZeros(table.line, added),
    column: withZeros(table.column, added),
  };
}

function withRows(column: Uint32Array, rows: readonly number[]): Uint32Array {
  const longer = enlarged(column, column.length + rows.length);
  longer.set(rows, column.length);
  return longer;
}

function withZeros(column: BigInt64Array, added: number): BigInt64Array {
  const longer = new BigInt64Array(column.length + added);
  longer.set(column);
  return longer;
}

function withNextIds(ids: BigUint64Array, added: number): BigUint64Array {
  const longer = new BigUint64Array(ids.length + added);
  longer.set(ids);
  let last = ids.reduce((max, id) => (id > max ? id : max), 0n);
  for (let row = ids.length; row < longer.length; row++) longer[row] = ++last;
  return longer;
}

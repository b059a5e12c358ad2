// Gives locations of a profile the lines and functions that were found for them.

import type { SourceFrame } from '#ports';
import { createStringTable, type MappingTable, type Profile } from '#profile';

/** What is found of a profile, to be added to it all at once. */
export interface NewLines {
  /** Replaces the lines of a location by these, innermost first. Equal functions become one, within a `scope`. */
  setFrames(location: number, frames: readonly SourceFrame[], scope: string): void;
  setFlags(mapping: number, flags: number): void;
  /** The profile itself when nothing was found. New functions stand behind those that it has. */
  build(): Profile;
}

interface NewFunction {
  readonly name: number;
  readonly filename: number;
  readonly startLine: number;
}

interface KnownFunction {
  readonly file: string;
  readonly startLine: number;
  readonly scope: string;
  readonly index: number;
}

/** Rows in the order in which they were found; those of one location are neighbours. */
interface FoundLines {
  readonly fn: number[];
  readonly line: number[];
  readonly column: number[];
  /** By location: its first row, and how many; -1 and 0 where nothing was found. */
  readonly first: Int32Array;
  readonly count: Uint32Array;
}

export function createNewLines(profile: Profile): NewLines {
  const strings = createStringTable(profile.strings);
  const functions: NewFunction[] = [];
  /** By name, as a name is a text that most often has been seen before. */
  const functionsNamed = new Map<string, KnownFunction[]>();
  const { count } = profile.locations;
  const found: FoundLines = {
    fn: [],
    line: [],
    column: [],
    first: new Int32Array(count).fill(-1),
    count: new Uint32Array(count),
  };
  const flagsOf = new Map<number, number>();

  function functionIndex({ functionName, file, startLine }: SourceFrame, scope: string): number {
    const namesakes = functionsNamed.get(functionName) ?? [];
    for (const known of namesakes) {
      if (known.file === file && known.startLine === startLine && known.scope === scope) return known.index;
    }
    const [name, filename] = [strings.add(functionName), strings.add(file)];
    const index = profile.functions.count + functions.push({ name, filename, startLine }) - 1;
    namesakes.push({ file, startLine, scope, index });
    functionsNamed.set(functionName, namesakes);
    return index;
  }

  return {
    setFrames(location, frames, scope) {
      found.first[location] = found.fn.length;
      found.count[location] = frames.length;
      for (const frame of frames) {
        found.fn.push(functionIndex(frame, scope));
        found.line.push(frame.line);
        found.column.push(frame.column);
      }
    },
    setFlags: (mapping, flags) => void flagsOf.set(mapping, (flagsOf.get(mapping) ?? 0) | flags),
    build() {
      const mappings = withFlags(profile.mappings, flagsOf);
      if (found.fn.length === 0) return { ...profile, mappings };
      return {
        ...profile,
        strings,
        mappings,
        functions: withFunctions(profile.functions, functions),
        ...withLines(profile, found),
      };
    },
  };
}

function withFlags(mappings: MappingTable, added: ReadonlyMap<number, number>): MappingTable {
  const flags = mappings.flags.map((flag, mapping) => flag | (added.get(mapping) ?? 0));
  return { ...mappings, flags };
}

function withFunctions(functions: Profile['functions'], added: readonly NewFunction[]): Profile['functions'] {
  const names = added.map(({ name }) => name);
  return {
    count: functions.count + added.length,
    id: BigUint64Array.of(...functions.id, ...added.map((_, i) => BigInt(functions.count + i + 1))),
    name: appended(functions.name, names),
    systemName: appended(functions.systemName, names),
    filename: appended(
      functions.filename,
      added.map(({ filename }) => filename),
    ),
    startLine: BigInt64Array.from([
      ...functions.startLine,
      ...added.map(({ startLine }) => BigInt(startLine)),
    ]),
  };
}

function appended(column: Uint32Array, values: readonly number[]): Uint32Array {
  const longer = new Uint32Array(column.length + values.length);
  longer.set(column);
  longer.set(values, column.length);
  return longer;
}

function withLines({ locations, lines }: Profile, found: FoundLines): Pick<Profile, 'locations' | 'lines'> {
  const lineOffsets = new Uint32Array(locations.count + 1);
  for (let location = 0; location < locations.count; location++) {
    const old = locations.lineOffsets[location + 1]! - locations.lineOffsets[location]!;
    const count = found.first[location]! < 0 ? old : found.count[location]!;
    lineOffsets[location + 1] = lineOffsets[location]! + count;
  }
  const count = lineOffsets[locations.count]!;
  const fn = new Uint32Array(count);
  const line = new BigInt64Array(count);
  const column = new BigInt64Array(count);
  const isFolded = locations.isFolded.slice();
  for (let location = 0; location < locations.count; location++) {
    const first = found.first[location]!;
    let row = lineOffsets[location]!;
    const end = lineOffsets[location + 1]!;
    if (first < 0) {
      for (let old = locations.lineOffsets[location]!; row < end; row++, old++) {
        fn[row] = lines.function[old]!;
        line[row] = lines.line[old]!;
        column[row] = lines.column[old]!;
      }
      continue;
    }
    isFolded[location] = 0;
    for (let at = first; row < end; row++, at++) {
      fn[row] = found.fn[at]!;
      line[row] = BigInt(found.line[at]!);
      column[row] = BigInt(found.column[at]!);
    }
  }
  return { locations: { ...locations, lineOffsets, isFolded }, lines: { count, function: fn, line, column } };
}

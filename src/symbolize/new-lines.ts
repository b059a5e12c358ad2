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

interface NewLine {
  readonly fn: number;
  readonly line: number;
  readonly column: number;
}

export function createNewLines(profile: Profile): NewLines {
  const strings = createStringTable(profile.strings);
  const functions: NewFunction[] = [];
  const functionOf = new Map<string, number>();
  const linesOf = new Map<number, readonly NewLine[]>();
  const flagsOf = new Map<number, number>();

  function functionIndex({ functionName, file, startLine }: SourceFrame, scope: string): number {
    const [name, filename] = [strings.add(functionName), strings.add(file)];
    const identity = `${scope} ${name} ${filename} ${startLine}`;
    let index = functionOf.get(identity);
    if (index === undefined) {
      index = profile.functions.count + functions.push({ name, filename, startLine }) - 1;
      functionOf.set(identity, index);
    }
    return index;
  }

  return {
    setFrames(location, frames, scope) {
      const lines = frames.map((frame) => ({
        fn: functionIndex(frame, scope),
        line: frame.line,
        column: frame.column,
      }));
      linesOf.set(location, lines);
    },
    setFlags: (mapping, flags) => void flagsOf.set(mapping, (flagsOf.get(mapping) ?? 0) | flags),
    build() {
      const mappings = withFlags(profile.mappings, flagsOf);
      if (linesOf.size === 0) return { ...profile, mappings };
      return {
        ...profile,
        strings,
        mappings,
        functions: withFunctions(profile.functions, functions),
        ...withLines(profile, linesOf),
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

function withLines(
  { locations, lines }: Profile,
  linesOf: ReadonlyMap<number, readonly NewLine[]>,
): Pick<Profile, 'locations' | 'lines'> {
  const fns: number[] = [];
  const rows: bigint[] = [];
  const columns: bigint[] = [];
  const lineOffsets = new Uint32Array(locations.count + 1);
  const isFolded = locations.isFolded.slice();
  for (let location = 0; location < locations.count; location++) {
    const added = linesOf.get(location);
    if (added === undefined) {
      for (let row = locations.lineOffsets[location]!; row < locations.lineOffsets[location + 1]!; row++) {
        fns.push(lines.function[row]!);
        rows.push(lines.line[row]!);
        columns.push(lines.column[row]!);
      }
    } else {
      isFolded[location] = 0;
      for (const { fn, line, column } of added) {
        fns.push(fn);
        rows.push(BigInt(line));
        columns.push(BigInt(column));
      }
    }
    lineOffsets[location + 1] = fns.length;
  }
  return {
    locations: { ...locations, lineOffsets, isFolded },
    lines: {
      count: fns.length,
      function: Uint32Array.from(fns),
      line: BigInt64Array.from(rows),
      column: BigInt64Array.from(columns),
    },
  };
}

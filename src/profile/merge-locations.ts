// Merges the mappings, functions and locations of several profiles: rows that mean the same become one.

import { createMergedIndex, denseIds, type RowMerger } from './merge-rows.ts';
import type { FunctionTable, MappingTable, Profile } from './profile.ts';
import { createRowKeys } from './row-keys.ts';
import type { StringTable } from './strings.ts';

/** Mappings of one file differ a little in size from run to run; sizes are equal if they end in the same page. */
const pageSize = 0x1000n;

/** Equal are locations at the same place of their mapping, with the same lines. */
export function createLocationMerger(
  mappings: MappingMerger,
  functions: RowMerger<FunctionTable>,
  rowsHint: number,
): RowMerger<Pick<Profile, 'locations' | 'lines'>> {
  const keys = createRowKeys(rowsHint);
  const merged = createMergedIndex();
  // The address relative to the start of the mapping.
  const place = new BigUint64Array(1);
  const mapping: number[] = [];
  const address: bigint[] = [];
  const isFolded: number[] = [];
  const lineOffsets: number[] = [0];
  const lineFunction: number[] = [];
  const line: bigint[] = [];
  const column: bigint[] = [];
  let profile: Profile;

  function add(row: number): number {
    const { locations, lines } = profile;
    const ownMapping = locations.mapping[row]!;
    const start = locations.lineOffsets[row]!;
    const end = locations.lineOffsets[row + 1]!;
    const mergedMapping = ownMapping < 0 ? -1 : mappings.merge(ownMapping);
    if (ownMapping < 0) place[0] = locations.address[row]!;
    else place[0] = locations.address[row]! - profile.mappings.start[ownMapping]!;
    keys.word(mergedMapping + 1);
    keys.word(locations.isFolded[row]!);
    keys.wide(place, 0);
    for (let i = start; i < end; i++) {
      keys.word(functions.merge(lines.function[i]!));
      keys.wide(lines.line, i);
      // pprof overwrites the columns of the other lines, so they do not tell locations apart.
      if (i === end - 1) keys.wide(lines.column, i);
    }
    const location = keys.end();
    if (location < mapping.length) return location;
    mapping.push(mergedMapping);
    address.push(mergedMapping < 0 ? place[0]! : place[0]! + mappings.start(mergedMapping));
    isFolded.push(locations.isFolded[row]!);
    for (let i = start; i < end; i++) {
      lineFunction.push(functions.merge(lines.function[i]!));
      line.push(lines.line[i]!);
      column.push(lines.column[i]!);
    }
    lineOffsets.push(lineFunction.length);
    return location;
  }

  return {
    startProfile(next) {
      profile = next;
      merged.startTable(profile.locations.count);
    },
    merge: (row) => merged.get(row) ?? merged.set(row, add(row)),
    build: () => ({
      locations: {
        count: mapping.length,
        id: denseIds(mapping.length),
        mapping: Int32Array.from(mapping),
        address: BigUint64Array.from(address),
        isFolded: Uint8Array.from(isFolded),
        lineOffsets: Uint32Array.from(lineOffsets),
      },
      lines: {
        count: line.length,
        function: Uint32Array.from(lineFunction),
        line: BigInt64Array.from(line),
        column: BigInt64Array.from(column),
      },
    }),
  };
}

export interface MappingMerger extends RowMerger<MappingTable> {
  /** The start address of a merged mapping. */
  start(merged: number): bigint;
}

/** Equal are mappings of the same size and offset with the same build id, or else file, wherever they were loaded. */
export function createMappingMerger(strings: RowMerger<StringTable>): MappingMerger {
  const keys = createRowKeys();
  const merged = createMergedIndex();
  const size = new BigUint64Array(1);
  const start: bigint[] = [];
  const limit: bigint[] = [];
  const offset: bigint[] = [];
  const file: number[] = [];
  const buildId: number[] = [];
  const flags: number[] = [];
  let table: MappingTable;

  function merge(row: number): number {
    return merged.get(row) ?? merged.set(row, add(row));
  }

  function add(row: number): number {
    const mergedFile = strings.merge(table.file[row]!);
    const mergedBuildId = strings.merge(table.buildId[row]!);
    size[0] = table.limit[row]! - table.start[row]! + pageSize - 1n;
    size[0] -= size[0] % pageSize;
    keys.wide(size, 0);
    keys.wide(table.offset, row);
    keys.word(mergedBuildId === 0 ? mergedFile : mergedBuildId);
    const mapping = keys.end();
    if (mapping < start.length) return mapping;
    start.push(table.start[row]!);
    limit.push(table.limit[row]!);
    offset.push(table.offset[row]!);
    file.push(mergedFile);
    buildId.push(mergedBuildId);
    flags.push(table.flags[row]!);
    return mapping;
  }

  return {
    startProfile({ mappings }) {
      table = mappings;
      merged.startTable(table.count);
      // The first mapping stands for the main binary, so it stays first whether or not a sample needs it.
      if (start.length === 0 && table.count > 0) merge(0);
    },
    merge,
    start: (mapping) => start[mapping]!,
    build: () => ({
      count: start.length,
      id: denseIds(start.length),
      start: BigUint64Array.from(start),
      limit: BigUint64Array.from(limit),
      offset: BigUint64Array.from(offset),
      file: Uint32Array.from(file),
      buildId: Uint32Array.from(buildId),
      flags: Uint8Array.from(flags),
    }),
  };
}

/** Equal are functions with the same names, file and start line. */
export function createFunctionMerger(
  strings: RowMerger<StringTable>,
  rowsHint: number,
): RowMerger<FunctionTable> {
  const keys = createRowKeys(rowsHint);
  const merged = createMergedIndex();
  const name: number[] = [];
  const systemName: number[] = [];
  const filename: number[] = [];
  const startLine: bigint[] = [];
  let table: FunctionTable;

  function add(row: number): number {
    const mergedName = strings.merge(table.name[row]!);
    const mergedSystemName = strings.merge(table.systemName[row]!);
    const mergedFilename = strings.merge(table.filename[row]!);
    keys.word(mergedName);
    keys.word(mergedSystemName);
    keys.word(mergedFilename);
    keys.wide(table.startLine, row);
    const fn = keys.end();
    if (fn < name.length) return fn;
    name.push(mergedName);
    systemName.push(mergedSystemName);
    filename.push(mergedFilename);
    startLine.push(table.startLine[row]!);
    return fn;
  }

  return {
    startProfile({ functions }) {
      table = functions;
      merged.startTable(table.count);
    },
    merge: (row) => merged.get(row) ?? merged.set(row, add(row)),
    build: () => ({
      count: name.length,
      id: denseIds(name.length),
      name: Uint32Array.from(name),
      systemName: Uint32Array.from(systemName),
      filename: Uint32Array.from(filename),
      startLine: BigInt64Array.from(startLine),
    }),
  };
}

// Makes a profile of generated JavaScript one of the sources that it was made of, by its source maps.

import type { MappedSource, SourceMaps } from '#ports';
import { createStringTable, type Profile } from '#profile';
import {
  isIdentifier,
  readGeneratedFile,
  type GeneratedFile,
  type OriginalPosition,
  type SourceMapLibrary,
} from './generated-file.ts';

/**
 * The profile with original files, lines, columns and names wherever there is a source map that fits the
 * profile; the rest stays as it is.
 * @param profile of V8: locations at the start of their function have its column.
 * @param searchPath where generated files may be, as `SourceMaps` takes it.
 */
export async function mapToOriginals(
  profile: Profile,
  sourceMaps: SourceMaps,
  searchPath: string,
): Promise<Profile> {
  const mapped = new Map<number, MappedSource>();
  for (const filename of new Set(profile.functions.filename)) {
    const source = sourceMaps.findSourceMap(profile.strings.text(filename), searchPath);
    if (source !== undefined) mapped.set(filename, source);
  }
  if (mapped.size === 0) return profile;
  const library = await import('@jridgewell/trace-mapping');
  const files = new Map<number, GeneratedFile>();
  for (const [filename, source] of mapped) {
    const file = readIfWhole(source, library);
    if (file !== undefined && isOfSameBuild(profile, filename, file)) files.set(filename, file);
  }
  return files.size === 0 ? profile : withOriginals(profile, files);
}

function readIfWhole(source: MappedSource, library: SourceMapLibrary): GeneratedFile | undefined {
  try {
    return readGeneratedFile(source, library);
  } catch {
    // With a broken map the generated code is still worth a report.
    return undefined;
  }
}

/** Whether most functions are on the lines that the profile says: else the code was built anew, or is other code. */
function isOfSameBuild({ functions, strings }: Profile, filename: number, file: GeneratedFile): boolean {
  let balance = 0;
  for (let fn = 0; fn < functions.count; fn++) {
    const name = strings.text(functions.name[fn]!);
    if (functions.filename[fn] !== filename || !isIdentifier(name)) continue;
    balance += file.mayName(name, Number(functions.startLine[fn])) ? 1 : -1;
  }
  return balance >= 0;
}

function withOriginals(profile: Profile, files: ReadonlyMap<number, GeneratedFile>): Profile {
  const { functions, lines } = profile;
  const startColumns = findStartColumns(profile);
  const originals = createFunctionRows(profile);
  const fnOfLine = new Uint32Array(lines.count);
  const line = lines.line.slice();
  const column = lines.column.slice();
  for (let row = 0; row < lines.count; row++) {
    const fn = lines.function[row]!;
    const file = files.get(functions.filename[fn]!);
    const startLine = Number(functions.startLine[fn]!);
    const start = file?.originalOf(startLine, startColumns[fn]!);
    const position = file === undefined ? undefined : (originalOf(file, profile, row, startLine) ?? start);
    if (file === undefined || position === undefined) {
      fnOfLine[row] = originals.keep(fn);
      continue;
    }
    const name = file.originalName(profile.strings.text(functions.name[fn]!), startLine, startColumns[fn]!);
    fnOfLine[row] = originals.add(fn, position.file, start?.file === position.file ? start.line : 0, name);
    line[row] = BigInt(position.line);
    // Where the generated column is unknown, so is the original one.
    column[row] = lines.column[row] === 0n ? 0n : BigInt(position.column);
  }
  return { ...profile, ...originals.build(), lines: { ...lines, function: fnOfLine, line, column } };
}

/** The last position at or before the line that the map knows, as far up as the function goes. */
function originalOf(
  file: GeneratedFile,
  { lines }: Profile,
  row: number,
  startLine: number,
): OriginalPosition | undefined {
  const line = Number(lines.line[row]!);
  let position = file.originalOf(line, Number(lines.column[row]!));
  const first = Math.max(startLine, line - maxUnmappedLines);
  for (let above = line - 1; position === undefined && above > first; above--) {
    position = file.originalOf(above, 0);
  }
  return position;
}

/** Code that a compiler adds inside of a function is short. */
const maxUnmappedLines = 100;

/** The column at which each function starts; 0 where no location is there. */
function findStartColumns({ functions, lines }: Profile): Float64Array {
  const columns = new Float64Array(functions.count);
  for (let row = 0; row < lines.count; row++) {
    const fn = lines.function[row]!;
    if (lines.line[row] === functions.startLine[fn]) columns[fn] = Number(lines.column[row]!);
  }
  return columns;
}

interface FunctionRows {
  /** Each gives the index of the function in the new table. */
  keep(fn: number): number;
  /** Function `fn`, as far as it comes from `file`. */
  add(fn: number, file: string, startLine: number, name: string | undefined): number;
  build(): Pick<Profile, 'functions' | 'strings'>;
}

interface FunctionRow {
  readonly fn: number;
  readonly name: number;
  readonly filename: number;
  readonly startLine: bigint;
}

function createFunctionRows({ functions, strings: generated }: Profile): FunctionRows {
  const strings = createStringTable(generated);
  const rows: FunctionRow[] = [];
  const indexOf = new Map<string, number>();

  function addOnce(row: FunctionRow): number {
    // Code of several files may be in one generated function, such as a bundle's outermost.
    const identity = `${row.fn}:${row.filename}`;
    const known = indexOf.get(identity);
    if (known !== undefined) return known;
    indexOf.set(identity, rows.length);
    return rows.push(row) - 1;
  }

  return {
    keep: (fn) =>
      addOnce({
        fn,
        name: functions.name[fn]!,
        filename: functions.filename[fn]!,
        startLine: functions.startLine[fn]!,
      }),
    add: (fn, file, startLine, name) =>
      addOnce({
        fn,
        name: name === undefined ? functions.name[fn]! : strings.add(name),
        filename: strings.add(file),
        startLine: BigInt(startLine),
      }),
    build: () => ({
      strings,
      functions: {
        count: rows.length,
        id: BigUint64Array.from(rows, (_, index) => BigInt(index + 1)),
        name: Uint32Array.from(rows, (row) => row.name),
        systemName: Uint32Array.from(rows, (row) => functions.systemName[row.fn]!),
        filename: Uint32Array.from(rows, (row) => row.filename),
        startLine: BigInt64Array.from(rows, (row) => row.startLine),
      },
    }),
  };
}

// The names of the source files of a unit, which stand at the head of its line table.

import { posix } from 'node:path';
import type { DebugSections } from './debug-sections.ts';
import type { DwarfCursor } from './dwarf-cursor.ts';
import { readNumber, readText } from './dwarf-forms.ts';
import type { LineTableHead } from './line-head.ts';
import type { Unit } from './units.ts';

export interface FileNames {
  /** '' for files that the table does not have. */
  path(file: number): string;
  /** As `go tool pprof` shows it: since DWARF 5 not below the directory in which the compiler was run. */
  shortPath(file: number): string;
  /** Adds one that the program of the table defines. */
  define(cursor: DwarfCursor): void;
}

interface FileEntry {
  readonly name: string;
  readonly directory: number;
}

const contentPath = 1;
const contentDirectory = 2;
/** More are in no unit. */
const mostEntries = 2 ** 20;

export function readFileNames(
  cursor: DwarfCursor,
  head: LineTableHead,
  unit: Unit,
  sections: DebugSections,
): FileNames {
  const isSince5 = head.version >= 5;
  const { directories, files } = isSince5
    ? { directories: readTable(cursor, head, unit, sections), files: readTable(cursor, head, unit, sections) }
    : readOldTables(cursor);
  const [paths, shortPaths] = [new Map<number, string>(), new Map<number, string>()];
  function path(file: number): string {
    const entry = files[file];
    if (entry === undefined || entry.name === '') return '';
    const directory = directories[entry.directory]?.name ?? '';
    // Since DWARF 5 the first one is that of the compiler itself.
    const isWhole = isSince5 && entry.directory === 0;
    return joinPath(isWhole ? '' : unit.directory, joinPath(directory, entry.name));
  }
  function shortPath(file: number): string {
    const entry = files[file];
    if (!isSince5 || entry === undefined || entry.name === '') return path(file);
    const directory = directories[entry.directory]?.name ?? '';
    return directory === '' ? entry.name : joinPath('', `${directory}/${entry.name}`);
  }
  return {
    path: (file) => remembered(paths, file, path),
    shortPath: (file) => remembered(shortPaths, file, shortPath),
    define: (definition) => void files.push(readOldFile(definition)),
  };
}

function remembered(known: Map<number, string>, file: number, make: (file: number) => string): string {
  let value = known.get(file);
  if (value === undefined) known.set(file, (value = make(file)));
  return value;
}

/** Directory 0 and, up to DWARF 4, file 0 are not in the tables. */
function readOldTables(cursor: DwarfCursor): {
  readonly directories: FileEntry[];
  readonly files: FileEntry[];
} {
  const directories: FileEntry[] = [{ name: '', directory: 0 }];
  for (let name = cursor.text(); name !== ''; name = cursor.text()) directories.push({ name, directory: 0 });
  const files: FileEntry[] = [{ name: '', directory: 0 }];
  for (let file = readOldFile(cursor); file.name !== ''; file = readOldFile(cursor)) files.push(file);
  return { directories, files };
}

/** One with an empty name has nothing behind it. */
function readOldFile(cursor: DwarfCursor): FileEntry {
  const name = cursor.text();
  if (name === '') return { name, directory: 0 };
  const directory = cursor.uleb();
  cursor.uleb(); // When it was changed.
  cursor.uleb(); // Its size.
  return { name, directory };
}

/** Each table says itself what its rows hold. */
function readTable(
  cursor: DwarfCursor,
  head: LineTableHead,
  unit: Unit,
  sections: DebugSections,
): FileEntry[] {
  const format = { ...unit, offsetSize: head.offsetSize };
  const columns = Array.from({ length: cursor.u8() }, () => [cursor.uleb(), cursor.uleb()] as const);
  const count = cursor.uleb();
  if (count > mostEntries) throw new RangeError(`a line table has ${count} files`);
  return Array.from({ length: count }, () => {
    let [name, directory] = ['', 0];
    for (const [content, form] of columns) {
      if (content === contentPath) name = readText(cursor, form, format, sections);
      else {
        const value = readNumber(cursor, form, 0, format, sections);
        if (content === contentDirectory) directory = value;
      }
    }
    return { name, directory };
  });
}

/** Without the steps up that a path need not have, as `go tool pprof` shows it. */
function joinPath(directory: string, name: string): string {
  if (directory === '' || /^(?:[/\\]|[A-Za-z]:)/.test(name)) return clean(name);
  const isWindows = /^(?:[A-Za-z]:|\\\\)/.test(directory);
  if (!isWindows) return clean(`${directory}/${name}`);
  return /[/\\]$/.test(directory) ? directory + name : `${directory}\\${name}`;
}

function clean(path: string): string {
  return /\.\/|\/\/|\/\./.test(path) ? posix.normalize(path) : path;
}

// The source reader on Node: looks for a file where pprof does, then where else it may be.

import { statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type {
  FoundSource,
  MissingSource,
  SourceLookup,
  SourceMaps,
  SourceReader,
  WantedSource,
} from '#ports';
import { createSourceFolders, withParents, type SourceFolders } from './source-folders.ts';
import { directoriesIn, type Environment } from './source-place.ts';
import { findMappedSource } from './source-maps.ts';
import { filePlaces, isLibrary, sourcePlaces } from './source-places.ts';
import { readSourceText } from './source-text.ts';
import { withoutScheme } from './source-url.ts';

export interface SourceReaderOptions {
  /** Where Go, Rust and the home directory are. */
  readonly environment: Environment;
  readonly workingDirectory: string;
}

/**
 * First looks as pprof does: an absolute path as it is, a relative one in each directory of the search path
 * and in those above it. Without `compat` it then goes through `sourcePlaces`. Files are read when they are
 * asked for, and once.
 */
export function createSourceReader(options: Partial<SourceReaderOptions> = {}): SourceReader & SourceMaps {
  const { environment = process.env, workingDirectory = currentDirectory(process.env) } = options;
  const lookups = new Map<string, SourceLookup>();
  const foldersOf = new Map<string, SourceFolders>();

  function folders(searchPath: string): SourceFolders {
    let known = foldersOf.get(searchPath);
    if (known === undefined) {
      const directories = directoriesIn(searchPath).map((directory) => resolve(workingDirectory, directory));
      known = createSourceFolders(directories, workingDirectory);
      foldersOf.set(searchPath, known);
    }
    return known;
  }

  function lookUp(wanted: WantedSource): SourceLookup {
    const lookup = findAsPprof(wanted, workingDirectory);
    if (lookup.kind === 'found' || wanted.compat) return lookup;
    return findElsewhere(wanted.path, lookup, folders(wanted.searchPath), environment);
  }

  return {
    workingDirectory,
    find(wanted) {
      const key = JSON.stringify(wanted);
      const lookup = lookups.get(key) ?? lookUp(wanted);
      lookups.set(key, lookup);
      return lookup;
    },
    findSourceMap(generatedFile, searchPath) {
      const file = withoutScheme(generatedFile);
      if (file === undefined) return undefined;
      return findMappedSource(file, filePlaces(file, folders(searchPath), environment));
    },
  };
}

/** As Go's os.Getwd: the name by which the user came here, not what symbolic links lead to. */
function currentDirectory({ PWD = '' }: Environment): string {
  const actual = process.cwd();
  if (!isAbsolute(PWD)) return actual;
  const [named, here] = [statSync(PWD, { throwIfNoEntry: false }), statSync(actual)];
  return named !== undefined && named.dev === here.dev && named.ino === here.ino ? PWD : actual;
}

function findAsPprof({ trimmed, searchPath, compat }: WantedSource, workingDirectory: string): SourceLookup {
  if (trimmed.startsWith('/')) {
    const text = readSourceText(trimmed);
    if (text.kind === 'failed') return missing(text.error);
    return text.kind === 'lines' ? found(trimmed, text.lines) : openedDirectory(trimmed, compat);
  }
  for (const start of searchPath.split(':')) {
    for (const directory of withParents(start)) {
      const path = join(directory, trimmed);
      const text = readSourceText(resolve(workingDirectory, path));
      if (text.kind === 'lines') return found(path, text.lines);
      if (text.kind === 'directory' && compat) return openedDirectory(path, compat);
    }
  }
  return missing(`could not find file ${trimmed} on path ${searchPath}`);
}

/** pprof takes a directory for an empty file. */
function openedDirectory(path: string, compat: boolean): SourceLookup {
  return compat ? found(path, []) : missing(`open ${path}: is a directory`);
}

function found(path: string, lines: readonly string[], reason: string = ''): FoundSource {
  return { kind: 'found', path, lines, reason };
}

function missing(error: string, tried: readonly string[] = []): MissingSource {
  return { kind: 'missing', error, tried };
}

const maxTried = 6;

function findElsewhere(
  path: string,
  { error }: MissingSource,
  folders: SourceFolders,
  environment: Environment,
): SourceLookup {
  const file = withoutScheme(path);
  if (file === undefined) return missing(error, ['it is no file, but part of a program']);
  const tried: string[] = [];
  for (const place of sourcePlaces(file, folders, environment)) {
    const { lines = linesOf(place.path) } = place;
    if (lines !== undefined) return found(place.path, lines, place.rule);
    if (!error.includes(place.path)) tried.push(`not at ${place.path} (${place.rule})`);
  }
  tried.splice(maxTried);
  if (!isLibrary(file)) tried.push(`not below ${folders.roots.join(', ')}, or not just once`);
  return missing(error, [...tried, 'set source_path to the directory that holds it']);
}

function linesOf(path: string): readonly string[] | undefined {
  const text = readSourceText(path);
  return text.kind === 'lines' ? text.lines : undefined;
}

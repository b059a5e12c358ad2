// Positions in the sources that running code was compiled from, by its source maps, with Node's own decoder.

import { readFileSync, statSync } from 'node:fs';
import { findSourceMap, SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lines and columns count from 1; 0 where they are unknown. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface OriginalPositions {
  /** Where a function starts, and the name that the map has for it. */
  ofFunction(url: string, name: string, line: number, column: number): Position & { readonly name: string };
  /** Where a line of code comes from. */
  ofLine(url: string, line: number): Position;
}

/** Decoding a map holds up the event loop: about a second for 20 MB. */
const largestMap = 16 * 2 ** 20;
const anyColumn = 2 ** 30;

/**
 * What was found before: reading a map again for each profile would hold up the event loop each time, and keeping it costs
 * ten times its size.
 */
export type KnownPositions = Map<string, Position & { readonly name: string }>;

/** Programs that make functions without end must not fill the memory. */
const mostKnown = 50_000;

/** @param wanted false gives the positions in the code that ran. */
export function createOriginalPositions(wanted: boolean, known: KnownPositions): OriginalPositions {
  const maps = new Map<string, LoadedMap | undefined>();

  function mapOf(url: string): LoadedMap | undefined {
    if (!maps.has(url)) maps.set(url, loadMap(url));
    return maps.get(url);
  }

  function findFunction(
    url: string,
    name: string,
    line: number,
    column: number,
  ): Position & { name: string } {
    const loaded = mapOf(url);
    const found = loaded === undefined ? undefined : find(loaded, line, column);
    if (loaded === undefined || found === undefined) return { file: pathOf(url), line, column, name };
    // The mark of a name is at the name, which is before the parameters at which V8 has the function.
    const named = find(loaded, line, Math.max(1, column - name.length));
    return { ...found, name: named?.name ?? found.name ?? name };
  }

  function findLine(url: string, line: number): Position & { name: string } {
    const loaded = mapOf(url);
    const found = loaded === undefined ? undefined : find(loaded, line, anyColumn);
    return { ...(found ?? { file: pathOf(url), line, column: 0 }), name: '' };
  }

  function remembered(
    key: string,
    look: () => Position & { name: string },
  ): Position & { readonly name: string } {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= mostKnown) known.clear();
    const found = look();
    known.set(key, found);
    return found;
  }

  return {
    ofFunction(url, name, line, column) {
      if (!mayHaveMap(url, line)) return { file: pathOf(url), line, column, name };
      return remembered(`${url}:${line}:${column}:${name}`, () => findFunction(url, name, line, column));
    },
    ofLine(url, line) {
      if (!mayHaveMap(url, line)) return { file: pathOf(url), line, column: 0 };
      return remembered(`${url}:${line}`, () => findLine(url, line));
    },
  };

  function mayHaveMap(url: string, line: number): boolean {
    return wanted && line > 0 && url !== '' && !url.startsWith('node:');
  }
}

interface LoadedMap {
  readonly map: SourceMap;
  /** Sources are relative to it. */
  readonly folder: string;
}

interface Found extends Position {
  readonly name?: string | undefined;
}

function find({ map, folder }: LoadedMap, line: number, column: number): Found | undefined {
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry) || entry.generatedLine !== line - 1) return undefined;
  // Node's types lack the name, and for code without a source they promise one.
  const { originalSource, name } = entry as { originalSource?: string; name?: string };
  if (originalSource === undefined || originalSource === '') return undefined;
  return {
    file: sourcePath(originalSource, folder),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    name: name === '' ? undefined : name,
  };
}

/** A map that cannot be read leaves the positions as they are: a profile of generated code is still one. */
function loadMap(url: string): LoadedMap | undefined {
  const path = pathOf(url);
  try {
    // What a loader such as tsx compiled in memory is on no disk, but Node knows its map.
    const known = findSourceMap(path) ?? findSourceMap(url);
    if (known !== undefined) return { map: known, folder: folderOf(path, known.payload.sourceRoot) };
    return readMap(path);
  } catch {
    return undefined;
  }
}

function readMap(path: string): LoadedMap | undefined {
  if (!/\.[cm]?jsx?$/.test(path)) return undefined;
  const text = mapText(path);
  if (text === undefined) return undefined;
  const payload = JSON.parse(text) as ConstructorParameters<typeof SourceMap>[0];
  return { map: new SourceMap(payload), folder: folderOf(path, payload.sourceRoot) };
}

function mapText(path: string): string | undefined {
  const code = readFileSync(path, 'latin1');
  const tail = code.slice(code.lastIndexOf('//# sourceMappingURL='));
  const mark = /^\/\/# sourceMappingURL=(\S+)/.exec(tail)?.[1];
  if (mark?.startsWith('data:') === true) {
    const data = mark.slice(mark.indexOf(',') + 1);
    return mark.includes(';base64,') ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
  }
  const file = resolve(dirname(path), mark === undefined ? `${path}.map` : decodeURIComponent(mark));
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined || found.size > largestMap ? undefined : readFileSync(file, 'utf8');
}

function folderOf(path: string, sourceRoot: string | undefined): string {
  return resolve(dirname(path), pathOf(sourceRoot ?? ''));
}

function sourcePath(source: string, folder: string): string {
  if (source.startsWith('file:')) return pathOf(source);
  // webpack://app/./src/x.ts and the like name no file.
  return /^[a-z][a-z+.-]+:/i.test(source) ? source : resolve(folder, source);
}

function pathOf(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

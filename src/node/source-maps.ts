// The source maps of generated JavaScript: inside of it, or in a file beside it.

import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { MappedSource } from '#ports';
import { decodeText } from '#profile';
import type { SourcePlace } from './source-place.ts';
import { readRegularFile } from './source-text.ts';

/** @param places where the file may be; the first that has a map counts. */
export function findMappedSource(file: string, places: Iterable<SourcePlace>): MappedSource | undefined {
  if (!/\.[cm]?jsx?$/.test(file)) return undefined;
  for (const place of places) {
    const code = textOf(place.path);
    if (code === undefined) continue;
    const found = findMap(code, place.path);
    if (found === undefined) continue;
    const mapPath = found.url === undefined ? file : join(dirname(file), found.url);
    return { lines: code.split('\n'), map: found.map, mapPath };
  }
  return undefined;
}

interface FoundMap {
  readonly map: string;
  /** Relative to the generated file; undefined for a map inside of it. */
  readonly url?: string;
}

/** The last mark counts, as bundles contain the code of other files. Some bundlers write a map and no mark. */
function findMap(code: string, path: string): FoundMap | undefined {
  const tail = code.slice(Math.max(0, code.lastIndexOf('sourceMappingURL=') - 4));
  const [, mark] = /^\/\/[#@] ?sourceMappingURL=(\S+)/.exec(tail) ?? [];
  if (mark?.startsWith('data:') === true) return inlineMap(mark);
  const url = mark === undefined ? `${path.slice(path.lastIndexOf('/') + 1)}.map` : decoded(mark);
  // A map belongs to the output of a build: no code may lead to files elsewhere.
  if (url === undefined || isAbsolute(url) || normalize(url).startsWith('..')) return undefined;
  const map = textOf(join(dirname(path), url));
  return map === undefined ? undefined : { map, url };
}

function inlineMap(dataUrl: string): FoundMap | undefined {
  const [, type = '', data = ''] = /^data:([^,]*),(.*)$/.exec(dataUrl) ?? [];
  const map = type.endsWith(';base64') ? decodeText(Buffer.from(data, 'base64')) : decoded(data);
  return map === undefined ? undefined : { map };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray '%': what comes after it cannot be told.
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  const file = readRegularFile(path);
  return file.kind === 'bytes' ? decodeText(file.bytes) : undefined;
}

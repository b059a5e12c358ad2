// Sources inside of source maps (`sourcesContent`), for a file that is nowhere else.

import { decodeText, encodeText } from '#profile';
import type { SourcePlace } from './source-place.ts';
import { readRegularFile, splitLines } from './source-text.ts';
import { withoutScheme } from './source-url.ts';

export interface EmbeddedSource {
  /** The file of the source map. */
  readonly map: string;
  /** As the map calls it. */
  readonly name: string;
  readonly text: string;
}

const maxMaps = 200;
const maxTotalBytes = 128 * 2 ** 20;

/** What the maps hold, up to the limits; a file that is no source map holds nothing. */
export function readEmbeddedSources(maps: readonly string[]): EmbeddedSource[] {
  const sources: EmbeddedSource[] = [];
  let total = 0;
  for (const map of maps.slice(0, maxMaps)) {
    const file = readRegularFile(map);
    if (file.kind !== 'bytes') continue;
    total += file.bytes.length;
    if (total > maxTotalBytes) break;
    for (const section of sectionsOf(parseJson(decodeText(file.bytes)))) {
      sources.push(...contentsOf(section).map(({ name, text }) => ({ map, name, text })));
    }
  }
  return sources;
}

/**
 * The source whose name ends as the file does: in as many elements as possible, two at least, or else all
 * that one of the names has. None when two such sources differ.
 */
export function* embeddedPlaces(
  file: string,
  { embeddedSources }: { embeddedSources(): readonly EmbeddedSource[] },
): Generator<SourcePlace> {
  if (!/\.(?:[cm]?[jt]sx?|vue|svelte|coffee)$/.test(file)) return;
  const wanted = elementsOf(file);
  let longest = 1;
  let best: EmbeddedSource[] = [];
  for (const source of embeddedSources()) {
    const own = elementsOf(withoutScheme(source.name) ?? '');
    const length = commonEnd(wanted, own);
    if (length < longest || (length === 1 && Math.min(wanted.length, own.length) > 1)) continue;
    if (length > longest) best = [];
    longest = length;
    best.push(source);
  }
  const [first] = best;
  if (first === undefined || best.some(({ text }) => text !== first.text)) return;
  const lines = splitLines(encodeText(first.text));
  yield { path: first.map, rule: `the source map has ${first.name}`, lines };
}

function elementsOf(path: string): string[] {
  return path.split('/').filter((element) => element !== '' && element !== '.' && element !== '..');
}

function commonEnd(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    // Servers put )]}' before JSON that browsers must not run.
    return JSON.parse(text.replace(/^\)\]\}'.*/, ''));
  } catch {
    return undefined;
  }
}

/** The maps in an index map, or the map itself. */
function sectionsOf(json: unknown): unknown[] {
  const sections = fieldOf(json, 'sections');
  return Array.isArray(sections) ? sections.map((section: unknown) => fieldOf(section, 'map')) : [json];
}

function contentsOf(map: unknown): { name: string; text: string }[] {
  const [names, texts] = [fieldOf(map, 'sources'), fieldOf(map, 'sourcesContent')];
  if (!Array.isArray(names) || !Array.isArray(texts)) return [];
  return names.flatMap((name: unknown, i) => {
    const text: unknown = texts[i];
    return typeof name === 'string' && typeof text === 'string' ? [{ name, text }] : [];
  });
}

function fieldOf(json: unknown, field: string): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, field) : undefined;
}

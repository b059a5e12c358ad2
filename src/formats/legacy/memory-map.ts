// Reads the memory map at the end of a legacy profile: /proc/<pid>/maps, or a shorter form with build ids.

import { decodeText, ProfileError } from '#profile';
import { parseHexUint64 } from './integers.ts';
import { createLineReader, type LineReader } from './lines.ts';

/** A mapping that later steps may still adjust. */
export interface MemoryMapping {
  start: bigint;
  limit: bigint;
  offset: bigint;
  file: string;
  buildId: string;
}

/** Whether a line says that the memory map follows. */
export function isMemoryMapSentinel(line: string): boolean {
  return line.includes('--- Memory map: ---') || line.includes('MAPPED_LIBRARIES:');
}

/** From the sentinel on, which is the current line or a later one; no mappings if there is none. */
export function parseTrailingMemoryMap(bytes: Uint8Array, lines: LineReader): MemoryMapping[] {
  while (!isMemoryMapSentinel(lines.text()) && lines.next());
  return parseMemoryMap(bytes, lines);
}

/** The mappings in all of `bytes` from `position` on. */
export function parseMemoryMapAt(bytes: Uint8Array, position: number): MemoryMapping[] {
  return parseMemoryMap(bytes, createLineReader(bytes, position));
}

function parseMemoryMap(bytes: Uint8Array, lines: LineReader): MemoryMapping[] {
  const mappings: MemoryMapping[] = [];
  const attributes = createAttributes();
  while (lines.next()) {
    const text = decodeText(bytes.subarray(lines.start, lines.end));
    const line = attributes.substitute(text.replace(logPrefix, ''), lines.number);
    const entry = parseEntry(line);
    if (entry === 'unrecognized') attributes.define(line);
    else if (entry !== undefined) mappings.push(entry);
  }
  return inOrder(mergeAdjacent(mappings));
}

/** What glog puts before a message: `… file:line] `. */
const logPrefix = /^[^[\]]+:[0-9]+\][\t\n\f\r ]/;

// Each of the three alternatives of a range consumes a whole run of digits, so that matching stays linear:
// `12-34` with a separator, `120x34`, and `1234`, of which the last digit is the limit.
const hex = '[0-9a-fA-F]+';
const space = '[\\t\\n\\f\\r ]';
const range =
  `^${space}*(?:0x)?(?:(${hex})[-\\t\\n\\f\\r ]${space}*(?:0x)?(${hex})|` +
  `(${hex})0x(${hex})|(${hex})([0-9a-fA-F])(?![0-9a-fA-F])):?(?:${space}+([-rwxp]+))?`;
const procMapsLine = new RegExp(
  `${range}(?:${space}+(${hex}))?${space}+${hex}:${hex}${space}+[0-9]+(?:${space}+([^\\t\\n\\f\\r ]+))?`,
);
const briefMapsLine = new RegExp(
  `${range}(?:${space}+([^\\t\\n\\f\\r ]+))?(?:${space}+\\(@(${hex})\\))?(?:${space}+(${hex}))?`,
);

/** Undefined for an entry that is not executable. */
function parseEntry(line: string): MemoryMapping | 'unrecognized' | undefined {
  const proc = procMapsLine.exec(line);
  const match = proc ?? briefMapsLine.exec(line);
  if (match === null) return 'unrecognized';
  const permissions = match[7] ?? '';
  if (permissions !== '' && !permissions.includes('x')) return undefined;
  const start = parseHexUint64(match[1] ?? match[3] ?? match[5] ?? '');
  const limit = parseHexUint64(match[2] ?? match[4] ?? match[6] ?? '');
  const offset = parseHexUint64((proc === null ? match[9] : match[8]) ?? '');
  if (start === undefined || limit === undefined || offset === undefined) return 'unrecognized';
  const file = (proc === null ? match[8] : match[9]) ?? '';
  return { start, limit, offset, file, buildId: proc === null ? (match[10] ?? '') : '' };
}

/** No path is longer, and substitution in what was substituted could go on doubling. */
const maxSubstitutedLength = 1 << 20;

interface Attributes {
  /** Takes `name=value`, to be written for `$name` in later lines; the first value of a name stays. */
  define(line: string): void;
  substitute(line: string, lineNumber: number): string;
}

function createAttributes(): Attributes {
  const values = new Map<string, { readonly order: number; readonly value: string }>();
  const lengths = new Set<number>();

  function define(line: string): void {
    const equals = line.indexOf('=');
    if (equals < 0) return;
    const name = line.slice(0, equals).trim();
    if (values.has(name)) return;
    values.set(name, { order: values.size, value: line.slice(equals + 1).trim() });
    lengths.add(name.length);
  }

  function substitute(line: string, lineNumber: number): string {
    let dollar = values.size === 0 ? -1 : line.indexOf('$');
    if (dollar < 0) return line;
    let result = '';
    let done = 0;
    for (; dollar >= 0; dollar = line.indexOf('$', Math.max(done, dollar + 1))) {
      const name = firstDefinedAt(line, dollar + 1);
      if (name === undefined) continue;
      result += line.slice(done, dollar) + values.get(name)!.value;
      done = dollar + 1 + name.length;
      if (result.length > maxSubstitutedLength) {
        throw new ProfileError(
          'too-large',
          `memory map: line ${lineNumber} is longer than ${maxSubstitutedLength} characters with its $names replaced`,
          lineNumber,
        );
      }
    }
    return result + line.slice(done);
  }

  /** Of the names that the text at `position` starts with, the one that was defined first. */
  function firstDefinedAt(line: string, position: number): string | undefined {
    let first: string | undefined;
    for (const length of lengths) {
      const name = line.slice(position, position + length);
      const order = values.get(name)?.order;
      if (order !== undefined && (first === undefined || order < values.get(first)!.order)) first = name;
    }
    return first;
  }

  return { define, substitute };
}

/** Joins neighbours that are parts of one mapping. */
function mergeAdjacent(mappings: readonly MemoryMapping[]): MemoryMapping[] {
  const merged: MemoryMapping[] = [];
  for (const mapping of mappings) {
    const last = merged.at(-1);
    if (last !== undefined && isContinuation(last, mapping)) {
      last.limit = mapping.limit;
      last.file = mapping.file || last.file;
      last.buildId = mapping.buildId || last.buildId;
    } else {
      merged.push(mapping);
    }
  }
  return merged;
}

function isContinuation(mapping: MemoryMapping, next: MemoryMapping): boolean {
  const isSameFile = mapping.file === '' || next.file === '' || mapping.file === next.file;
  const isSameBuild = mapping.buildId === '' || next.buildId === '' || mapping.buildId === next.buildId;
  if (!isSameFile || !isSameBuild || mapping.limit !== next.start) return false;
  const expected = BigInt.asUintN(64, mapping.offset + mapping.limit - mapping.start);
  return mapping.offset === 0n || next.offset === 0n || next.offset === expected;
}

const sharedLibrary = /[.]so$|[.]so[._][0-9]+/;

/** Swaps what looks like the main binary to the front. */
function inOrder(mappings: MemoryMapping[]): MemoryMapping[] {
  const main = mappings.findIndex(({ file }) => {
    const name = file.replaceAll('(deleted)', '').trim();
    return name !== '' && !sharedLibrary.test(name) && !name.startsWith('[');
  });
  if (main > 0) [mappings[0], mappings[main]] = [mappings[main]!, mappings[0]!];
  return mappings;
}

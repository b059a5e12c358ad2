// Reads the table at the end of Java profiles that names the locations.

import { decodeText } from '#profile';
import type { Draft, DraftFunction } from './draft.ts';
import { parseHexUint64, parseInt64 } from './integers.ts';
import { createLineReader, malformedLine, quotedLine } from './lines.ts';

/** Gives the locations of the draft the lines that `bytes` has for them from `position` on. */
export function parseJavaLocations(bytes: Uint8Array, position: number, draft: Draft): void {
  const lines = createLineReader(bytes, position, Number.POSITIVE_INFINITY);
  // Java's profiles tell functions apart by name alone.
  const functions = new Map<string, DraftFunction>();
  while (lines.next()) {
    const match = locationLine.exec(decodeText(bytes.subarray(lines.start, lines.end)).trim());
    if (match === null) continue;
    const address = parseHexUint64(match[1]!);
    if (address === undefined) {
      throw malformedLine(
        lines.number,
        `of the location table has an address of more than 64 bits: ${quotedLine(match[0])}`,
      );
    }
    const index = draft.knownLocation(address);
    const location = index === undefined ? undefined : draft.locations[index];
    if (location === undefined) continue;
    const { name, filename, line } = parseFrame(match[2]!);
    let fn = functions.get(name);
    if (fn === undefined) {
      fn = { name, filename };
      functions.set(name, fn);
    }
    location.lines = [{ function: fn, line }];
    location.address = 0n;
  }
}

const locationLine = /^0x([0-9a-fA-F]+)[\t\n\f\r ]+(.*)$/s;

interface JavaFrame {
  readonly name: string;
  readonly filename: string;
  readonly line: bigint;
}

/** `name (file:line)`, `name (path of a library)`, or only a name. */
function parseFrame(text: string): JavaFrame {
  const fileLine = splitParenthesis(text, fileLineTail.exec(text));
  if (fileLine !== undefined) {
    const line = parseInt64(fileLine.tail) ?? 0n;
    return { name: fileLine.name, filename: fileLine.inside, line: line > 0n ? line : 0n };
  }
  const library = splitParenthesis(text, /\)$/.exec(text), 0);
  if (library !== undefined) return { name: library.name, filename: baseName(library.inside), line: 0n };
  const name = text.includes('generated stub/JIT') ? 'STUB' : text;
  return { name, filename: '', line: 0n };
}

const fileLineTail = /:(-?[0-9]+)\)$/;

/**
 * Takes `name (inside` + tail apart at the last parenthesis that has white space before it and leaves at
 * least `minInside` characters up to the tail.
 */
function splitParenthesis(
  text: string,
  tail: RegExpExecArray | null,
  minInside: number = 1,
): { name: string; inside: string; tail: string } | undefined {
  if (tail === null) return undefined;
  let open = text.lastIndexOf('(', tail.index - 1 - minInside);
  while (open > 0 && !isSpace(text, open - 1)) open = text.lastIndexOf('(', open - 1);
  if (open <= 0) return undefined;
  return { name: text.slice(0, open - 1), inside: text.slice(open + 1, tail.index), tail: tail[1] ?? '' };
}

function isSpace(text: string, at: number): boolean {
  return '\t\n\f\r '.includes(text.charAt(at));
}

/** The last element of a path. */
function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/(?<!\/)\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

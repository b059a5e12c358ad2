// Reads text line by line out of its bytes, without ever holding all lines.

import { ProfileError } from '#profile';

/** The line that `next` moved to. Past the end it is empty. */
export interface LineReader {
  /** Byte range of the line, without its line break. */
  readonly start: number;
  readonly end: number;
  /** False for a last line that just ends. */
  readonly hasLineBreak: boolean;
  /** Counts from 1; 0 before the first `next`. */
  readonly number: number;
  /**
   * Moves on; false at the end of the text.
   * @throws ProfileError 'malformed' at a line that is longer than `maxLineBytes`.
   */
  next(): boolean;
  /** The line with one character for each byte, so that positions in it are those of the bytes. */
  text(): string;
  /** The byte after the white space that the line starts with. */
  readonly indentEnd: number;
  /** The line without white space at both ends. */
  trimmed(): string;
  /** Whether there is nothing but white space, or a `#` after it. */
  isBlankOrComment(): boolean;
}

/** The longest line that pprof reads. */
const pprofLineBytes = 0xffff;

const newline = 0x0a;
const carriageReturn = 0x0d;
const hash = 0x23;

/** A reader at the first line; undefined without reading on if there is none, or no line break in sight. */
export function readFirstLine(bytes: Uint8Array): LineReader | undefined {
  const isShort = bytes.length <= pprofLineBytes;
  if (bytes.length === 0 || (!isShort && !bytes.subarray(0, pprofLineBytes + 1).includes(newline)))
    return undefined;
  const lines = createLineReader(bytes);
  lines.next();
  return lines;
}

export function createLineReader(
  bytes: Uint8Array,
  position: number = 0,
  maxLineBytes: number = pprofLineBytes,
): LineReader {
  const decoder = new TextDecoder('windows-1252');
  let start = position;
  let end = position;
  let number = 0;
  let hasLineBreak = false;

  function next(): boolean {
    start = end = position;
    hasLineBreak = false;
    if (position >= bytes.length) return false;
    const found = bytes.indexOf(newline, position);
    hasLineBreak = found >= 0;
    end = hasLineBreak ? found : bytes.length;
    number++;
    if (end - start > maxLineBytes) {
      throw malformedLine(number, `is longer than ${maxLineBytes} bytes`);
    }
    position = end + 1;
    if (end > start && bytes[end - 1] === carriageReturn) end--;
    return true;
  }

  function indentEnd(): number {
    let first = start;
    while (first < end && isSpace(bytes[first]!)) first++;
    return first;
  }

  function trimmed(): string {
    const first = indentEnd();
    let last = end;
    while (first < last && isSpace(bytes[last - 1]!)) last--;
    return decoder.decode(bytes.subarray(first, last));
  }

  function isBlankOrComment(): boolean {
    const first = indentEnd();
    return first === end || bytes[first] === hash;
  }

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get hasLineBreak() {
      return hasLineBreak;
    },
    get number() {
      return number;
    },
    get indentEnd() {
      return indentEnd();
    },
    next,
    text: () => decoder.decode(bytes.subarray(start, end)),
    trimmed,
    isBlankOrComment,
  };
}

/** The error for a line that is not as its format has it. */
export function malformedLine(number: number, what: string): ProfileError {
  return new ProfileError(
    'malformed',
    `malformed profile: line ${number} ${what}; the file may be damaged or mixed with other output: fetch it again`,
    number,
  );
}

/** A line as messages show it. */
export function quotedLine(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

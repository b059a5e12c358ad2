// Reads folded stacks, as perf's stackcollapse scripts, py-spy and async-profiler write them: `main;a;b 5`, root first.

import {
  createByteRangeTable,
  createProfileBuilder,
  decodeText,
  encodeText,
  ProfileError,
  type Profile,
  type ValueType,
} from '#profile';

/** Lines and bytes that decide whether a file is one of folded stacks. */
const linesToLookAt = 100;
const bytesToLookAt = 65_536;
const maxCount = 2n ** 63n - 1n;

const defaultSampleType: ValueType = { type: 'samples', unit: 'count' };

/**
 * The profile in a file of folded stacks; undefined for any other content. It is one if it has no control
 * characters, each of the first 100 lines is a stack, a comment or blank, and one stack has a `;`. A stack
 * is frames that are not empty, or none at all (py-spy has such), a blank, and a count; a comment begins with
 * `# `.
 * Frame names are kept as they are, with what annotations they have: `do_syscall_64_[k]`, `main (app.py:7)`.
 * @throws ProfileError 'malformed', with the line, for a later line that is none of these.
 */
export function parseFolded(bytes: Uint8Array): Profile | undefined {
  return looksFolded(bytes) ? parseStacks(bytes, defaultSampleType) : undefined;
}

/**
 * Reads text that is known to be folded stacks.
 * @throws ProfileError 'malformed', with the line.
 */
export function parseFoldedText(text: string, sampleType: ValueType = defaultSampleType): Profile {
  return parseStacks(encodeText(text), sampleType);
}

/** Works on bytes: text is made only of the distinct frames, which are few among the frames of all lines. */
function parseStacks(bytes: Uint8Array, sampleType: ValueType): Profile {
  const builder = createProfileBuilder();
  const names = createByteRangeTable(bytes);
  const comments: string[] = [];
  const stack: number[] = [];
  let lineNumber = 0;
  for (const line of linesOf(bytes)) {
    lineNumber++;
    if (line.kind === 'blank') continue;
    if (line.kind === 'unknown') malformed(lineNumber, 'is not "frame;frame count"');
    if (line.kind === 'comment') {
      comments.push(decodeText(bytes.subarray(line.start, line.end)));
      continue;
    }
    stack.length = 0;
    for (let start = line.start; start < line.end;) {
      const end = endOfFrame(bytes, start, line.end);
      stack.push(names.add(start, end));
      start = end + 1;
    }
    stack.reverse();
    builder.addSample(builder.stacks.add(stack, 0, stack.length), 0, [countOf(bytes, line, lineNumber)]);
  }
  // Location, function and name have the same index, all in the order in which the names were first seen.
  for (let i = 0; i < names.count; i++) {
    const name = decodeText(bytes.subarray(names.start(i), names.end(i)));
    builder.addLocation({ lines: [{ function: builder.addFunction({ name }) }] });
  }
  return builder.build({ sampleTypes: [sampleType], comments });
}

function looksFolded(bytes: Uint8Array): boolean {
  let lines = 0;
  let hasCaller = false;
  for (const line of linesOf(bytes)) {
    if (lines++ === linesToLookAt || (lines > 1 && line.start >= bytesToLookAt)) break;
    if (line.kind === 'unknown' || hasControlCharacter(bytes, line)) return false;
    hasCaller ||= line.kind === 'stack' && endOfFrame(bytes, line.start, line.end) < line.end;
  }
  return hasCaller;
}

/** `start .. end` are the frames of a stack, and the whole of any other line. */
interface Line {
  readonly kind: 'stack' | 'comment' | 'blank' | 'unknown';
  readonly start: number;
  readonly end: number;
  /** The digits of the count. */
  readonly countStart: number;
  readonly countEnd: number;
}

const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
const hash = 0x23;
const semicolon = 0x3b;

function* linesOf(bytes: Uint8Array): Generator<Line> {
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    const hasReturn = end > start && bytes[end - 1] === carriageReturn;
    yield readLine(bytes, start, hasReturn ? end - 1 : end);
    start = end + 1;
  }
}

function readLine(bytes: Uint8Array, start: number, end: number): Line {
  const whole = { start, end, countStart: end, countEnd: end };
  if (start === end) return { ...whole, kind: 'blank' };
  if (bytes[start] === hash && (end === start + 1 || bytes[start + 1] === blank))
    return { ...whole, kind: 'comment' };
  let countStart = end;
  while (countStart > start && isDigit(bytes[countStart - 1]!)) countStart--;
  let framesEnd = countStart;
  while (framesEnd > start && isBlank(bytes[framesEnd - 1]!)) framesEnd--;
  const isStack = countStart < end && framesEnd < countStart && !hasEmptyFrame(bytes, start, framesEnd);
  return isStack
    ? { kind: 'stack', start, end: framesEnd, countStart, countEnd: end }
    : { ...whole, kind: 'unknown' };
}

function hasEmptyFrame(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  if (bytes[end - 1] === semicolon) return true;
  let previous = semicolon;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === semicolon && previous === semicolon) return true;
    previous = byte;
  }
  return false;
}

/** Where the frame that begins at `start` ends: at a `;`, or with the stack. */
function endOfFrame(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== semicolon) at++;
  return at;
}

function hasControlCharacter(bytes: Uint8Array, line: Line): boolean {
  for (let i = line.start; i < line.end; i++) {
    if (bytes[i]! < blank && bytes[i] !== tab) return true;
  }
  return false;
}

function countOf(bytes: Uint8Array, line: Line, lineNumber: number): number | bigint {
  const digits = decodeText(bytes.subarray(line.countStart, line.countEnd));
  const count = Number(digits);
  if (Number.isSafeInteger(count)) return count;
  // No more digits than an int64 has: parsing any number of them would take quadratic time.
  const significant = digits.replace(/^0+/, '');
  const exact = significant.length > 19 ? maxCount + 1n : BigInt(significant);
  return exact <= maxCount ? exact : malformed(lineNumber, `has a count above ${maxCount}`);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isBlank(byte: number): boolean {
  return byte === blank || byte === tab;
}

function malformed(lineNumber: number, what: string): never {
  throw new ProfileError('malformed', `malformed folded stacks: line ${lineNumber} ${what}`, lineNumber);
}

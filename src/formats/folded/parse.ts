// Reads folded stacks, as perf's stackcollapse scripts, py-spy and async-profiler write them: `main;a;b 5`, root first.

import { createProfileBuilder, decodeText, ProfileError, type Profile, type ValueType } from '#profile';

/** Lines and bytes that decide whether a file is one of folded stacks. */
const linesToLookAt = 100;
const bytesToLookAt = 65_536;
/** The longest text that V8 can hold. */
const maxBytes = 2 ** 29 - 24;
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
  if (!looksFolded(bytes)) return undefined;
  if (bytes.length > maxBytes) {
    throw new ProfileError(
      'too-large',
      `folded stacks of ${bytes.length} bytes; at most ${maxBytes} can be read`,
    );
  }
  return parseFoldedText(decodeText(bytes));
}

/**
 * Reads text that is known to be folded stacks.
 * @throws ProfileError 'malformed', with the line.
 */
export function parseFoldedText(text: string, sampleType: ValueType = defaultSampleType): Profile {
  const builder = createProfileBuilder();
  const locationOf = new Map<string, number>();
  const comments: string[] = [];
  const stack: number[] = [];
  let lineNumber = 0;
  for (const line of linesOf(text)) {
    lineNumber++;
    if (line === '') continue;
    if (isComment(line)) {
      comments.push(line);
      continue;
    }
    const { frames, count } = splitLine(line) ?? malformed(lineNumber, 'is not "frame;frame count"');
    stack.length = 0;
    for (let i = frames.length - 1; i >= 0; i--) {
      const name = frames[i]!;
      let location = locationOf.get(name);
      if (location === undefined) {
        location = builder.addLocation({ lines: [{ function: builder.addFunction({ name }) }] });
        locationOf.set(name, location);
      }
      stack.push(location);
    }
    builder.addSample(builder.stacks.add(stack, 0, stack.length), 0, [countOf(count, lineNumber)]);
  }
  return builder.build({ sampleTypes: [sampleType], comments });
}

interface FoldedLine {
  /** Root first. */
  readonly frames: readonly string[];
  /** Decimal digits. */
  readonly count: string;
}

function looksFolded(bytes: Uint8Array): boolean {
  const start = decodeText(bytes.subarray(0, bytesToLookAt));
  const isCut = bytes.length > bytesToLookAt;
  let lines = 0;
  let hasCaller = false;
  for (const line of linesOf(isCut ? start.slice(0, start.lastIndexOf('\n') + 1) : start)) {
    if (lines++ === linesToLookAt) break;
    if (hasControlCharacter(line)) return false;
    if (line === '' || isComment(line)) continue;
    const parts = splitLine(line);
    if (parts === undefined) return false;
    hasCaller ||= parts.frames.length > 1;
  }
  return hasCaller;
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    start = end + 1;
  }
}

function isComment(line: string): boolean {
  return line === '#' || line.startsWith('# ');
}

/** The frames, and the digits after the last blank; undefined where the line is no stack. */
function splitLine(line: string): FoldedLine | undefined {
  const [, stack = '', count = ''] = /^(.*?)[ \t]+(\d+)$/.exec(line) ?? [];
  const frames = stack === '' ? [] : stack.split(';');
  return count === '' || frames.includes('') ? undefined : { frames, count };
}

function hasControlCharacter(line: string): boolean {
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code < 0x20 && code !== 0x09) return true;
  }
  return false;
}

function countOf(digits: string, lineNumber: number): number | bigint {
  const count = Number(digits);
  if (Number.isSafeInteger(count)) return count;
  const exact = BigInt(digits);
  return exact <= maxCount ? exact : malformed(lineNumber, `has a count above ${maxCount}`);
}

function malformed(lineNumber: number, what: string): never {
  throw new ProfileError('malformed', `malformed folded stacks: line ${lineNumber} ${what}`, lineNumber);
}

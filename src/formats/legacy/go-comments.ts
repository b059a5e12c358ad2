// Reads what Go writes as comments below each sample of its text profiles: the frames with names, and labels.

import { createByteRangeTable, decodeText, stringLabel, type Label } from '#profile';
import type { Draft, DraftFunction, DraftLine } from './draft.ts';
import { parseHexUint64, parseInt64 } from './integers.ts';
import type { LineReader } from './lines.ts';

/** The comments below one sample. */
export interface GoComments {
  /** Whether any of the lines was a frame. */
  readonly hasFrames: boolean;
  readonly labels: readonly Label[];
  /** Takes the current line, whatever comment it is. */
  read(lines: LineReader): void;
  /** The index of the stack that the frames are. */
  stack(): number;
  /** Forgets the sample. */
  clear(): void;
}

interface Frame {
  readonly address: bigint;
  /** Start of the function's code, which inlined functions share with the one that they are inlined into. */
  readonly entry: bigint;
  /** Undefined for an address that Go could not name. */
  readonly line: DraftLine | undefined;
}

// `#<tab>0xADDRESS<tab>name+0xOFFSET<tab>file:line`, with more tabs where columns are aligned.
const frameLine = /^#\t0x([0-9a-f]+)(?:\t+([^\t].*?)\+0x([0-9a-f]+)\t+([^\t].*):([0-9]+))?\t*$/s;

const labelsLine = /^# labels: \{(.*)\}$/s;

/**
 * Go writes one line for each frame of the sample, and the address in it is that of the sample line less 1.
 * There is no line for frames of the runtime at the leaf and for runtime.goexit, which Go leaves out of its
 * binary profiles too; and there are lines for callers into which the sample line's address is inlined. So
 * the stack is what the comments list.
 */
export function createGoComments(bytes: Uint8Array, draft: Draft): GoComments {
  const spellings = createByteRangeTable(bytes);
  const frameOf: (Frame | undefined)[] = [];
  const functions = new Map<string, DraftFunction>();
  const locations = new Map<string, number>();
  const frames: Frame[] = [];
  let labels: Label[] = [];

  function read(lines: LineReader): void {
    const spelling = spellings.add(lines.start, lines.end);
    if (spelling < frameOf.length) {
      const frame = frameOf[spelling];
      if (frame !== undefined) frames.push(frame);
      else readLabels(lines);
      return;
    }
    const match = frameLine.exec(decodeText(bytes.subarray(lines.start, lines.end)));
    const frame = match === null ? undefined : frameFrom(match);
    frameOf.push(frame);
    if (frame !== undefined) frames.push(frame);
    else readLabels(lines);
  }

  function frameFrom([, hex = '', name, offset = '', filename = '', lineText = '']: RegExpExecArray):
    | Frame
    | undefined {
    const address = parseHexUint64(hex);
    if (address === undefined) return undefined;
    if (name === undefined) return { address, entry: address, line: undefined };
    const start = parseHexUint64(offset);
    const line = parseInt64(lineText);
    if (start === undefined || line === undefined) return undefined;
    return { address, entry: address - start, line: { function: functionOf(name, filename), line } };
  }

  function functionOf(name: string, filename: string): DraftFunction {
    const key = `${name}\n${filename}`;
    let fn = functions.get(key);
    if (fn === undefined) {
      fn = { name, filename };
      functions.set(key, fn);
    }
    return fn;
  }

  function readLabels(lines: LineReader): void {
    const match = labelsLine.exec(decodeText(bytes.subarray(lines.start, lines.end)));
    if (match !== null) labels = [...labels, ...parseGoLabels(match[1]!, draft)];
  }

  function stack(): number {
    const stackLocations: number[] = [];
    for (let runStart = 0; runStart < frames.length;) {
      const runEnd = endOfRun(frames, runStart);
      const outermost = frames[runEnd - 1]!.line?.function.name;
      for (let start = runStart; start < runEnd;) {
        let end = start + 1;
        while (frames[end - 1]!.line?.function.name !== outermost) end++;
        if (!isNoFrame(frames[start]!)) stackLocations.push(locationOf(start, end));
        start = end;
      }
      runStart = runEnd;
    }
    return draft.stacks.add(stackLocations, 0, stackLocations.length);
  }

  /** The location of the frames `start .. end`, of which all but the last are inlined. */
  function locationOf(start: number, end: number): number {
    const { address, line } = frames[start]!;
    if (line === undefined) return draft.locationAt(address);
    let key = '';
    const lines: DraftLine[] = [];
    for (let i = start; i < end; i++) {
      key += `${frames[i]!.address},`;
      lines.push(frames[i]!.line!);
    }
    let location = locations.get(key);
    if (location === undefined) {
      location = draft.addLocation({ address, lines });
      locations.set(key, location);
    }
    return location;
  }

  return {
    get hasFrames() {
      return frames.length > 0;
    },
    get labels() {
      return labels;
    },
    read,
    stack,
    clear() {
      frames.length = 0;
      labels = [];
    },
  };
}

/**
 * The end of the run of frames that are in the code of one function. The last of them is that function
 * itself; those of other names are inlined into the next one of its name.
 */
function endOfRun(frames: readonly Frame[], start: number): number {
  const { entry, line } = frames[start]!;
  let end = start + 1;
  if (line === undefined) return end;
  while (end < frames.length && frames[end]!.entry === entry && frames[end]!.line !== undefined) end++;
  return end;
}

/** Go's way to say that there is no frame at all: the address 0 without a name. */
function isNoFrame({ address, line }: Frame): boolean {
  return address === 0n && line === undefined;
}

// A double-quoted Go string.
const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
const labelPair = new RegExp(`${quoted}: ?${quoted}(?:, )?`, 'gys');

/** Labels as Go prints them: `"key":"value", "key":"value"`; up to the first thing that is none. */
export function parseGoLabels(text: string, { builder }: Draft): Label[] {
  return Array.from(text.matchAll(labelPair), ([, key = '', value = '']) =>
    stringLabel(builder.strings, unquote(key), unquote(value)),
  );
}

const escape = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gs;
const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What Go's `%q` escaped; a byte of invalid UTF-8 (`\xff`) becomes what `decodeText` makes of it. */
function unquote(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(escape, (_, byte?: string, short?: string, long?: string, char: string = '') => {
    if (byte !== undefined) return escapedByte(Number.parseInt(byte, 16));
    const code = short ?? long;
    if (code === undefined) return controls[char] ?? char;
    const rune = Number.parseInt(code, 16);
    return rune <= 0x10ffff ? String.fromCodePoint(rune) : '\ufffd';
  });
}

function escapedByte(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

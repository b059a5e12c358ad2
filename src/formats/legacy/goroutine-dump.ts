// Reads the stacks of all goroutines as Go prints them (debug=2, a crash, SIGQUIT) as a goroutine profile.

import {
  createByteRangeTable,
  decodeText,
  numericLabel,
  stringLabel,
  type Label,
  type Profile,
  type ValueType,
} from '#profile';
import { createDraft, finishDraft, type Draft, type DraftFunction, type DraftLine } from './draft.ts';
import { parseGoLabels } from './go-comments.ts';
import { parseInt64 } from './integers.ts';
import { createLineReader, type LineReader } from './lines.ts';

const goroutineCount: ValueType = { type: 'goroutine', unit: 'count' };

/**
 * Equal stacks with equal labels are one sample; the ids of goroutines would keep all apart and are left
 * out. Labels: state; creator, a function; wait, in seconds, since that is a unit which reports scale and
 * minutes are not; and the goroutine's own labels where the dump has them. Undefined if there is no line
 * `goroutine <id> [<state>]:`.
 */
export function parseGoroutineDump(bytes: Uint8Array): Profile | undefined {
  if (bytes.subarray(0, probedBytes).includes(0)) return undefined;
  const lines = createLineReader(bytes, 0, Number.POSITIVE_INFINITY);
  const draft = createDraft();
  const frames = createFrameTable(bytes, draft);
  const rowOf = new Map<string, number>();
  let isDump = false;

  while (lines.next()) {
    const header = parseHeader(bytes, lines);
    if (header === undefined) continue;
    isDump = true;
    // Goroutine 0 is the scheduler's stack of a thread.
    if (header.id !== '0') addGoroutine(header);
  }

  function addGoroutine(header: Header): void {
    const { stack, creator } = readStack(bytes, lines, frames);
    const labels = headerLabels(header, draft);
    if (creator !== undefined) labels.push(stringLabel(draft.builder.strings, 'creator', creator));
    const index = draft.stacks.add(stack, 0, stack.length);
    const key = `${index} ${draft.builder.labelSets.add(labels)}`;
    const row = rowOf.get(key);
    if (row === undefined) {
      rowOf.set(key, draft.samples.stack.length);
      draft.addSample(index, [1n], labels);
    } else {
      draft.samples.values[0]![row]! += 1n;
    }
  }

  if (!isDump) return undefined;
  return finishDraft(draft, {
    header: { sampleTypes: [goroutineCount], periodType: goroutineCount, period: 1n, dropFrames: '' },
  });
}

/** Text has no byte 0, binary data soon has. */
const probedBytes = 4096;

interface Header {
  readonly id: string;
  readonly state: string;
  readonly minutes: bigint;
  /** What is between the braces of `labels:{…}`. */
  readonly labels: string;
}

const headerStart = new TextEncoder().encode('goroutine ');
const headerLine = /^goroutine ([0-9]+)(?: [^[]*)? \[([^\]"{]*)(?:\{(.*)\})?\]:$/s;

function parseHeader(bytes: Uint8Array, lines: LineReader): Header | undefined {
  if (!startsWith(bytes, lines, headerStart)) return undefined;
  const match = headerLine.exec(decodeText(bytes.subarray(lines.start, lines.end)));
  if (match === null) return undefined;
  const [, id = '', status = '', labels = ''] = match;
  // `chan receive (scan), 5 minutes, locked to thread, synctest bubble 3 labels:`
  const parts = status.replace(' labels:', '').split(', ');
  const wait = parts.find((part) => /^[0-9]+ minutes$/.test(part));
  return {
    id,
    state: parts[0]!.replace(' (scan)', ''),
    minutes: parseInt64(wait?.slice(0, -' minutes'.length) ?? '0') ?? 0n,
    labels,
  };
}

function headerLabels({ state, minutes, labels }: Header, draft: Draft): Label[] {
  const { strings } = draft.builder;
  const own = parseGoLabels(labels, draft);
  own.push(stringLabel(strings, 'state', state));
  if (minutes > 0n) own.push(numericLabel(strings, 'wait', BigInt.asIntN(64, minutes * 60n), 'seconds'));
  return own;
}

const createdBy = new TextEncoder().encode('created by ');
const elided = /^\.\.\.(?:[0-9]+|additional) frames elided\.\.\.$/;
/** Stands for the frames that Go did not print, so that those around them do not look like caller and callee. */
const elidedFrame = '[frames elided]';

/** Reads up to the blank line after a goroutine; what is no frame there is not part of it. */
function readStack(
  bytes: Uint8Array,
  lines: LineReader,
  frames: FrameTable,
): { stack: number[]; creator: string | undefined } {
  const stack: number[] = [];
  let inlined: DraftLine[] = [];
  let creator: string | undefined;
  // The line with the name of a function waits for the one with its place.
  let name: { start: number; end: number } | undefined;
  while (lines.next() && lines.end > lines.start) {
    if (bytes[lines.start] === tab) {
      if (name === undefined) continue;
      const { line, isInlined } = frames.frame(name.start, name.end, lines);
      name = undefined;
      inlined.push(line);
      if (isInlined) continue;
      stack.push(frames.location(inlined));
      inlined = [];
    } else if (startsWith(bytes, lines, createdBy)) {
      const text = decodeText(bytes.subarray(lines.start + createdBy.length, lines.end));
      creator = text.replace(/ in goroutine [0-9]+$/, '');
      // After it come ancestors, which are other goroutines' stacks.
      while (lines.next() && lines.end > lines.start);
      break;
    } else if (bytes[lines.start] === dot && elided.test(lines.text())) {
      stack.push(frames.location([frames.unplaced(elidedFrame)]));
    } else {
      name = { start: lines.start, end: lines.end };
      if (lines.text().startsWith('non-Go function at pc=')) {
        stack.push(frames.location([frames.unplaced('non-Go function')]));
        name = undefined;
      }
    }
  }
  if (inlined.length > 0) stack.push(frames.location(inlined));
  return { stack, creator };
}

const tab = 0x09;
const dot = 0x2e;
const openParenthesis = 0x28;

interface FrameTable {
  /** The frame of a name line, given by its range, and the current line, which has the place. */
  frame(nameStart: number, nameEnd: number, place: LineReader): { line: DraftLine; isInlined: boolean };
  /** A frame of which only a name is known. */
  unplaced(name: string): DraftLine;
  /** The location of one call: a function, preceded by the functions that are inlined into it. */
  location(lines: readonly DraftLine[]): number;
}

/** Decodes each name and each place only once. */
function createFrameTable(bytes: Uint8Array, draft: Draft): FrameTable {
  const ranges = createByteRangeTable(bytes);
  const lineOf = new Map<string, DraftLine>();
  const functionOf = new Map<string, DraftFunction>();
  const idOf = new Map<DraftLine, number>();
  const locationOf = new Map<string, number>();

  function frame(
    nameStart: number,
    nameEnd: number,
    place: LineReader,
  ): { line: DraftLine; isInlined: boolean } {
    const open = bytes.subarray(nameStart, nameEnd).lastIndexOf(openParenthesis);
    const end = open < 0 ? nameEnd : nameStart + open;
    const placeEnd = endOfPlace(place);
    const key = `${ranges.add(nameStart, end)} ${ranges.add(place.start, placeEnd)}`;
    let line = lineOf.get(key);
    if (line === undefined) {
      line = lineFrom(functionName(decodeText(bytes.subarray(nameStart, end))), place.start + 1, placeEnd);
      lineOf.set(key, line);
    }
    // An inlined call has neither arguments nor an offset in code of its own.
    return { line, isInlined: placeEnd === place.end && isElided(end, nameEnd) };
  }

  /** Whether the arguments are `(...)`. */
  function isElided(start: number, end: number): boolean {
    if (end - start !== 5) return false;
    return bytes[start + 1] === dot && bytes[start + 2] === dot && bytes[start + 3] === dot;
  }

  /** The end of `<tab>file:line`, before ` +0x1f`, ` fp=…` and the like. */
  function endOfPlace({ start, end }: LineReader): number {
    const text = bytes.subarray(start, end);
    const colon = text.lastIndexOf(0x3a);
    const blank = colon < 0 ? -1 : text.indexOf(0x20, colon);
    return blank < 0 ? end : start + blank;
  }

  function lineFrom(name: string, start: number, end: number): DraftLine {
    const match = /^(.*):([0-9]+)$/s.exec(decodeText(bytes.subarray(start, end)));
    const line = parseInt64(match?.[2] ?? '') ?? 0n;
    return { function: functionNamed(name, match?.[1] ?? ''), line };
  }

  function functionNamed(name: string, filename: string): DraftFunction {
    const key = `${name}\n${filename}`;
    let fn = functionOf.get(key);
    if (fn === undefined) {
      fn = { name, filename };
      functionOf.set(key, fn);
    }
    return fn;
  }

  function unplaced(name: string): DraftLine {
    let line = lineOf.get(name);
    if (line === undefined) {
      line = { function: functionNamed(name, ''), line: 0n };
      lineOf.set(name, line);
    }
    return line;
  }

  function location(lines: readonly DraftLine[]): number {
    const key = lines.map(idOfLine).join(' ');
    let index = locationOf.get(key);
    if (index === undefined) {
      index = draft.addLocation({ address: 0n, lines: [...lines] });
      locationOf.set(key, index);
    }
    return index;
  }

  function idOfLine(line: DraftLine): number {
    let id = idOf.get(line);
    if (id === undefined) {
      id = idOf.size;
      idOf.set(line, id);
    }
    return id;
  }

  return { frame, unplaced, location };
}

/** Binary profiles have this one under its own name. */
function functionName(printed: string): string {
  return printed === 'panic' ? 'runtime.gopanic' : printed;
}

function startsWith(bytes: Uint8Array, lines: LineReader, prefix: Uint8Array): boolean {
  if (lines.end - lines.start < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) {
    if (bytes[lines.start + i] !== prefix[i]) return false;
  }
  return true;
}

// Reads the tables that samples refer to: strings, functions, mappings, locations with their lines.

import {
  decodeText,
  enlarged,
  internTexts,
  mappingHasFilenames,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  ProfileError,
  type FunctionTable,
  type LineTable,
  type LocationTable,
  type MappingTable,
  type StringTable,
} from '#profile';
import type { Ranges } from './fields.ts';
import { createIdIndex, type IdIndex } from './ids.ts';
import {
  expectWireType,
  fail,
  lengthType,
  readIndex,
  readLength,
  readTag,
  readVarint,
  skipField,
  varintType,
  type Reader,
} from './reader.ts';

/** The strings of a file; `indexOf[i]` is the index of its string `i` in the interned table. */
export interface DecodedStrings {
  readonly table: StringTable;
  readonly indexOf: Uint32Array;
}

export function decodeStrings(bytes: Uint8Array, ranges: Ranges): DecodedStrings {
  const { table, indexOf } = internTexts(textsIn(bytes, ranges), ranges.count);
  return { table, indexOf };
}

/** One character per byte, whatever the bytes are; ASCII is decoded right. */
const bytewiseDecoder = new TextDecoder('latin1');
const notAscii = /[^\0-\x7f]/;

/** Strings are neighbours in most files and ASCII in most: all are decoded at once and cut apart. */
function* textsIn(bytes: Uint8Array, { count, starts, ends }: Ranges): Generator<string> {
  const first = starts[0]!;
  const whole = bytewiseDecoder.decode(bytes.subarray(first, ends[count - 1]));
  for (let i = 0; i < count; i++) {
    const text = whole.slice(starts[i]! - first, ends[i]! - first);
    yield notAscii.test(text) ? decodeText(bytes.subarray(starts[i], ends[i])) : text;
  }
}

/** Reads a string reference and returns its index in the interned table. */
export function readString(reader: Reader, strings: DecodedStrings): number {
  const index = readIndex(reader);
  if (index < 0 || index >= strings.indexOf.length) {
    const which = index < 0 ? 'a negative or huge string index' : `string index ${index}`;
    fail(reader, `${which} where there are ${strings.indexOf.length} strings`);
  }
  return strings.indexOf[index]!;
}

export function decodeFunctions(reader: Reader, ranges: Ranges, strings: DecodedStrings): FunctionTable {
  const { count } = ranges;
  const id = new BigUint64Array(count);
  const startLine = new BigInt64Array(count);
  const ids = wordsOf(id);
  const startLines = wordsOf(startLine);
  const name = new Uint32Array(count);
  const systemName = new Uint32Array(count);
  const filename = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    enter(reader, 'function', row, ranges);
    while (readTag(reader)) {
      if (reader.field === 1) readWords(reader, ids, row);
      else if (reader.field === 2) name[row] = readString(reader, strings);
      else if (reader.field === 3) systemName[row] = readString(reader, strings);
      else if (reader.field === 4) filename[row] = readString(reader, strings);
      else if (reader.field === 5) readWords(reader, startLines, row);
      else skipField(reader);
    }
  }
  return { count, id, name, systemName, filename, startLine };
}

export function decodeMappings(reader: Reader, ranges: Ranges, strings: DecodedStrings): MappingTable {
  const { count } = ranges;
  const id = new BigUint64Array(count);
  const start = new BigUint64Array(count);
  const limit = new BigUint64Array(count);
  const offset = new BigUint64Array(count);
  const columns = [id, id, start, limit, offset].map(wordsOf);
  const file = new Uint32Array(count);
  const buildId = new Uint32Array(count);
  const flags = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    enter(reader, 'mapping', row, ranges);
    while (readTag(reader)) {
      const { field } = reader;
      if (field >= 1 && field <= 4) readWords(reader, columns[field]!, row);
      else if (field === 5) file[row] = readString(reader, strings);
      else if (field === 6) buildId[row] = readString(reader, strings);
      else if (field >= 7 && field <= 10)
        flags[row] = withFlag(flags[row]!, mappingFlags[field - 7]!, readBool(reader));
      else skipField(reader);
    }
  }
  return { count, id, start, limit, offset, file, buildId, flags };
}

const mappingFlags = [
  mappingHasFunctions,
  mappingHasFilenames,
  mappingHasLineNumbers,
  mappingHasInlineFrames,
] as const;

function withFlag(flags: number, flag: number, isSet: boolean): number {
  return isSet ? flags | flag : flags & ~flag;
}

export function decodeLocations(
  reader: Reader,
  ranges: Ranges,
  mappingIds: IdIndex,
  functionIds: IdIndex,
): { locations: LocationTable; lines: LineTable } {
  const { count } = ranges;
  const id = new BigUint64Array(count);
  const address = new BigUint64Array(count);
  const ids = wordsOf(id);
  const addresses = wordsOf(address);
  const mapping = new Int32Array(count).fill(-1);
  const isFolded = new Uint8Array(count);
  const lineOffsets = new Uint32Array(count + 1);
  const lines = createLineList(count);
  for (let row = 0; row < count; row++) {
    enter(reader, 'location', row, ranges);
    const { end } = reader;
    while (readTag(reader)) {
      if (reader.field === 1) readWords(reader, ids, row);
      else if (reader.field === 2) {
        // An unknown mapping id means no mapping, as in pprof.
        expectWireType(reader, varintType);
        readVarint(reader);
        mapping[row] = mappingIds.find(reader.high, reader.low);
      } else if (reader.field === 3) readWords(reader, addresses, row);
      else if (reader.field === 4) {
        expectWireType(reader, lengthType);
        const length = readLength(reader);
        reader.end = reader.position + length;
        lines.read(reader, functionIds);
        reader.end = end;
      } else if (reader.field === 5) isFolded[row] = readBool(reader) ? 1 : 0;
      else skipField(reader);
    }
    lineOffsets[row + 1] = lines.count;
  }
  return { locations: { count, id, mapping, address, isFolded, lineOffsets }, lines: lines.build() };
}

/** As for the rows of other tables: what is kept of a line is more than its bytes. */
const maxLines = 2 ** 25;

interface LineList {
  readonly count: number;
  read(reader: Reader, functionIds: IdIndex): void;
  build(): LineTable;
}

function createLineList(hint: number): LineList {
  let capacity = hint + 16;
  let functions = new Uint32Array(capacity);
  let lineWords = new Uint32Array(capacity * 2);
  let columnWords = new Uint32Array(capacity * 2);
  let count = 0;
  return {
    get count() {
      return count;
    },
    read(reader, functionIds) {
      if (count === capacity) {
        if (count > maxLines) throw new ProfileError('too-large', `too many lines: more than ${maxLines}`);
        capacity *= 2;
        functions = enlarged(functions, capacity);
        lineWords = enlarged(lineWords, capacity * 2);
        columnWords = enlarged(columnWords, capacity * 2);
      }
      let fn = -1;
      while (readTag(reader)) {
        if (reader.field === 1) {
          expectWireType(reader, varintType);
          readVarint(reader);
          fn = functionIds.find(reader.high, reader.low);
        } else if (reader.field === 2) readWords(reader, lineWords, count);
        else if (reader.field === 3) readWords(reader, columnWords, count);
        else skipField(reader);
      }
      if (fn < 0) fail(reader, 'a line with a function that is not in the profile');
      functions[count++] = fn;
    },
    build: () => ({
      count,
      function: functions.slice(0, count),
      line: new BigInt64Array(lineWords.slice(0, count * 2).buffer),
      column: new BigInt64Array(columnWords.slice(0, count * 2).buffer),
    }),
  };
}

/** Rows by their id; id 0 and ids that occur twice are refused, as in pprof. */
export function indexIds(what: string, reader: Reader, ids: BigUint64Array): IdIndex {
  const index = createIdIndex(ids);
  const words = wordsOf(ids);
  for (let row = 0; row < ids.length; row++) {
    const low = words[row * 2]!;
    const high = words[row * 2 + 1]!;
    if (low === 0 && high === 0) fail(reader, `found ${what} with reserved id 0`);
    if (index.find(high, low) !== row) fail(reader, `multiple ${what}s with same id ${ids[row]}`);
  }
  return index;
}

/** Points the reader at row `row` of a table. */
export function enter(reader: Reader, subject: string, row: number, ranges: Ranges): void {
  reader.subject = subject;
  reader.subjectIndex = row;
  reader.position = ranges.starts[row]!;
  reader.end = ranges.ends[row]!;
}

/** The 32-bit halves of a 64-bit column, low half first: cheaper to write than a BigInt. */
function wordsOf(column: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

function readWords(reader: Reader, words: Uint32Array, row: number): void {
  expectWireType(reader, varintType);
  readVarint(reader);
  words[row * 2] = reader.low;
  words[row * 2 + 1] = reader.high;
}

function readBool(reader: Reader): boolean {
  expectWireType(reader, varintType);
  readVarint(reader);
  return reader.low !== 0 || reader.high !== 0;
}

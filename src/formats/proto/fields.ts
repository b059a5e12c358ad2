// Splits a Profile message into its fields, so that tables can be read in the order of their references.

import { enlarged, ProfileError } from '#profile';
import { createReader, expectWireType, fail, lengthType, readLength, readTag, skipField } from './reader.ts';

/** Byte ranges of all occurrences of one repeated field, in the order of the file. */
export interface Ranges {
  readonly count: number;
  /** Length `count`. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Samples are so many that their places are not stored: they are found again by passing over the span. */
export interface SampleSpan {
  readonly count: number;
  /** Tag of the first sample, and end of the last; other fields may be in between. */
  readonly start: number;
  readonly end: number;
}

export const sampleField = 2;

/** The repeated message and string fields; the scalar ones are few and read from `scalars`. */
export interface ProfileFields {
  readonly sampleTypes: Ranges;
  readonly samples: SampleSpan;
  readonly mappings: Ranges;
  readonly locations: Ranges;
  readonly functions: Ranges;
  readonly strings: Ranges;
  /** Tag to end of each other known field (numbers 7 to 15). */
  readonly scalars: Ranges;
}

const lastKnownField = 15;
const lastRepeatedField = 6;

/**
 * Rows that a table may have. The bytes of a row can be two, and what is kept of it fifty: without a limit, a
 * small file of empty rows would fill the memory.
 */
const maxRows = 2 ** 25;

/** @throws ProfileError when the bytes are no protobuf, a known field has a wrong wire type, or a table is too long. */
export function splitFields(bytes: Uint8Array): ProfileFields {
  const reader = createReader(bytes);
  const lists = Array.from({ length: lastRepeatedField + 1 }, createRangeList);
  const samples = { count: 0, start: 0, end: 0 };
  for (;;) {
    const tagStart = reader.position;
    if (!readTag(reader)) break;
    if (reader.field === 0 || reader.field > lastKnownField) skipField(reader);
    else if (reader.field <= lastRepeatedField) {
      expectWireType(reader, lengthType);
      const length = readLength(reader);
      const start = reader.position;
      reader.position += length;
      const rows = reader.field === sampleField ? samples.count : lists[reader.field]!.count;
      if (rows === maxRows) {
        const what = `field ${reader.field} occurs more than ${maxRows} times`;
        throw new ProfileError('too-large', `too many rows: ${what}`, start);
      }
      if (reader.field !== sampleField) lists[reader.field]!.add(start, reader.position);
      else {
        if (samples.count === 0) samples.start = tagStart;
        samples.count++;
        samples.end = reader.position;
      }
    } else {
      skipField(reader);
      lists[0]!.add(tagStart, reader.position);
    }
  }
  const [scalars, sampleTypes, , mappings, locations, functions, strings] = lists.map((list) => list.build());
  const fields = { sampleTypes, samples, mappings, locations, functions, strings, scalars } as ProfileFields;
  if (fields.strings.count === 0) fail(reader, 'no string table');
  if (fields.strings.starts[0] !== fields.strings.ends[0]) {
    reader.position = fields.strings.starts[0]!;
    fail(reader, "string_table[0] must be ''");
  }
  return fields;
}

interface RangeList {
  readonly count: number;
  add(start: number, end: number): void;
  build(): Ranges;
}

function createRangeList(): RangeList {
  let starts = new Uint32Array(64);
  let ends = new Uint32Array(64);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(start, end) {
      if (count === starts.length) {
        starts = enlarged(starts, count * 2);
        ends = enlarged(ends, count * 2);
      }
      starts[count] = start;
      ends[count++] = end;
    },
    build: () => ({ count, starts: starts.subarray(0, count), ends: ends.subarray(0, count) }),
  };
}

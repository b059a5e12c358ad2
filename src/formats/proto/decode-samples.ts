// Reads the samples: by far the most of a profile, so a loop over bytes into typed arrays.

import {
  createByteRangeTable,
  createLabelSetTable,
  createStackTable,
  type Label,
  type LabelSetTable,
  type SampleTable,
  type StackTable,
  type StackTableBuilder,
} from '#profile';
import { readString, type DecodedStrings } from './decode-tables.ts';
import { sampleField, type SampleSpan } from './fields.ts';
import type { IdIndex } from './ids.ts';
import {
  expectWireType,
  fail,
  lengthType,
  readInt64,
  readLength,
  readTag,
  readVarint,
  skipField,
  varintType,
  type Reader,
} from './reader.ts';

export interface DecodedSamples {
  readonly samples: SampleTable;
  readonly stacks: StackTable;
  readonly labelSets: LabelSetTable;
}

/** What the fields of one sample are gathered in before they are stored. */
interface SampleScratch {
  /** Locations of the stack that is being written. */
  depth: number;
  /** Values as 32-bit halves, low half first. */
  values: Uint32Array;
  valueCount: number;
}

export function decodeSamples(
  reader: Reader,
  span: SampleSpan,
  sampleTypes: number,
  locationCount: number,
  locationIds: IdIndex,
  strings: DecodedStrings,
): DecodedSamples {
  const { count } = span;
  const sampleBytes = span.end - span.start;
  // Each value takes a byte at least: more values than bytes means that some sample lacks some.
  if (count * sampleTypes > sampleBytes) {
    fail(reader, `samples have too few values for ${sampleTypes} sample types`);
  }
  if (count > 0 && sampleTypes === 0) fail(reader, 'missing sample type information');
  const stack = new Uint32Array(count);
  const labelSet = new Uint32Array(count);
  const values = Array.from({ length: sampleTypes }, () => new Float64Array(count));
  const wideValues = new Map<number, bigint>();
  const stacks = createStackTable(count, sampleBytes, locationCount);
  const labels = createLabelReader(reader.bytes, strings);
  reader.position = span.start;
  const scratch: SampleScratch = {
    depth: 0,
    values: new Uint32Array(sampleTypes * 2 + 2),
    valueCount: 0,
  };
  for (let sample = 0; sample < count; sample++) {
    enterSample(reader, sample, span.end);
    scratch.depth = 0;
    scratch.valueCount = 0;
    let labelStart = 0;
    let labelEnd = 0;
    let fieldStart = reader.position;
    while (readTag(reader)) {
      if (reader.field === 1) readLocations(reader, scratch, stacks, locationIds);
      else if (reader.field === 2) readValues(reader, scratch);
      else if (reader.field === 3) {
        expectWireType(reader, lengthType);
        const length = readLength(reader);
        reader.position += length;
        if (labelEnd === 0) labelStart = fieldStart;
        labelEnd = reader.position;
      } else skipField(reader);
      fieldStart = reader.position;
    }
    if (scratch.valueCount !== sampleTypes) {
      fail(reader, `sample has ${scratch.valueCount} values for ${sampleTypes} sample types`);
    }
    for (let type = 0; type < sampleTypes; type++) {
      const low = scratch.values[type * 2]!;
      const high = scratch.values[type * 2 + 1]! | 0;
      const value = high * 0x1_0000_0000 + low;
      values[type]![sample] = value;
      if (!Number.isSafeInteger(value)) {
        wideValues.set(type * count + sample, (BigInt(high) << 32n) | BigInt(low));
      }
    }
    stack[sample] = stacks.commit(scratch.depth);
    labelSet[sample] = labelEnd === 0 ? 0 : labels.read(reader, labelStart, labelEnd);
  }
  return {
    samples: { count, stack, labelSet, values, wideValues },
    stacks: stacks.build(),
    labelSets: labels.build(),
  };
}

/** Passes over other fields to the next sample and points the reader at what is in it. */
function enterSample(reader: Reader, sample: number, end: number): void {
  reader.end = end;
  reader.subject = 'sample';
  reader.subjectIndex = sample;
  while (readTag(reader) && reader.field !== sampleField) skipField(reader);
  const length = readLength(reader);
  reader.end = reader.position + length;
}

/** Appends the location ids of a packed or single field to the stack, as location indexes. */
function readLocations(
  reader: Reader,
  scratch: SampleScratch,
  stacks: StackTableBuilder,
  locationIds: IdIndex,
): void {
  if (reader.wireType !== lengthType) {
    expectWireType(reader, varintType);
    const locations = stacks.room(scratch.depth + 1);
    locations[stacks.used() + scratch.depth++] = readLocation(reader, reader.end, locationIds);
    return;
  }
  const length = readLength(reader);
  const end = reader.position + length;
  const locations = stacks.room(scratch.depth + length);
  const start = stacks.used();
  const { bytes } = reader;
  const { direct } = locationIds;
  let { position } = reader;
  let to = start + scratch.depth;
  while (position < end) {
    // Most ids take one to three bytes; what does not, is broken or is not found goes the long way.
    const idStart = position;
    let id = bytes[position++]!;
    if (id >= 0x80) {
      const second = bytes[position++]!;
      id = (id & 0x7f) | ((second & 0x7f) << 7);
      if (second >= 0x80) {
        const third = bytes[position++]!;
        id = third >= 0x80 ? direct.length : id | (third << 14);
      }
    }
    const entry = position <= end && id < direct.length ? direct[id]! : 0;
    if (entry === 0) {
      reader.position = idStart;
      locations[to++] = readLocation(reader, end, locationIds);
      position = reader.position;
    } else locations[to++] = entry - 1;
  }
  reader.position = position;
  scratch.depth = to - start;
}

/** Reads one id, which must not reach beyond `end`. */
function readLocation(reader: Reader, end: number, locationIds: IdIndex): number {
  const whole = reader.end;
  reader.end = end;
  readVarint(reader);
  reader.end = whole;
  const location = locationIds.find(reader.high, reader.low);
  if (location < 0) fail(reader, 'a location that is not in the profile');
  return location;
}

/** Appends the values of a packed or single field; one too many is kept to be noticed. */
function readValues(reader: Reader, scratch: SampleScratch): void {
  if (reader.wireType !== lengthType) {
    expectWireType(reader, varintType);
    readVarint(reader);
    storeValue(reader, scratch);
    return;
  }
  const length = readLength(reader);
  const whole = reader.end;
  reader.end = reader.position + length;
  while (reader.position < reader.end) {
    readVarint(reader);
    storeValue(reader, scratch);
  }
  reader.end = whole;
}

function storeValue(reader: Reader, scratch: SampleScratch): void {
  const at = scratch.valueCount * 2;
  if (at < scratch.values.length) {
    scratch.values[at] = reader.low;
    scratch.values[at + 1] = reader.high;
  }
  scratch.valueCount++;
}

interface LabelReader {
  /** Index of the label set written in `bytes[start .. end)`, which may hold other fields in between. */
  read(reader: Reader, start: number, end: number): number;
  build(): LabelSetTable;
}

/** Few label sets are distinct, so equal bytes are decoded only once. */
function createLabelReader(bytes: Uint8Array, strings: DecodedStrings): LabelReader {
  const seen = createByteRangeTable(bytes);
  const sets = createLabelSetTable(strings.table);
  const setOf: number[] = [];
  return {
    read(reader, start, end) {
      const entry = seen.add(start, end);
      return (setOf[entry] ??= sets.add(decodeLabels(reader, start, end, strings)));
    },
    build: () => sets.build(),
  };
}

function decodeLabels(reader: Reader, start: number, end: number, strings: DecodedStrings): Label[] {
  const labels: Label[] = [];
  reader.position = start;
  reader.end = end;
  while (readTag(reader)) {
    if (reader.field !== 3) {
      skipField(reader);
      continue;
    }
    const length = readLength(reader);
    reader.end = reader.position + length;
    const label = decodeLabel(reader, strings);
    if (label !== undefined) labels.push(label);
    reader.end = end;
  }
  return labels;
}

/** A label with neither text, number nor unit says nothing and is dropped, as in pprof. */
function decodeLabel(reader: Reader, strings: DecodedStrings): Label | undefined {
  let key = 0;
  let text = 0;
  let unit = 0;
  let number = 0n;
  let hasText = false;
  let hasUnit = false;
  while (readTag(reader)) {
    if (reader.field === 1) key = readString(reader, strings);
    else if (reader.field === 2) {
      text = readString(reader, strings);
      hasText = reader.low !== 0;
    } else if (reader.field === 3) number = readInt64(reader);
    else if (reader.field === 4) {
      unit = readString(reader, strings);
      hasUnit = reader.low !== 0;
    } else skipField(reader);
  }
  if (hasText) return { key, isNumber: false, text, number: 0n, unit: 0 };
  if (number !== 0n || hasUnit) return { key, isNumber: true, text: 0, number, unit };
  return undefined;
}

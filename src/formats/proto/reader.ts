// Reads the protobuf wire format; every access to untrusted bytes is bounds-checked here.

import { ProfileError } from '#profile';

/** A cursor over `bytes[position .. end)`; reading moves `position`. */
export interface Reader {
  readonly bytes: Uint8Array;
  position: number;
  end: number;
  /** High and low 32 bits of the last varint, signed: V8 has a box for each larger number until code is optimized. */
  high: number;
  low: number;
  /** Field number and wire type of the last tag. */
  field: number;
  wireType: number;
  /** What is being read, for error messages: `sample`, with its number. */
  subject: string;
  subjectIndex: number;
}

export const varintType = 0;
export const lengthType = 2;

export function createReader(bytes: Uint8Array): Reader {
  return {
    bytes,
    position: 0,
    end: bytes.length,
    high: 0,
    low: 0,
    field: 0,
    wireType: 0,
    subject: '',
    subjectIndex: 0,
  };
}

/** Reads a varint of up to 64 bits into `high` and `low`; bits beyond are lost, as in Go. */
export function readVarint(reader: Reader): void {
  const { bytes, end } = reader;
  let position = reader.position;
  // Most varints of a profile are a single byte.
  const first = position < end ? bytes[position]! : 0x80;
  if (first < 0x80) {
    reader.low = first;
    reader.high = 0;
    reader.position = position + 1;
    return;
  }
  let low = 0;
  let high = 0;
  for (let shift = 0; ; shift += 7) {
    if (position >= end) failTruncated(reader, 'varint');
    if (shift === 70) fail(reader, 'a varint is longer than 10 bytes');
    const byte = bytes[position++]!;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) break;
  }
  reader.low = low;
  reader.high = high;
  reader.position = position;
}

/** Reads the tag of the next field into `field` and `wireType`; false at the end of the message. */
export function readTag(reader: Reader): boolean {
  if (reader.position >= reader.end) return false;
  const byte = reader.bytes[reader.position]!;
  if (byte < 0x80) {
    reader.position++;
    reader.field = byte >>> 3;
    reader.wireType = byte & 7;
    return true;
  }
  readVarint(reader);
  reader.field = (reader.high >>> 0) * 0x2000_0000 + (reader.low >>> 3);
  reader.wireType = reader.low & 7;
  return true;
}

/** Reads a length and returns it; the bytes are sure to be there. */
export function readLength(reader: Reader): number {
  readVarint(reader);
  const { high, low } = reader;
  const left = reader.end - reader.position;
  if (high === 0 && low >= 0 && low <= left) return low;
  const length = (high >>> 0) * 0x1_0000_0000 + (low >>> 0);
  if (length > left) fail(reader, `a field of ${length} bytes where ${left} are left`, 'truncated');
  return length;
}

/** Passes over the value of a field that is not known. */
export function skipField(reader: Reader): void {
  if (reader.wireType === varintType) readVarint(reader);
  else if (reader.wireType === lengthType) {
    const length = readLength(reader);
    reader.position += length;
  } else if (reader.wireType === 1 || reader.wireType === 5) {
    const length = reader.wireType === 1 ? 8 : 4;
    if (reader.end - reader.position < length) failTruncated(reader, 'fixed-size field');
    reader.position += length;
  } else fail(reader, `unknown wire type ${reader.wireType}`);
}

export function expectWireType(reader: Reader, wireType: number): void {
  if (reader.wireType !== wireType) {
    fail(reader, `field ${reader.field} has wire type ${reader.wireType}, not ${wireType}`);
  }
}

/** Reads an int64 field that must fit an index into a table; -1 when it does not. */
export function readIndex(reader: Reader): number {
  expectWireType(reader, varintType);
  readVarint(reader);
  return reader.high === 0 && reader.low >= 0 ? reader.low : -1;
}

/** Reads an int64 field. */
export function readInt64(reader: Reader): bigint {
  expectWireType(reader, varintType);
  readVarint(reader);
  return (BigInt(reader.high) << 32n) | BigInt(reader.low >>> 0);
}

export function fail(reader: Reader, what: string, code: 'malformed' | 'truncated' = 'malformed'): never {
  const where = reader.subject === '' ? '' : `, in ${reader.subject} ${reader.subjectIndex}`;
  const advice = code === 'truncated' ? '; the file may be cut short: fetch it again' : '';
  throw new ProfileError(code, `${what} at byte ${reader.position}${where}${advice}`, reader.position);
}

function failTruncated(reader: Reader, what: string): never {
  fail(reader, `truncated ${what}`, 'truncated');
}

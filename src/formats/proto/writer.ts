// Writes the protobuf wire format into one growing buffer.

export interface Writer {
  bytes: Uint8Array;
  length: number;
}

export function createWriter(capacity: number = 1024): Writer {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** A varint of the 64 bits `high` and `low`. */
export function writeVarint(writer: Writer, high: number, low: number): void {
  reserve(writer, 10);
  const { bytes } = writer;
  let { length } = writer;
  while (high !== 0 || low >= 0x80) {
    bytes[length++] = (low & 0x7f) | 0x80;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  bytes[length++] = low;
  writer.length = length;
}

/** A whole number from -2^53 to 2^53 as a varint. */
export function writeNumber(writer: Writer, value: number): void {
  if (value >= 0 && value < 0x80) {
    reserve(writer, 1);
    writer.bytes[writer.length++] = value;
  } else writeVarint(writer, Math.floor(value / 0x1_0000_0000) >>> 0, value >>> 0);
}

/** The 64 bits of a signed or unsigned integer as a varint. */
export function writeBigInt(writer: Writer, value: bigint): void {
  writeVarint(writer, Number(BigInt.asUintN(32, value >> 32n)), Number(BigInt.asUintN(32, value)));
}

/** Field `field` with an integer, left out when 0. */
export function writeNumberField(writer: Writer, field: number, value: number): void {
  if (value === 0) return;
  writeNumber(writer, field * 8);
  writeNumber(writer, value);
}

export function writeBigIntField(writer: Writer, field: number, value: bigint): void {
  if (value === 0n) return;
  writeNumber(writer, field * 8);
  writeBigInt(writer, value);
}

/** Field `field` with bytes: a string, or a message that was written elsewhere. */
export function writeBytesField(
  writer: Writer,
  field: number,
  bytes: Uint8Array,
  length: number = bytes.length,
): void {
  writeNumber(writer, field * 8 + 2);
  writeNumber(writer, length);
  reserve(writer, length);
  // For the few bytes of most messages a loop is faster than `set` with its subarray.
  if (length < 64) for (let i = 0; i < length; i++) writer.bytes[writer.length + i] = bytes[i]!;
  else writer.bytes.set(length === bytes.length ? bytes : bytes.subarray(0, length), writer.length);
  writer.length += length;
}

export function writerBytes(writer: Writer): Uint8Array {
  return writer.bytes.subarray(0, writer.length);
}

function reserve(writer: Writer, more: number): void {
  if (writer.length + more <= writer.bytes.length) return;
  const larger = new Uint8Array((writer.length + more) * 2);
  larger.set(writerBytes(writer));
  writer.bytes = larger;
}

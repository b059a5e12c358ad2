// Writes and reads the bytes of packed flame graphs: varints, texts and floats.

export interface ByteWriter {
  /** A whole number from 0 to 2^53 - 1: seven bits a byte, the lowest first. */
  unsigned(value: number): void;
  /** A whole number of up to 2^52 in magnitude. */
  signed(value: number): void;
  float(value: number): void;
  text(value: string): void;
  bytes(): Uint8Array;
}

export function createByteWriter(): ByteWriter {
  const encoder = new TextEncoder();
  let buffer = new Uint8Array(1 << 16);
  let view = new DataView(buffer.buffer);
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= buffer.length) return;
    const larger = new Uint8Array((length + more) * 2);
    larger.set(buffer.subarray(0, length));
    buffer = larger;
    view = new DataView(buffer.buffer);
  }

  function unsigned(value: number): void {
    reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      buffer[length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    buffer[length++] = rest;
  }

  return {
    unsigned,
    signed: (value) => unsigned(value < 0 ? -2 * value - 1 : 2 * value),
    float(value) {
      reserve(8);
      view.setFloat64(length, value, true);
      length += 8;
    },
    text(value) {
      const encoded = encoder.encode(value);
      unsigned(encoded.length);
      reserve(encoded.length);
      buffer.set(encoded, length);
      length += encoded.length;
    },
    bytes: () => buffer.slice(0, length),
  };
}

/** Reads what a ByteWriter wrote, in the same order. */
export interface ByteReader {
  unsigned(): number;
  signed(): number;
  float(): number;
  text(): string;
}

/** @throws RangeError at the end of `bytes`. */
export function createByteReader(bytes: Uint8Array): ByteReader {
  const decoder = new TextDecoder();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;

  function unsigned(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      if (at >= bytes.length) throw new RangeError('the packed flame graph is cut short');
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  return {
    unsigned,
    signed() {
      const value = unsigned();
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    },
    float() {
      at += 8;
      return view.getFloat64(at - 8, true);
    },
    text() {
      const length = unsigned();
      at += length;
      return decoder.decode(bytes.subarray(at - length, at));
    },
  };
}

// Reads the fields of a binary structure one after the other, in the byte order and word size of its file.

export interface FieldOrder {
  readonly littleEndian: boolean;
  readonly is64: boolean;
}

/** Each read moves on. A read behind the end throws RangeError, so the caller checks the length first. */
export interface FieldReader {
  position: number;
  u8(): number;
  u16(): number;
  u32(): number;
  u64(): bigint;
  /** 32 or 64 bits, as the file has them. */
  word(): bigint;
  skip(bytes: number): void;
}

export function createFieldReader(
  view: DataView,
  { littleEndian, is64 }: FieldOrder,
  start = 0,
): FieldReader {
  const reader: FieldReader = {
    position: start,
    u8: () => view.getUint8(advance(1)),
    u16: () => view.getUint16(advance(2), littleEndian),
    u32: () => view.getUint32(advance(4), littleEndian),
    u64: () => view.getBigUint64(advance(8), littleEndian),
    word: () => (is64 ? reader.u64() : BigInt(reader.u32())),
    skip: advance,
  };
  function advance(bytes: number): number {
    reader.position += bytes;
    return reader.position - bytes;
  }
  return reader;
}

/** The text up to the zero byte, at most 64 KiB; '' behind the end. */
export function textAt(view: DataView, offset: number): string {
  if (offset < 0 || offset >= view.byteLength) return '';
  const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, view.byteLength - offset);
  const end = bytes.subarray(0, maxText).indexOf(0);
  return decoder.decode(bytes.subarray(0, end < 0 ? Math.min(maxText, bytes.length) : end));
}

const maxText = 65_536;
const decoder = new TextDecoder();

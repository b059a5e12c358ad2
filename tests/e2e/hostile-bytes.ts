// Writes the bytes of small profiles field by field, so that any of them can be wrong.

type Bytes = Uint8Array | readonly number[];

export function joined(...parts: readonly Bytes[]): Buffer {
  return Buffer.concat(parts.map((part) => Uint8Array.from(part)));
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

export function varintField(field: number, value: number | bigint): Buffer {
  return joined(varint(field << 3), varint(value));
}

export function bytesField(field: number, ...parts: readonly Bytes[]): Buffer {
  const bytes = joined(...parts);
  return joined(varint((field << 3) | 2), varint(bytes.length), bytes);
}

export function packed(field: number, values: readonly (number | bigint)[]): Buffer {
  return bytesField(field, ...values.map(varint));
}

export interface Parts {
  /** Whole fields. */
  readonly sampleTypes?: readonly Uint8Array[];
  readonly samples?: readonly Uint8Array[];
  readonly locations?: readonly Uint8Array[];
  /** Of the only function. */
  readonly name?: Uint8Array;
  readonly dropFrames?: string;
}

/** A profile of one sample: 5 of `samples/count` in location 1, a line of function 1, `work`. */
export function profile({
  sampleTypes = [bytesField(1, varintField(1, 1), varintField(2, 2))],
  samples = [bytesField(2, packed(1, [1]), packed(2, [5]))],
  locations = [bytesField(4, varintField(1, 1), bytesField(4, varintField(1, 1), varintField(2, 7)))],
  name = Buffer.from('work'),
  dropFrames = '',
}: Parts): Buffer {
  const strings = ['', 'samples', 'count'].map((each) => bytesField(6, Buffer.from(each)));
  return joined(
    ...sampleTypes,
    ...samples,
    ...locations,
    bytesField(5, varintField(1, 1), varintField(2, 3)),
    ...strings,
    bytesField(6, name),
    bytesField(6, Buffer.from(dropFrames)),
    varintField(7, dropFrames === '' ? 0 : 4),
  );
}

/** A 64-bit CPU profile of gperftools with one stack that says it is `depth` deep. */
export function legacyCpuProfile(depth: bigint): Uint8Array {
  return Buffer.from(new BigUint64Array([0n, 3n, 0n, 10_000n, 0n, 1n, depth, 0x1000n, 0n, 1n, 0n]).buffer);
}

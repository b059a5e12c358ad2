// Damages bytes a little, as bad disks, cut transfers and attackers do.

import type { Random } from './random.ts';

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** One to four changes at random places. */
export function mutate(bytes: Uint8Array, random: Random): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  for (let left = random.below(4); left >= 0; left--) {
    mutated =
      mutated.length === 0 ? Buffer.from([random.below(256)]) : random.pick(mutations)(mutated, random);
  }
  return mutated;
}

const edgeBytes = [0x00, 0x01, 0x08, 0x0a, 0x12, 0x20, 0x22, 0x30, 0x3b, 0x7f, 0x80, 0xff];
const edgeNumbers = [
  0n,
  1n,
  -1n,
  127n,
  128n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n,
];

const flipBit: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  bytes[at] = bytes[at]! ^ (1 << random.below(8));
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  bytes[random.below(bytes.length)] = random.pick(edgeBytes);
  return bytes;
};

const deleteRange: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
};

const duplicateRange: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
};

const moveRange: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random);
  const rest = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  const to = random.below(rest.length + 1);
  return Buffer.concat([rest.subarray(0, to), bytes.subarray(start, end), rest.subarray(to)]);
};

const cut: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length));

/** Replaces a varint of a message, which may be a length, an id, an index or a value, by one at some limit. */
const replaceVarint: Mutation = (bytes, random) => {
  const [start, end] = random.pick(varintsOf(bytes, 0, bytes.length));
  const old = bytes[start]! & 0x7f;
  const number = random.pick([...edgeNumbers, BigInt(old + 1), BigInt(old) - 1n, BigInt(random.below(64))]);
  return Buffer.concat([bytes.subarray(0, start), varint(number), bytes.subarray(end)]);
};

/** Replaces a number of a text. */
const replaceNumber: Mutation = (bytes, random) => {
  const numbers = [...bytes.toString('latin1').matchAll(/\d+/g)];
  if (numbers.length === 0) return bytes;
  const { 0: digits, index } = random.pick(numbers);
  const number = Buffer.from(String(random.pick(edgeNumbers)));
  return Buffer.concat([bytes.subarray(0, index), number, bytes.subarray(index + digits.length)]);
};

const mutations: readonly Mutation[] = [
  flipBit,
  setByte,
  deleteRange,
  duplicateRange,
  moveRange,
  cut,
  replaceVarint,
  replaceVarint,
  replaceVarint,
  replaceNumber,
];

function range(bytes: Buffer, random: Random): [start: number, end: number] {
  const start = random.below(bytes.length);
  return [start, Math.min(bytes.length, start + 1 + random.below(random.pick([2, 16, 256])))];
}

/** Where the lengths and numbers of a message are, nested ones included; at least one place, whatever the bytes. */
function varintsOf(bytes: Buffer, start: number, end: number, depth = 0): [start: number, end: number][] {
  const places: [number, number][] = [];
  for (let at = start; at < end;) {
    const wireType = bytes[at]! & 7;
    const valueStart = varintEnd(bytes, at, end);
    const valueEnd = varintEnd(bytes, valueStart, end);
    if (wireType > 2 || wireType === 1 || valueStart === end) break;
    places.push([valueStart, valueEnd]);
    at = valueEnd;
    if (wireType === 2) {
      const length = bytes[valueStart]! & 0x7f;
      if (depth < 2) places.push(...varintsOf(bytes, at, Math.min(end, at + length), depth + 1));
      at += valueEnd - valueStart === 1 ? length : length + (bytes[valueStart + 1]! << 7);
    }
  }
  return places.length === 0 && depth === 0 ? [[0, 1]] : places;
}

function varintEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= 0x80) at++;
  return Math.min(at + 1, end);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

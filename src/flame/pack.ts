// Packs a flame graph into few bytes, for a file or a response, and unpacks it.

import type { FlameData, FlameValue } from './flame-data.ts';
import { createByteReader, createByteWriter, type ByteReader, type ByteWriter } from './varint-bytes.ts';
import { flameChildren, sumSubtrees } from './widths.ts';

/** In front of all; another layout of the bytes gets another number. */
const version = 1;

/** Beyond this, twice a value is no longer exact. */
const largestWhole = 2 ** 52;

/**
 * The bytes: version, counts of nodes, frames, files and values, and the selected value; frames, files, values
 * (type, unit, total); then for each node how many callees it has, its frame (times two, one more if inlined),
 * and its flat values. What can be added up again is not written.
 */
export function packFlame(data: FlameData): Uint8Array {
  const { count, frame, isInline, frames, values } = data;
  const writer = createByteWriter();
  const children = flameChildren(data.parent);
  for (const size of [
    version,
    count,
    frames.name.length,
    frames.files.length,
    values.length,
    data.selected,
  ]) {
    writer.unsigned(size);
  }
  frames.name.forEach((name, i) => {
    writer.text(name);
    writer.unsigned(frames.file[i]!);
    writer.unsigned(frames.line[i]!);
  });
  for (const file of frames.files) writer.text(file);
  for (const value of values) {
    writer.text(value.type);
    writer.text(value.unit);
    writer.float(value.total);
  }
  for (let node = 0; node < count; node++) {
    writer.unsigned(children[node + 1]! - children[node]!);
    writer.unsigned(frame[node]! * 2 + isInline[node]!);
  }
  for (const { flat } of values) packColumn(writer, flat);
  return writer.bytes();
}

/** @throws RangeError when the bytes are cut short or of another version. */
export function unpackFlame(bytes: Uint8Array): FlameData {
  const reader = createByteReader(bytes);
  if (reader.unsigned() !== version) throw new RangeError('the packed flame graph is of another version');
  const count = reader.unsigned();
  const frameCount = reader.unsigned();
  const fileCount = reader.unsigned();
  const valueCount = reader.unsigned();
  const selected = reader.unsigned();

  const name: string[] = [];
  const file = new Uint32Array(frameCount);
  const line = new Uint32Array(frameCount);
  for (let i = 0; i < frameCount; i++) {
    name.push(reader.text());
    file[i] = reader.unsigned();
    line[i] = reader.unsigned();
  }
  const files = Array.from({ length: fileCount }, () => reader.text());
  const kinds = Array.from({ length: valueCount }, () => ({
    type: reader.text(),
    unit: reader.text(),
    total: reader.float(),
  }));

  const parent = new Int32Array(count).fill(-1);
  const frame = new Uint32Array(count);
  const isInline = new Uint8Array(count);
  let child = 1;
  for (let node = 0; node < count; node++) {
    const end = child + reader.unsigned();
    parent.fill(node, child, end);
    child = end;
    const packed = reader.unsigned();
    isInline[node] = packed % 2;
    frame[node] = (packed - isInline[node]!) / 2;
  }
  const values = kinds.map((kind): FlameValue => {
    const flat = unpackColumn(reader, count);
    return { ...kind, flat, cum: sumSubtrees(parent, flat) };
  });
  return { count, parent, frame, isInline, values, selected, frames: { name, file, line, files } };
}

/** Whole numbers as varints; one that is not, or is too large for them, makes all of the column floats. */
function packColumn(writer: ByteWriter, column: Float64Array): void {
  const isWhole = column.every((value) => Number.isInteger(value) && Math.abs(value) <= largestWhole);
  writer.unsigned(isWhole ? 1 : 0);
  for (const value of column) {
    if (isWhole) writer.signed(value);
    else writer.float(value);
  }
}

function unpackColumn(reader: ByteReader, count: number): Float64Array {
  const isWhole = reader.unsigned() === 1;
  const column = new Float64Array(count);
  for (let node = 0; node < count; node++) column[node] = isWhole ? reader.signed() : reader.float();
  return column;
}

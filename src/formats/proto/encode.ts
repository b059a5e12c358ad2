// Encodes a Profile as a profile.proto message, byte for byte as pprof does (before compression).

import { createStringTable, encodeText, type Profile, type ValueType } from '#profile';
import {
  createWriter,
  writeBigInt,
  writeBigIntField,
  writeBytesField,
  writeNumber,
  writeNumberField,
  writerBytes,
  writeVarint,
  type Writer,
} from './writer.ts';

/** Encodes a profile; the string table is written in the order of first use. */
export function encodeProfile(profile: Profile): Uint8Array {
  const writer = createWriter(1 << 16);
  const message = createWriter();
  const strings = createStringNumbers(profile);
  for (const type of profile.sampleTypes) writeValueType(writer, message, 1, type, strings);
  writeSamples(writer, profile, strings);
  // pprof numbers the strings of mappings and functions in this order, whatever the order of the fields.
  writeMappings(writer, message, profile, strings);
  writeLocations(writer, message, profile);
  writeFunctions(writer, message, profile, strings);
  const dropFrames = strings.ofText(profile.dropFrames);
  const keepFrames = strings.ofText(profile.keepFrames);
  const periodType = [
    strings.ofText(profile.periodType.type),
    strings.ofText(profile.periodType.unit),
  ] as const;
  const comments = profile.comments.map((comment) => strings.ofText(comment));
  const defaultSampleType = strings.ofText(profile.defaultSampleType);
  const docUrl = strings.ofText(profile.docUrl);
  for (const text of strings.inOrder()) writeBytesField(writer, 6, text);
  writeNumberField(writer, 7, dropFrames);
  writeNumberField(writer, 8, keepFrames);
  writeBigIntField(writer, 9, profile.timeNanos);
  writeBigIntField(writer, 10, profile.durationNanos);
  if (periodType[0] !== 0 || periodType[1] !== 0) writeTypeMessage(writer, message, 11, ...periodType);
  writeBigIntField(writer, 12, profile.period);
  writeRepeated(writer, message, 13, comments);
  // The one field that pprof writes even when it is 0.
  writeNumber(writer, 14 * 8);
  writeNumber(writer, defaultSampleType);
  writeNumberField(writer, 15, docUrl);
  return writerBytes(writer);
}

/** Numbers strings in the order in which they are first asked for; '' is 0. */
interface StringNumbers {
  /** Number of the string with this index in the profile's table. */
  of(index: number): number;
  ofText(text: string): number;
  inOrder(): readonly Uint8Array[];
}

function createStringNumbers(profile: Profile): StringNumbers {
  const table = createStringTable(profile.strings);
  const numbers = new Map<number, number>([[0, 0]]);
  const order: Uint8Array[] = [new Uint8Array(0)];
  const of = (index: number): number => {
    const known = numbers.get(index);
    if (known !== undefined) return known;
    const number = order.push(encodeText(table.text(index))) - 1;
    numbers.set(index, number);
    return number;
  };
  return { of, ofText: (text) => of(table.add(text)), inOrder: () => order };
}

function writeValueType(
  writer: Writer,
  message: Writer,
  field: number,
  type: ValueType,
  strings: StringNumbers,
): void {
  writeTypeMessage(writer, message, field, strings.ofText(type.type), strings.ofText(type.unit));
}

function writeTypeMessage(writer: Writer, message: Writer, field: number, type: number, unit: number): void {
  message.length = 0;
  writeNumberField(message, 1, type);
  writeNumberField(message, 2, unit);
  writeMessage(writer, field, message);
}

function writeSamples(writer: Writer, profile: Profile, strings: StringNumbers): void {
  const { samples, stacks, locations, labelSets } = profile;
  const message = createWriter();
  const packed = createWriter();
  const ids = new Uint32Array(locations.id.buffer, locations.id.byteOffset, locations.count * 2);
  const labelsOf: (Uint8Array | undefined)[] = Array.from({ length: labelSets.count });
  const types = profile.sampleTypes.length;
  for (let sample = 0; sample < samples.count; sample++) {
    message.length = 0;
    const stack = samples.stack[sample]!;
    const start = stacks.offsets[stack]!;
    const end = stacks.offsets[stack + 1]!;
    const isPacked = end - start > 2;
    const target = isPacked ? packed : message;
    packed.length = 0;
    for (let i = start; i < end; i++) {
      if (!isPacked) writeNumber(message, 8);
      const location = stacks.locations[i]!;
      const high = ids[location * 2 + 1]!;
      if (high === 0) writeNumber(target, ids[location * 2]!);
      else writeVarint(target, high, ids[location * 2]!);
    }
    if (isPacked) writeMessage(message, 1, packed);

    packed.length = 0;
    for (let type = 0; type < types; type++) {
      if (types <= 2) writeNumber(message, 16);
      const value = samples.values[type]![sample]!;
      const valueTarget = types > 2 ? packed : message;
      if (Number.isSafeInteger(value)) writeNumber(valueTarget, value);
      else writeBigInt(valueTarget, samples.wideValues.get(type * samples.count + sample)!);
    }
    if (types > 2) writeMessage(message, 2, packed);

    const set = samples.labelSet[sample]!;
    if (set !== 0) {
      const labels = (labelsOf[set] ??= encodeLabels(profile, set, strings));
      appendBytes(message, labels);
    }
    writeMessage(writer, 2, message);
  }
}

function encodeLabels(profile: Profile, set: number, strings: StringNumbers): Uint8Array {
  const { labelSets } = profile;
  const writer = createWriter(64);
  const message = createWriter(32);
  for (let i = labelSets.offsets[set]!; i < labelSets.offsets[set + 1]!; i++) {
    message.length = 0;
    writeNumberField(message, 1, strings.of(labelSets.key[i]!));
    if (labelSets.isNumber[i] === 1) {
      writeBigIntField(message, 3, labelSets.number[i]!);
      writeNumberField(message, 4, strings.of(labelSets.unit[i]!));
    } else writeNumberField(message, 2, strings.of(labelSets.text[i]!));
    writeMessage(writer, 3, message);
  }
  return writerBytes(writer);
}

function writeMappings(writer: Writer, message: Writer, profile: Profile, strings: StringNumbers): void {
  const { mappings } = profile;
  for (let row = 0; row < mappings.count; row++) {
    message.length = 0;
    writeBigIntField(message, 1, mappings.id[row]!);
    writeBigIntField(message, 2, mappings.start[row]!);
    writeBigIntField(message, 3, mappings.limit[row]!);
    writeBigIntField(message, 4, mappings.offset[row]!);
    writeNumberField(message, 5, strings.of(mappings.file[row]!));
    writeNumberField(message, 6, strings.of(mappings.buildId[row]!));
    for (let bit = 0; bit < 4; bit++) writeNumberField(message, 7 + bit, (mappings.flags[row]! >> bit) & 1);
    writeMessage(writer, 3, message);
  }
}

function writeLocations(writer: Writer, message: Writer, profile: Profile): void {
  const { locations, lines, functions, mappings } = profile;
  const line = createWriter(64);
  for (let row = 0; row < locations.count; row++) {
    message.length = 0;
    const mapping = locations.mapping[row]!;
    writeBigIntField(message, 1, locations.id[row]!);
    if (mapping >= 0) writeBigIntField(message, 2, mappings.id[mapping]!);
    writeBigIntField(message, 3, locations.address[row]!);
    for (let i = locations.lineOffsets[row]!; i < locations.lineOffsets[row + 1]!; i++) {
      line.length = 0;
      writeBigIntField(line, 1, functions.id[lines.function[i]!]!);
      writeBigIntField(line, 2, lines.line[i]!);
      writeBigIntField(line, 3, lines.column[i]!);
      writeMessage(message, 4, line);
    }
    writeNumberField(message, 5, locations.isFolded[row]!);
    writeMessage(writer, 4, message);
  }
}

function writeFunctions(writer: Writer, message: Writer, profile: Profile, strings: StringNumbers): void {
  const { functions } = profile;
  for (let row = 0; row < functions.count; row++) {
    message.length = 0;
    writeBigIntField(message, 1, functions.id[row]!);
    writeNumberField(message, 2, strings.of(functions.name[row]!));
    writeNumberField(message, 3, strings.of(functions.systemName[row]!));
    writeNumberField(message, 4, strings.of(functions.filename[row]!));
    writeBigIntField(message, 5, functions.startLine[row]!);
    writeMessage(writer, 5, message);
  }
}

/** Repeated integers: packed from the third on, as pprof writes them. */
function writeRepeated(writer: Writer, message: Writer, field: number, values: readonly number[]): void {
  if (values.length <= 2) {
    for (const value of values) {
      writeNumber(writer, field * 8);
      writeNumber(writer, value);
    }
    return;
  }
  message.length = 0;
  for (const value of values) writeNumber(message, value);
  writeMessage(writer, field, message);
}

function writeMessage(writer: Writer, field: number, message: Writer): void {
  writeBytesField(writer, field, message.bytes, message.length);
}

function appendBytes(writer: Writer, bytes: Uint8Array): void {
  if (writer.length + bytes.length > writer.bytes.length) {
    const larger = new Uint8Array((writer.length + bytes.length) * 2);
    larger.set(writerBytes(writer));
    writer.bytes = larger;
  }
  writer.bytes.set(bytes, writer.length);
  writer.length += bytes.length;
}

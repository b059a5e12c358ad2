// Decodes profiles with protobufjs, which shares nothing with this project's decoder but the format.

import Long from 'long';
import protobuf from 'protobufjs';
import { compareText, decodeText } from '#profile';
import type { PlainLabel, PlainProfile, PlainType } from './plain-profile.ts';

/** Strings are declared as bytes, which is the same on the wire, since they need not be valid UTF-8. */
const schema = `
syntax = "proto3";
message Profile {
  repeated ValueType sample_type = 1;
  repeated Sample sample = 2;
  repeated Mapping mapping = 3;
  repeated Location location = 4;
  repeated Function function = 5;
  repeated bytes string_table = 6;
  int64 drop_frames = 7;
  int64 keep_frames = 8;
  int64 time_nanos = 9;
  int64 duration_nanos = 10;
  ValueType period_type = 11;
  int64 period = 12;
  repeated int64 comment = 13;
  int64 default_sample_type = 14;
  int64 doc_url = 15;
}
message ValueType { int64 type = 1; int64 unit = 2; }
message Sample { repeated uint64 location_id = 1; repeated int64 value = 2; repeated Label label = 3; }
message Label { int64 key = 1; int64 str = 2; int64 num = 3; int64 num_unit = 4; }
message Mapping {
  uint64 id = 1; uint64 memory_start = 2; uint64 memory_limit = 3; uint64 file_offset = 4;
  int64 filename = 5; int64 build_id = 6;
  bool has_functions = 7; bool has_filenames = 8; bool has_line_numbers = 9; bool has_inline_frames = 10;
}
message Location { uint64 id = 1; uint64 mapping_id = 2; uint64 address = 3; repeated Line line = 4; bool is_folded = 5; }
message Line { uint64 function_id = 1; int64 line = 2; int64 column = 3; }
message Function { uint64 id = 1; int64 name = 2; int64 system_name = 3; int64 filename = 4; int64 start_line = 5; }
`;

/** A decoded message: 64-bit numbers are decimal texts. */
interface Message {
  readonly [field: string]:
    | string
    | boolean
    | Uint8Array
    | Message
    | readonly (string | Uint8Array | Message)[]
    | null;
}

// Where protobufjs does not find it by itself, it rounds 64-bit numbers.
protobuf.util.Long = Long;
protobuf.configure();
const profileType = protobuf.parse(schema, { keepCase: true }).root.lookupType('Profile');

/** @param bytes not compressed. */
export function decodeWithProtobufjs(bytes: Uint8Array): PlainProfile {
  const message = profileType.toObject(profileType.decode(bytes), {
    longs: String,
    defaults: true,
  }) as Message;
  const strings = (message['string_table'] as readonly Uint8Array[]).map(decodeText);
  const text = (from: Message, field: string): string => strings[Number(from[field])]!;
  const int = (from: Message, field: string): bigint => BigInt(from[field] as string);
  const ints = (from: Message, field: string): bigint[] => (from[field] as readonly string[]).map(BigInt);
  const list = (from: Message, field: string): readonly Message[] => from[field] as readonly Message[];
  const typeOf = (from: Message | null): PlainType =>
    from === null ? { type: '', unit: '' } : { type: text(from, 'type'), unit: text(from, 'unit') };
  const mappingIds = new Set(list(message, 'mapping').map((mapping) => int(mapping, 'id')));
  return {
    sampleTypes: list(message, 'sample_type').map(typeOf),
    samples: list(message, 'sample').map((sample) => ({
      locations: ints(sample, 'location_id'),
      values: ints(sample, 'value'),
      labels: inOrder(list(sample, 'label').flatMap((label) => labelOf(label, text, int))),
    })),
    mappings: list(message, 'mapping').map((mapping) => ({
      id: int(mapping, 'id'),
      start: int(mapping, 'memory_start'),
      limit: int(mapping, 'memory_limit'),
      offset: int(mapping, 'file_offset'),
      file: text(mapping, 'filename'),
      buildId: text(mapping, 'build_id'),
      has: ['has_functions', 'has_filenames', 'has_line_numbers', 'has_inline_frames'].map(
        (field) => mapping[field] === true,
      ),
    })),
    locations: list(message, 'location').map((location) => ({
      id: int(location, 'id'),
      // A mapping that is not there is none, as in pprof.
      mapping: mappingIds.has(int(location, 'mapping_id')) ? int(location, 'mapping_id') : 0n,
      address: int(location, 'address'),
      isFolded: location['is_folded'] === true,
      lines: list(location, 'line').map((line) => ({
        function: int(line, 'function_id'),
        line: int(line, 'line'),
        column: int(line, 'column'),
      })),
    })),
    functions: list(message, 'function').map((fn) => ({
      id: int(fn, 'id'),
      name: text(fn, 'name'),
      systemName: text(fn, 'system_name'),
      filename: text(fn, 'filename'),
      startLine: int(fn, 'start_line'),
    })),
    periodType: typeOf(message['period_type'] as Message | null),
    period: int(message, 'period'),
    timeNanos: int(message, 'time_nanos'),
    durationNanos: int(message, 'duration_nanos'),
    comments: ints(message, 'comment').map((index) => strings[Number(index)]!),
    defaultSampleType: text(message, 'default_sample_type'),
    dropFrames: text(message, 'drop_frames'),
    keepFrames: text(message, 'keep_frames'),
    docUrl: text(message, 'doc_url'),
  };
}

/** A label is text if it has any, a number if it has one or a unit, and else nothing. */
function labelOf(
  label: Message,
  text: (from: Message, field: string) => string,
  int: (from: Message, field: string) => bigint,
): PlainLabel[] {
  const key = text(label, 'key');
  if (int(label, 'str') !== 0n) return [{ key, text: text(label, 'str') }];
  if (int(label, 'num') === 0n && int(label, 'num_unit') === 0n) return [];
  return [{ key, number: int(label, 'num'), unit: text(label, 'num_unit') }];
}

function inOrder(labels: readonly PlainLabel[]): PlainLabel[] {
  return labels.toSorted((a, b) => {
    const isNumber = Number('number' in a) - Number('number' in b);
    return isNumber === 0 ? compareText(a.key, b.key) : isNumber;
  });
}

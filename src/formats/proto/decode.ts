// Decodes a profile.proto message into a Profile.

import { ProfileError, type Profile, type ProfileHeader, type ValueType } from '#profile';
import { decodeSamples } from './decode-samples.ts';
import {
  decodeFunctions,
  decodeLocations,
  decodeMappings,
  decodeStrings,
  enter,
  indexIds,
  readString,
  type DecodedStrings,
} from './decode-tables.ts';
import { splitFields, type Ranges } from './fields.ts';
import {
  createReader,
  expectWireType,
  lengthType,
  readInt64,
  readLength,
  readTag,
  skipField,
  type Reader,
} from './reader.ts';

/**
 * Decodes the uncompressed bytes of a profile.proto message.
 * @throws ProfileError where pprof would refuse it: broken wire format, references to rows or strings
 *   that are not there, samples with too many or too few values, ids that are 0 or occur twice.
 */
export function decodeProfile(bytes: Uint8Array): Profile {
  const fields = splitFields(bytes);
  const reader = createReader(bytes);
  const strings = decodeStrings(bytes, fields.strings);
  const header = decodeHeader(reader, fields.scalars, strings);
  const sampleTypes = decodeValueTypes(reader, fields.sampleTypes, strings);
  const mappings = decodeMappings(reader, fields.mappings, strings);
  const mappingIds = indexIds('mapping', reader, mappings.id);
  const functions = decodeFunctions(reader, fields.functions, strings);
  const functionIds = indexIds('function', reader, functions.id);
  const { locations, lines } = decodeLocations(reader, fields.locations, mappingIds, functionIds);
  const locationIds = indexIds('location', reader, locations.id);
  const samples = decodeSamples(
    reader,
    fields.samples,
    sampleTypes.length,
    locations.count,
    locationIds,
    strings,
  );
  return {
    ...header,
    sampleTypes,
    mappings,
    functions,
    locations,
    lines,
    ...samples,
    strings: strings.table,
  };
}

function decodeHeader(
  reader: Reader,
  scalars: Ranges,
  strings: DecodedStrings,
): Omit<ProfileHeader, 'sampleTypes'> {
  const text = (): string => strings.table.text(readString(reader, strings));
  const comments: string[] = [];
  const header = {
    dropFrames: '',
    keepFrames: '',
    timeNanos: 0n,
    durationNanos: 0n,
    periodType: { type: '', unit: '' },
    period: 0n,
    comments,
    defaultSampleType: '',
    docUrl: '',
  };
  for (let i = 0; i < scalars.count; i++) {
    enter(reader, 'header field', i, scalars);
    readTag(reader);
    if (reader.field === 7) header.dropFrames = text();
    else if (reader.field === 8) header.keepFrames = text();
    else if (reader.field === 9) {
      if (header.timeNanos !== 0n) {
        throw new ProfileError(
          'malformed',
          'concatenated profiles: split the file, and name each part as a source',
        );
      }
      header.timeNanos = readInt64(reader);
    } else if (reader.field === 10) header.durationNanos = readInt64(reader);
    else if (reader.field === 11) header.periodType = readValueType(reader, strings);
    else if (reader.field === 12) header.period = readInt64(reader);
    else if (reader.field === 13) readComments(reader, strings, comments);
    else if (reader.field === 14) header.defaultSampleType = text();
    else if (reader.field === 15) header.docUrl = text();
  }
  return header;
}

function readValueType(reader: Reader, strings: DecodedStrings): ValueType {
  expectWireType(reader, lengthType);
  readLength(reader);
  return decodeValueType(reader, strings);
}

/** Comments are string indexes, packed or one by one. */
function readComments(reader: Reader, strings: DecodedStrings, comments: string[]): void {
  if (reader.wireType !== lengthType) {
    comments.push(strings.table.text(readString(reader, strings)));
    return;
  }
  readLength(reader);
  reader.wireType = 0;
  while (reader.position < reader.end) comments.push(strings.table.text(readString(reader, strings)));
}

function decodeValueTypes(reader: Reader, ranges: Ranges, strings: DecodedStrings): ValueType[] {
  const types: ValueType[] = [];
  for (let i = 0; i < ranges.count; i++) {
    enter(reader, 'sample type', i, ranges);
    types.push(decodeValueType(reader, strings));
  }
  return types;
}

function decodeValueType(reader: Reader, strings: DecodedStrings): ValueType {
  let type = '';
  let unit = '';
  while (readTag(reader)) {
    if (reader.field === 1) type = strings.table.text(readString(reader, strings));
    else if (reader.field === 2) unit = strings.table.text(readString(reader, strings));
    else skipField(reader);
  }
  return { type, unit };
}

// The raw report as JSON: all tables of a profile, linked by the ids that the profile itself has.

import {
  mappingHasFilenames,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  sampleValue,
  type Profile,
} from '#profile';
import type { JsonMembers, JsonObject } from './members.ts';
import { labelTexts } from './labels.ts';
import { jsonAddress, jsonInteger } from './numbers.ts';

export function rawJson(profile: Profile): JsonMembers {
  return {
    sampleTypes: profile.sampleTypes.map(({ type, unit }) => ({ type, unit })),
    defaultSampleType: profile.defaultSampleType,
    periodType: { type: profile.periodType.type, unit: profile.periodType.unit },
    period: jsonInteger(profile.period),
    dropFrames: profile.dropFrames,
    keepFrames: profile.keepFrames,
    samples: { texts: sampleTexts(profile) },
    locations: { texts: rows(profile.locations.count, (row) => locationFacts(profile, row)) },
    functions: { texts: rows(profile.functions.count, (row) => functionFacts(profile, row)) },
    mappings: { texts: rows(profile.mappings.count, (row) => mappingFacts(profile, row)) },
  };
}

function* rows(count: number, facts: (row: number) => JsonObject): Generator<string> {
  for (let row = 0; row < count; row++) yield JSON.stringify(facts(row));
}

/** Written by hand, for there may be millions. */
function* sampleTexts(profile: Profile): Generator<string> {
  const { samples, stacks, locations } = profile;
  const labels = labelTexts(profile, (_key, own) => own);
  const ids = Array.from(locations.id, (id) => JSON.stringify(jsonInteger(id)));
  const types = samples.values.map((_, type) => type);
  for (let sample = 0; sample < samples.count; sample++) {
    const values = types.map((type) => {
      const value = samples.values[type]![sample]!;
      return Number.isSafeInteger(value) ? value : `"${sampleValue(samples, type, sample)}"`;
    });
    const stack = samples.stack[sample]!;
    const path: string[] = [];
    for (let i = stacks.offsets[stack]!; i < stacks.offsets[stack + 1]!; i++) {
      path.push(ids[stacks.locations[i]!]!);
    }
    const set = labels(samples.labelSet[sample]!);
    yield `{"values":[${values.join(',')}],"locations":[${path.join(',')}],"labels":${set}}`;
  }
}

function locationFacts({ locations, lines, functions, mappings }: Profile, row: number): JsonObject {
  const mapping = locations.mapping[row]!;
  const first = locations.lineOffsets[row]!;
  const count = locations.lineOffsets[row + 1]! - first;
  return {
    id: jsonInteger(locations.id[row]!),
    mapping: mapping === -1 ? null : jsonInteger(mappings.id[mapping]!),
    address: jsonAddress(locations.address[row]!),
    folded: locations.isFolded[row] === 1,
    lines: Array.from({ length: count }, (_, i) => ({
      function: jsonInteger(functions.id[lines.function[first + i]!]!),
      line: jsonInteger(lines.line[first + i]!),
      column: jsonInteger(lines.column[first + i]!),
    })),
  };
}

function functionFacts({ functions, strings }: Profile, row: number): JsonObject {
  return {
    id: jsonInteger(functions.id[row]!),
    name: strings.text(functions.name[row]!),
    systemName: strings.text(functions.systemName[row]!),
    file: strings.text(functions.filename[row]!),
    startLine: jsonInteger(functions.startLine[row]!),
  };
}

function mappingFacts({ mappings, strings }: Profile, row: number): JsonObject {
  const has = (flag: number): boolean => (mappings.flags[row]! & flag) !== 0;
  return {
    id: jsonInteger(mappings.id[row]!),
    start: jsonAddress(mappings.start[row]!),
    limit: jsonAddress(mappings.limit[row]!),
    offset: jsonAddress(mappings.offset[row]!),
    file: strings.text(mappings.file[row]!),
    buildId: strings.text(mappings.buildId[row]!),
    hasFunctions: has(mappingHasFunctions),
    hasFilenames: has(mappingHasFilenames),
    hasLineNumbers: has(mappingHasLineNumbers),
    hasInlineFrames: has(mappingHasInlineFrames),
  };
}

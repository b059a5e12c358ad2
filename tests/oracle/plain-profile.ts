// A profile as plain rows that refer to one another by id, so that two decoders can be compared.

import { labelsOf, sampleValue, type Profile } from '#profile';

export interface PlainProfile {
  readonly sampleTypes: readonly PlainType[];
  readonly samples: readonly {
    readonly locations: readonly bigint[];
    readonly values: readonly bigint[];
    /** String labels before numeric ones, each ordered by key. */
    readonly labels: readonly PlainLabel[];
  }[];
  readonly mappings: readonly {
    readonly id: bigint;
    readonly start: bigint;
    readonly limit: bigint;
    readonly offset: bigint;
    readonly file: string;
    readonly buildId: string;
    /** Functions, file names, line numbers, inline frames. */
    readonly has: readonly boolean[];
  }[];
  readonly locations: readonly {
    readonly id: bigint;
    /** 0 for none. */
    readonly mapping: bigint;
    readonly address: bigint;
    readonly isFolded: boolean;
    readonly lines: readonly { readonly function: bigint; readonly line: bigint; readonly column: bigint }[];
  }[];
  readonly functions: readonly {
    readonly id: bigint;
    readonly name: string;
    readonly systemName: string;
    readonly filename: string;
    readonly startLine: bigint;
  }[];
  readonly periodType: PlainType;
  readonly period: bigint;
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
  readonly comments: readonly string[];
  readonly defaultSampleType: string;
  readonly dropFrames: string;
  readonly keepFrames: string;
  readonly docUrl: string;
}

export interface PlainType {
  readonly type: string;
  readonly unit: string;
}

export type PlainLabel =
  | { readonly key: string; readonly text: string }
  | { readonly key: string; readonly number: bigint; readonly unit: string };

export function plainProfile(profile: Profile): PlainProfile {
  const { strings, samples, stacks, labelSets, locations, lines, functions, mappings } = profile;
  const text = (index: number): string => strings.text(index);
  return {
    sampleTypes: profile.sampleTypes.map(({ type, unit }) => ({ type, unit })),
    samples: rows(samples.count, (i) => ({
      locations: [
        ...stacks.locations.subarray(
          stacks.offsets[samples.stack[i]!]!,
          stacks.offsets[samples.stack[i]! + 1]!,
        ),
      ].map((location) => locations.id[location]!),
      values: samples.values.map((_, type) => sampleValue(samples, type, i)),
      labels: labelsOf(labelSets, samples.labelSet[i]!).map((label) =>
        label.isNumber
          ? { key: text(label.key), number: label.number, unit: text(label.unit) }
          : { key: text(label.key), text: text(label.text) },
      ),
    })),
    mappings: rows(mappings.count, (i) => ({
      id: mappings.id[i]!,
      start: mappings.start[i]!,
      limit: mappings.limit[i]!,
      offset: mappings.offset[i]!,
      file: text(mappings.file[i]!),
      buildId: text(mappings.buildId[i]!),
      has: [1, 2, 4, 8].map((flag) => (mappings.flags[i]! & flag) !== 0),
    })),
    locations: rows(locations.count, (i) => ({
      id: locations.id[i]!,
      mapping: mappings.id[locations.mapping[i]!] ?? 0n,
      address: locations.address[i]!,
      isFolded: locations.isFolded[i] === 1,
      lines: rows(locations.lineOffsets[i + 1]! - locations.lineOffsets[i]!, (offset) => {
        const line = locations.lineOffsets[i]! + offset;
        return {
          function: functions.id[lines.function[line]!]!,
          line: lines.line[line]!,
          column: lines.column[line]!,
        };
      }),
    })),
    functions: rows(functions.count, (i) => ({
      id: functions.id[i]!,
      name: text(functions.name[i]!),
      systemName: text(functions.systemName[i]!),
      filename: text(functions.filename[i]!),
      startLine: functions.startLine[i]!,
    })),
    periodType: { type: profile.periodType.type, unit: profile.periodType.unit },
    period: profile.period,
    timeNanos: profile.timeNanos,
    durationNanos: profile.durationNanos,
    comments: [...profile.comments],
    defaultSampleType: profile.defaultSampleType,
    dropFrames: profile.dropFrames,
    keepFrames: profile.keepFrames,
    docUrl: profile.docUrl,
  };
}

function rows<Row>(count: number, row: (index: number) => Row): Row[] {
  return Array.from({ length: count }, (_, index) => row(index));
}

// What every JSON document says of the profile that it is about.

import type { ReportContext } from '../context.ts';
import type { JsonObject } from './members.ts';
import { jsonInteger, jsonValue } from './numbers.ts';

/** '' and null stand for what the profile does not say. */
export function profileFacts(context: ReportContext): JsonObject {
  const { profile } = context;
  const { mappings, strings, timeNanos } = profile;
  const main = (column: Uint32Array): string => (mappings.count === 0 ? '' : strings.text(column[0]!));
  return {
    file: main(mappings.file),
    buildId: main(mappings.buildId),
    type: context.sampleType,
    unit: context.sampleUnit,
    total: jsonValue(context, context.total),
    time: timeNanos === 0n ? null : new Date(Number(timeNanos / 1_000_000n)).toISOString(),
    timeNanos: timeNanos === 0n ? null : String(timeNanos),
    durationNanos: profile.durationNanos === 0n ? null : jsonInteger(profile.durationNanos),
    docUrl: profile.docUrl,
    comments: profile.comments,
    filters: context.activeFilters,
  };
}

// The context of a report on a profile, with every option at rest.

import type { Profile } from '#profile';
import { reportTotal, utc, type ReportContext } from '#report';

/** Shows the first sample type, unless `options` say otherwise. */
export function contextOf(profile: Profile, options: Partial<ReportContext> = {}): ReportContext {
  const selection = { sampleType: 0, isMean: false };
  return {
    profile,
    selection,
    sampleType: profile.sampleTypes[0]?.type ?? '',
    sampleUnit: profile.sampleTypes[0]?.unit ?? '',
    total: reportTotal(profile, selection),
    ratio: 1,
    outputUnit: 'minimum',
    activeFilters: [],
    compactLabels: false,
    granularity: { name: true, file: false, line: false, column: false, address: false, inlines: true },
    trimming: { trimPath: '', sourcePath: '' },
    callTree: false,
    dropNegative: false,
    order: 'flat',
    nodeCount: 0,
    nodeFraction: 0,
    edgeFraction: 0,
    labelUnits: new Map([['bytes', 'bytes']]),
    timeZone: utc,
    compat: false,
    ...options,
  };
}

// The escape report for programs: the document `heapwise/escape/v1` (docs/json.md).

import type { EscapeReport } from './escape-report.ts';
import type { JoinedSite } from './join.ts';

/** Values are bytes and objects of the whole profile. */
export function escapeJson(report: EscapeReport): unknown {
  const { program, sampleType, compiler, total, matched, sites } = report;
  return {
    schema: 'heapwise/escape/v1',
    program,
    sampleType,
    compiler,
    totalBytes: total,
    matchedBytes: matched,
    sites: sites.map(siteJson),
  };
}

function siteJson({
  frames,
  bytes,
  objects,
  level,
  reasons,
  diagnostics,
  source,
  callers,
}: JoinedSite): unknown {
  return {
    frames: frames.map(({ function: name, file, line }) => ({ function: name, file, line })),
    bytes,
    objects,
    match: level,
    source,
    reasons,
    diagnostics: diagnostics.map(({ subject, flow }) => ({ subject, flow })),
    callers: [...callers].map(([caller, callerBytes]) => ({ caller, bytes: callerBytes })),
  };
}

// A comparison as JSON.

import type { Json, JsonMembers, JsonObject } from '../json/members.ts';
import { jsonAddress, jsonInteger, jsonValue } from '../json/numbers.ts';
import type { ComparedSource, Comparison, JudgedChange } from './compare.ts';
import { marginOf, shownRows } from './shown.ts';

export function comparisonJson(comparison: Comparison): JsonMembers {
  const { context, sources, total } = comparison;
  const { rows, more, dropped, unchanged } = shownRows(comparison, Math.max(0, context.nodeCount));
  const facts = (change: JudgedChange): JsonObject => changeFacts(comparison, change);
  return {
    sources: sources.map(sourceFacts),
    total: facts(total),
    shown: { nodes: rows.length, more, dropped, unchanged, judged: comparison.rows.length },
    nodes: rows.map(({ info, name, flat, cum }, i) => ({
      id: i + 1,
      name,
      flat: facts(flat),
      cum: facts(cum),
      function: info.name,
      file: info.file,
      line: jsonInteger(info.line),
      column: jsonInteger(info.column),
      startLine: jsonInteger(info.startLine),
      address: jsonAddress(info.address),
      objectFile: info.objectFile,
    })),
  };
}

function sourceFacts({ side, name, model, factor, timeNanos, durationNanos }: ComparedSource): JsonObject {
  return {
    side,
    name,
    sampling: model.kind,
    factor,
    timeNanos: timeNanos === 0n ? null : String(timeNanos),
    durationNanos: durationNanos === 0n ? null : jsonInteger(durationNanos),
  };
}

function changeFacts({ context }: Comparison, change: JudgedChange): JsonObject {
  const { before, after, delta, error, p, verdict } = change;
  const optional = (value: number | undefined): Json => (value === undefined ? null : value * context.ratio);
  return {
    before: jsonValue(context, before),
    after: jsonValue(context, after),
    change: jsonValue(context, delta),
    relative: before === 0 ? null : delta / Math.abs(before),
    error: optional(error),
    margin: optional(marginOf(change)),
    p: error === undefined ? null : p,
    verdict: delta === 0 ? 'same' : verdict,
  };
}

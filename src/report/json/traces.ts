// The traces report as JSON: samples with their labels and stacks, over one table of frames.

import { divided, type NodeInfo } from '#graph';
import { sampleValue } from '#profile';
import type { ReportContext } from '../context.ts';
import type { TracesReport } from '../traces.ts';
import type { JsonMembers, JsonObject } from './members.ts';
import { labelTexts } from './labels.ts';
import { jsonAddress, jsonInteger, jsonValue } from './numbers.ts';

export function tracesJson(report: TracesReport): JsonMembers {
  const { rows, locations } = numberFrames(report);
  return {
    frames: { texts: rows },
    samples: { texts: sampleTexts(report.context, locations) },
  };
}

interface NumberedFrames {
  /** The table of frames: a node once for its calls, and once more where it is inlined. */
  readonly rows: readonly string[];
  /** For each location its frames, as row numbers separated by commas. */
  readonly locations: readonly string[];
}

function numberFrames({ frames }: TracesReport): NumberedFrames {
  const rows: string[] = [];
  const rowOf = new Map<number, number>();
  const row = (node: number, inlined: boolean): number => {
    const key = node * 2 + (inlined ? 1 : 0);
    let found = rowOf.get(key);
    if (found === undefined) {
      rowOf.set(key, (found = rows.length));
      rows.push(JSON.stringify({ name: frames.name(node), ...frameFacts(frames.info(node)), inlined }));
    }
    return found;
  };
  const locations: string[] = [];
  for (let location = 0; location + 1 < frames.offsets.length; location++) {
    const start = frames.offsets[location]!;
    const end = frames.offsets[location + 1]!;
    locations.push(
      Array.from(frames.node.subarray(start, end), (node, i) => row(node, start + i + 1 < end)).join(','),
    );
  }
  return { rows, locations };
}

function frameFacts(info: NodeInfo): JsonObject {
  return {
    function: info.name,
    file: info.file,
    line: jsonInteger(info.line),
    column: jsonInteger(info.column),
    startLine: jsonInteger(info.startLine),
    address: jsonAddress(info.address),
  };
}

/** Samples without a stack are left out, as in the text. */
function* sampleTexts(context: ReportContext, locations: readonly string[]): Generator<string> {
  const { samples, stacks } = context.profile;
  const labels = labelTexts(context.profile, (key) => context.labelUnits.get(key) ?? '');
  for (let sample = 0; sample < samples.count; sample++) {
    const stack = samples.stack[sample]!;
    const start = stacks.offsets[stack]!;
    const end = stacks.offsets[stack + 1]!;
    if (start === end) continue;
    const path: string[] = [];
    for (let i = start; i < end; i++) path.push(locations[stacks.locations[i]!]!);
    const value = JSON.stringify(shownValue(context, sample));
    yield `{"value":${value},"labels":${labels(samples.labelSet[sample]!)},"stack":[${path.join(',')}]}`;
  }
}

/** Its value, or its mean. */
function shownValue(context: ReportContext, sample: number): number | string {
  const { profile, selection } = context;
  const { samples } = profile;
  if (!selection.isMean) return jsonValue(context, sampleValue(samples, selection.sampleType, sample));
  const sum = samples.values[selection.sampleType]![sample]!;
  return jsonValue(context, divided(sum, samples.values[0]![sample]!));
}

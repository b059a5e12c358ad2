// The topproto report: the rows of the top report as a profile of its own, one sample for each node.

import { scale } from '#measurement';
import { cumValue, flatValue, type NodeInfo } from '#graph';
import { createProfileBuilder, type Profile, type ProfileBuilder } from '#profile';
import type { ReportContext } from './context.ts';
import { buildReportGraph } from './report-graph.ts';

/** Samples in report order with the values cum and flat, in the unit that the top report would show. */
export function buildTopProto(context: ReportContext): Profile {
  const { nodes, unit } = buildReportGraph(context, { edges: 'inlined' });
  const builder = createProfileBuilder();
  const functionOf = createFunctions(builder);
  const scaled = (value: number): number => Math.trunc(scale(value, context.sampleUnit, unit).value);
  for (const node of nodes) {
    const { info } = node;
    const location = builder.addLocation({
      address: info.address,
      lines: [{ function: functionOf(info), line: info.line, column: info.column }],
    });
    const stack = builder.stacks.add([location], 0, 1);
    builder.addSample(stack, 0, [scaled(cumValue(node)), scaled(flatValue(node))]);
  }
  const { timeNanos, durationNanos, periodType, period } = context.profile;
  return builder.build({
    sampleTypes: [
      { type: 'cum', unit },
      { type: 'flat', unit },
    ],
    timeNanos,
    durationNanos,
    periodType,
    period,
  });
}

/** Nodes of one function share it. */
function createFunctions(builder: ProfileBuilder): (info: NodeInfo) => number {
  const functions = new Map<string, number>();
  return ({ name, file, startLine }) => {
    const key = JSON.stringify([name, file, String(startLine)]);
    let index = functions.get(key);
    if (index === undefined) {
      index = builder.addFunction({ name, systemName: '', filename: file, startLine });
      functions.set(key, index);
    }
    return index;
  };
}

// The top report: functions (or lines, files …) by what they used, one per row.

import { percentage } from '#measurement';
import { cumValue, exactFlatValue, flatValue, printableName, type GraphNode } from '#graph';
import { addInt64, type Int64 } from '#profile';
import { formatValue, type ReportContext } from './context.ts';
import { reportLabels, type ShownNodes } from './header.ts';
import { padLeft } from './padding.ts';
import { buildReportGraph } from './report-graph.ts';

export interface TopReport {
  readonly context: ReportContext;
  readonly unit: string;
  readonly shown: ShownNodes;
  readonly rows: readonly TopRow[];
}

export interface TopRow {
  readonly node: GraphNode;
  readonly name: string;
  readonly flat: number;
  /** Sum of flat down to this row. */
  readonly sum: number;
  readonly cum: number;
  readonly inlined: 'always' | 'sometimes' | 'never';
}

export function buildTop(context: ReportContext): TopReport {
  const { nodes, unit, shown } = buildReportGraph(context, { edges: 'inlined' });
  let sum: Int64 = 0;
  const rows = nodes.map((node) => {
    sum = addInt64(sum, exactFlatValue(node));
    return {
      node,
      name: printableName(node.info),
      flat: flatValue(node),
      sum: Number(sum),
      cum: cumValue(node),
      inlined: inlining(node),
    };
  });
  return { context, unit, shown, rows };
}

function inlining(node: GraphNode): TopRow['inlined'] {
  let inlined = 0;
  for (const edge of node.in) if (edge.isInline) inlined++;
  if (inlined === 0) return 'never';
  return inlined === node.in.size ? 'always' : 'sometimes';
}

/** What follows the name of a row. */
export const inlineMarks: Readonly<Record<TopRow['inlined'], string>> = {
  always: ' (inline)',
  sometimes: ' (partial-inline)',
  never: '',
};

export function printTop({ context, unit, shown, rows }: TopReport): string {
  const { total } = context;
  const format = (value: number): string => padLeft(10, formatValue(context, value, unit));
  const lines = reportLabels(context, unit, shown, false);
  lines.push('      flat  flat%   sum%        cum   cum%');
  for (const { name, flat, sum, cum, inlined } of rows) {
    lines.push(
      `${format(flat)} ${percentage(flat, total)} ${percentage(sum, total)} ` +
        `${format(cum)} ${percentage(cum, total)}  ${name}${inlineMarks[inlined]}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

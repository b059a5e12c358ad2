// The tree report (and peek): each function with its callers above and its callees below.

import { percentage } from '#measurement';
import {
  cumValue,
  exactFlatValue,
  flatValue,
  printableName,
  sortEdges,
  type Edge,
  type GraphNode,
} from '#graph';
import { addInt64, type Int64 } from '#profile';
import { formatValue, type ReportContext } from './context.ts';
import { reportLabels, type ShownNodes } from './header.ts';
import { padLeft } from './padding.ts';
import { buildReportGraph } from './report-graph.ts';

export interface TreeReport {
  readonly context: ReportContext;
  readonly unit: string;
  readonly shown: ShownNodes;
  /** Whether the graph has any nodes, matching or not. */
  readonly isEmpty: boolean;
  readonly entries: readonly TreeEntry[];
}

export interface TreeEntry {
  readonly node: GraphNode;
  readonly name: string;
  readonly flat: number;
  /** Sum of flat down to this entry. */
  readonly sum: number;
  readonly cum: number;
  /** Heaviest first. */
  readonly callers: readonly Edge[];
  readonly callees: readonly Edge[];
}

/** @param matches keeps only the nodes with a matching name: the peek report. */
export function buildTree(
  context: ReportContext,
  matches: (name: string) => boolean = () => true,
): TreeReport {
  const { nodes, unit, shown } = buildReportGraph(context, { edges: 'all' });
  const entries: TreeEntry[] = [];
  let sum: Int64 = 0;
  for (const node of nodes) {
    const name = printableName(node.info);
    if (!matches(name)) continue;
    sum = addInt64(sum, exactFlatValue(node));
    entries.push({
      node,
      name,
      flat: flatValue(node),
      sum: Number(sum),
      cum: cumValue(node),
      callers: sortEdges(node.in),
      callees: sortEdges(node.out),
    });
  }
  return { context, unit, shown, isEmpty: nodes.length === 0, entries };
}

const separator = `${'-'.repeat(58)}+${'-'.repeat(13)}`;
const legend = '      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t ';

export function printTree({ context, unit, shown, isEmpty, entries }: TreeReport): string {
  const { total } = context;
  const format = (value: number): string => padLeft(10, formatValue(context, value, unit));
  const edgeLine = (edge: Edge, cum: number, other: GraphNode): string => {
    const weight = padLeft(50, formatValue(context, edge.weight, unit));
    const mark = edge.isInline ? ' (inline)' : '';
    return `${weight} ${percentage(edge.weight, cum)} |   ${printableName(other.info)}${mark}`;
  };
  const lines = reportLabels(context, unit, shown, false);
  lines.push(separator, legend);
  for (const { name, flat, sum, cum, callers, callees } of entries) {
    lines.push(separator);
    for (const edge of callers) lines.push(edgeLine(edge, cum, edge.source));
    lines.push(
      `${format(flat)} ${percentage(flat, total)} ${percentage(sum, total)} ` +
        `${format(cum)} ${percentage(cum, total)}                | ${name}`,
    );
    for (const edge of callees) lines.push(edgeLine(edge, cum, edge.target));
  }
  if (!isEmpty) lines.push(separator);
  return `${lines.join('\n')}\n`;
}

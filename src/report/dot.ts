// The dot report: the graph as a picture for Graphviz, with boxes as large and as red as nodes are heavy.

import { percentage, scaledLabel } from '#measurement';
import { baseName, cumValue, edgeValue, flatValue, sortEdges, type Edge, type GraphNode } from '#graph';
import { formatValue, type ReportContext } from './context.ts';
import { fillColor, lineColor } from './dot-colors.ts';
import { tagBoxes, type TagBox } from './dot-tags.ts';
import { drawableDot, escapeDot, escapeDotLines, multilineName } from './dot-text.ts';
import { reportLabels, type ShownNodes } from './header.ts';
import { buildReportGraph } from './report-graph.ts';

export interface DotReport {
  readonly context: ReportContext;
  readonly unit: string;
  readonly shown: ShownNodes;
  /** The program that was profiled; '' when the profile does not say. */
  readonly title: string;
  readonly nodes: readonly DotNode[];
  /** Heaviest first. */
  readonly edges: readonly DotEdge[];
}

export interface DotNode {
  readonly node: GraphNode;
  readonly flat: number;
  readonly cum: number;
  readonly tags: readonly TagBox[];
}

export interface DotEdge {
  readonly edge: Edge;
  readonly weight: number;
  /** Numbers of nodes, from 1 on in report order; 0 for a node whose values cancel out, which is not shown. */
  readonly source: number;
  readonly target: number;
}

export function buildDot(context: ReportContext): DotReport {
  const { nodes, tags, unit, shown } = buildReportGraph(context, {
    edges: 'all',
    order: 'entropy',
    callTree: true,
    tags: {
      bytesUnit: context.labelUnits.get('bytes') ?? '',
      format: (value, tagUnit) => scaledLabel(value, tagUnit, context.outputUnit),
    },
  });
  const { mappings, strings } = context.profile;
  const file = mappings.count === 0 ? '' : strings.text(mappings.file[0]!);
  const numbers = new Map(nodes.map((node, i) => [node, i + 1]));
  return {
    context,
    unit,
    shown,
    title: file === '' ? '' : baseName(file),
    nodes: Array.from(tags, ([node, nodeTags], i) => ({
      node,
      flat: flatValue(node),
      cum: cumValue(node),
      tags: tagBoxes(`N${i + 1}`, nodeTags, node.out.size > 0),
    })),
    edges: sortEdges(nodes.flatMap((node) => [...node.out])).map((edge) => ({
      edge,
      weight: edgeValue(edge),
      source: numbers.get(edge.source) ?? 0,
      target: numbers.get(edge.target) ?? 0,
    })),
  };
}

/** The graph as Graphviz is to draw it, whatever is in its names. */
export function printDrawableDot(report: DotReport): string {
  const dot = printDot({ ...report, context: { ...report.context, compat: false } });
  // Graphviz would call the legend node1 in SVG, as the first node is called.
  return drawableDot(dot.replace('[shape=box fontsize=16', '[id="legend" shape=box fontsize=16'));
}

export function printDot(report: DotReport): string {
  const { context, unit, shown, nodes } = report;
  const title = escapeUnlessCompat(context, report.title);
  const lines = [
    `digraph "${title === '' ? 'unnamed' : title}" {`,
    'node [style=filled fillcolor="#f8f8f8"]',
  ];
  lines.push(legend(title, reportLabels(context, unit, shown, true)));
  const heaviest = nodes.reduce((max, { flat }) => Math.max(max, Math.abs(flat)), 0);
  nodes.forEach((node, i) => {
    lines.push(nodeLine(report, node, i + 1, heaviest));
    for (const tag of node.tags) lines.push(...tagLines(report, tag));
  });
  for (const edge of report.edges) lines.push(edgeLine(report, edge));
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

/** pprof prints the title, the tags, units and the names of files as they are, quotes and all. */
function escapeUnlessCompat({ compat }: ReportContext, text: string): string {
  return compat ? text : escapeDot(text);
}

/** The text of a value, whose unit the profile names. */
function valueText(context: ReportContext, value: number, unit: string): string {
  return escapeUnlessCompat(context, formatValue(context, value, unit));
}

function legend(title: string, labels: readonly string[]): string {
  const escaped = labels.map(escapeDot);
  const tooltip = title === '' ? '' : ` tooltip="${title}"`;
  const text = escaped.map((label) => `${label}\\l`).join('');
  return `subgraph cluster_L { "${escaped[0]}" [shape=box fontsize=16 label="${text}"${tooltip}] }`;
}

function nodeLine({ context, unit }: DotReport, node: DotNode, number: number, heaviest: number): string {
  const { flat, cum } = node;
  const { total } = context;
  const share = (value: number): string => `(${percentage(value, total).trim()})`;
  const format = (value: number): string => valueText(context, value, unit);
  let value = flat === 0 ? '0' : `${format(flat)} ${share(flat)}`;
  if (cum !== flat) value += `${flat === 0 ? ' ' : '\\n'}of ${format(cum)} ${share(cum)}`;
  const name = multilineName(node.node.info, (file) => escapeUnlessCompat(context, file));
  const color = cum / Math.abs(total);
  const attributes = [
    `label="${name}${value}"`,
    `id="node${number}"`,
    `fontsize=${fontSize(flat, heaviest)}`,
    'shape=box',
    `tooltip="${escapeDot(node.node.name)} (${format(cum)})"`,
    `color="${lineColor(color)}"`,
    `fillcolor="${fillColor(color)}"`,
  ];
  return `N${number} [${attributes.join(' ')}]`;
}

/** From 8 to 24 points; the square root keeps small values legible. */
function fontSize(flat: number, heaviest: number): number {
  return flat === 0 ? 8 : 8 + Math.ceil(16 * Math.sqrt(Math.abs(flat) / heaviest));
}

function tagLines({ context, unit }: DotReport, { id, source, text, value, isCumulative }: TagBox): string[] {
  const weight = valueText(context, value, unit);
  const escaped = context.compat ? text : escapeDotLines(text);
  const style = isCumulative ? ' style="dotted"' : '';
  return [
    `${id} [label = "${escaped}" id="${id}" fontsize=8 shape=box3d tooltip="${weight}"]`,
    `${source} -> ${id} [label=" ${weight}" weight=100 tooltip="${weight}" labeltooltip="${weight}"${style}]`,
  ];
}

function edgeLine({ context, unit, nodes }: DotReport, { edge, weight, source, target }: DotEdge): string {
  const { total } = context;
  const text = valueText(context, weight, unit);
  const attributes = [`label=" ${text}${edge.isInline ? '\\n (inline)' : ''}"`];
  if (total !== 0) {
    const closeness = 1 + partsOf(total, weight, 100);
    const width = 1 + partsOf(total, weight, 5);
    if (closeness > 1) attributes.push(`weight=${closeness}`);
    if (width > 1) attributes.push(`penwidth=${width}`);
    attributes.push(`color="${lineColor(weight / Math.abs(total))}"`);
  }
  const [from, to] = [escapeDot(edge.source.name), escapeDot(edge.target.name)];
  const tooltip = `"${from} ${edge.isResidual ? '...' : '->'} ${to} (${text})"`;
  attributes.push(`tooltip=${tooltip}`, `labeltooltip=${tooltip}`);
  if (edge.isResidual) attributes.push('style="dotted"');
  // Callees go further down where the caller has tags.
  if ((nodes[source - 1]?.tags.length ?? 0) > 0) attributes.push('minlen=2');
  return `N${source} -> N${target} [${attributes.join(' ')}]`;
}

/** How many whole `count`-ths of the total a weight is, at most `count`; int64 arithmetic, as in Go. */
function partsOf(total: number, weight: number, count: number): number {
  const parts = BigInt.asIntN(64, int64Of(weight) * BigInt(count)) / int64Of(total);
  return Math.min(Math.abs(Number(parts)), count);
}

/** A number of 2^63 is the rounded form of the largest int64. */
function int64Of(value: number): bigint {
  return value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value);
}

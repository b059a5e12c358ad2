// The graph for pages: its DOT, which the page lays out by itself, and the functions behind its boxes.

import { buildDot, printDrawableDot, type ReportContext } from '#report';
import type { GraphAnswer } from '#web/api';

export function graphAnswer(context: ReportContext): GraphAnswer {
  const report = buildDot(context);
  // The page has a legend of its own. Letters of one width are as wide in every browser as Graphviz thinks: those of Times,
  // its default, are not, where the system has other fonts.
  const dot = printDrawableDot(report)
    .replace(/^subgraph cluster_L \{.*\}$/m, '')
    .replace(/^node \[/m, 'edge [fontname="Courier"]\nnode [fontname="Courier" ');
  return {
    dot,
    functions: report.nodes.map(({ node }) => node.info.name),
    edges: report.edges.length,
    droppedNodes: report.shown.droppedNodes,
    originalNodes: report.shown.originalCount,
  };
}

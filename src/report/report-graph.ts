// Builds the graph of a report with the options that the report was given.

import {
  buildTrimmedGraph,
  cumValue,
  exactFlatValue,
  flatValue,
  type GraphOptions,
  type TrimmedGraph,
} from '#graph';
import { addInt64, type Int64 } from '#profile';
import { chooseOutputUnit, type ReportContext } from './context.ts';
import type { ShownNodes } from './header.ts';

/** What reports on the same graph do differently. */
export interface GraphWish {
  readonly edges: GraphOptions['edges'];
  /** Nodes of different binaries stay apart. */
  readonly objectFile?: boolean;
  /** Honour the option `call_tree`. */
  readonly callTree?: boolean;
  readonly order?: GraphOptions['order'];
  readonly tags?: GraphOptions['tags'];
  /** Values are written as whole numbers. */
  readonly isInteger?: boolean;
}

export interface ReportGraph extends TrimmedGraph {
  readonly shown: ShownNodes;
  /** The unit that all values of the report are shown in. */
  readonly unit: string;
}

export function buildReportGraph(context: ReportContext, wish: GraphWish): ReportGraph {
  const graph = buildTrimmedGraph(context.profile, {
    selection: context.selection,
    granularity: { ...context.granularity, objectFile: wish.objectFile ?? false },
    trimming: context.trimming,
    callTree: context.callTree && wish.callTree === true,
    dropNegative: context.dropNegative,
    order: wish.order ?? context.order,
    nodeFraction: context.nodeFraction,
    edgeFraction: context.edgeFraction,
    nodeCount: context.nodeCount,
    edges: wish.edges,
    ...(wish.tags === undefined ? {} : { tags: wish.tags }),
  });
  const magnitudes = graph.nodes.map((node) => flatValue(node) || cumValue(node));
  return {
    ...graph,
    unit: chooseOutputUnit(context, magnitudes, wish.isInteger),
    shown: {
      shownTotal: Number(graph.nodes.reduce((sum: Int64, node) => addInt64(sum, exactFlatValue(node)), 0)),
      nodeCount: graph.nodes.length,
      originalCount: graph.originalCount,
      droppedNodes: graph.droppedNodes,
      droppedEdges: graph.droppedEdges,
    },
  };
}

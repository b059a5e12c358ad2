// The top, tree, peek, dot and callgrind reports as JSON: nodes of the graph and the calls between them.

import { edgeValue, exactFlatValue, cumValue, type Edge, type GraphNode } from '#graph';
import type { ReportContext } from '../context.ts';
import type { ShownNodes } from '../header.ts';
import type { TopReport } from '../top.ts';
import type { TreeReport } from '../tree.ts';
import type { JsonMembers, JsonObject } from './members.ts';
import { jsonAddress, jsonInteger, jsonValue } from './numbers.ts';

export function topJson({ context, shown, rows }: TopReport): JsonMembers {
  return {
    shown: shownFacts(context, shown),
    nodes: rows.map(({ node, sum, inlined }, i) => ({
      ...nodeFacts(context, node, i + 1),
      sum: jsonValue(context, sum),
      inlined,
    })),
  };
}

/** Also of peek. */
export function treeJson({ context, shown, entries }: TreeReport): JsonMembers {
  const ids = new Map(entries.map(({ node }, i) => [node, i + 1]));
  const call = (edge: Edge, other: GraphNode): JsonObject => ({
    id: ids.get(other) ?? 0,
    name: other.name,
    ...edgeFacts(context, edge),
  });
  return {
    shown: shownFacts(context, shown),
    nodes: entries.map(({ node, sum, callers, callees }, i) => ({
      ...nodeFacts(context, node, i + 1),
      sum: jsonValue(context, sum),
      callers: callers.map((edge) => call(edge, edge.source)),
      callees: callees.map((edge) => call(edge, edge.target)),
    })),
  };
}

/** `id` is the place of the node in the report, from 1 on. */
export function nodeFacts(context: ReportContext, node: GraphNode, id: number): JsonObject {
  const { info } = node;
  return {
    id,
    name: node.name,
    flat: jsonValue(context, exactFlatValue(node)),
    cum: jsonValue(context, cumValue(node)),
    function: info.name,
    file: info.file,
    line: jsonInteger(info.line),
    column: jsonInteger(info.column),
    startLine: jsonInteger(info.startLine),
    address: jsonAddress(info.address),
    objectFile: info.objectFile,
  };
}

export function edgeFacts(context: ReportContext, edge: Edge): JsonObject {
  return { weight: jsonValue(context, edgeValue(edge)), inlined: edge.isInline, residual: edge.isResidual };
}

export function shownFacts(context: ReportContext, shown: ShownNodes): JsonObject {
  return {
    total: jsonValue(context, shown.shownTotal),
    nodes: shown.nodeCount,
    originalNodes: shown.originalCount,
    droppedNodes: shown.droppedNodes,
    droppedEdges: shown.droppedEdges,
  };
}

// Removes residual edges that a picture can do without, because another path connects the same nodes.

import { removeEdge, type Edge, type GraphNode } from './graph.ts';
import { sortEdges } from './order.ts';

/** Takes edges away from the nodes, which are in report order: those of the least nodes go first. */
export function removeRedundantEdges(nodes: readonly GraphNode[]): void {
  for (let i = nodes.length - 1; i >= 0; i--) {
    for (const edge of sortEdges(nodes[i]!.in).reverse()) {
      // Edges heavier than one that shows a real call stay, to avoid confusion.
      if (!edge.isResidual) break;
      if (isRedundant(edge)) removeEdge(edge);
    }
  }
}

/** Whether the target of an edge can be reached from its source without it. */
function isRedundant(edge: Edge): boolean {
  const seen = new Set<GraphNode>([edge.target]);
  const queue = [edge.target];
  for (let head = 0; head < queue.length; head++) {
    for (const incoming of queue[head]!.in) {
      if (incoming === edge || seen.has(incoming.source)) continue;
      if (incoming.source === edge.source) return true;
      seen.add(incoming.source);
      queue.push(incoming.source);
    }
  }
  return false;
}

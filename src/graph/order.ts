// The orders in which reports list nodes and edges.

import { compareText, int64, magnitude, type Int64 } from '#profile';
import type { Edge, GraphNode } from './graph.ts';
import { compareInfo } from './node-info.ts';

/** 'entropy' puts nodes first that are worth showing in a picture. */
export type NodeOrder = 'flat' | 'cum' | 'entropy';

/** The nodes by descending magnitude of the order's score, then by name. */
export function sortNodes(nodes: readonly GraphNode[], order: NodeOrder): GraphNode[] {
  const keyed = nodes.map((node) => ({
    node,
    score: scoreOf(node, order),
    tieBreaker: magnitude(order === 'flat' ? node.cum : node.flat),
  }));
  keyed.sort((a, b) => {
    if (a.score !== b.score) return a.score > b.score ? -1 : 1;
    return (
      compareText(a.node.name, b.node.name) ||
      b.tieBreaker - a.tieBreaker ||
      compareInfo(a.node.info, b.node.info)
    );
  });
  return keyed.map((key) => key.node);
}

function scoreOf(node: GraphNode, order: NodeOrder): Int64 {
  if (order === 'flat') return magnitude(node.flat);
  return order === 'cum' ? magnitude(node.cum) : entropyScore(node);
}

/** Edges by descending magnitude of their weight, then by the names of caller and callee. */
export function sortEdges(edges: Iterable<Edge>): Edge[] {
  return [...edges].sort(
    (a, b) =>
      magnitude(b.weight) - magnitude(a.weight) ||
      compareText(a.source.name, b.source.name) ||
      compareText(a.target.name, b.target.name),
  );
}

const leastInt64 = -(2n ** 63n);

/**
 * How much a node tells in a picture: its cum, more if its edges spread out, less if all comes in and goes
 * out on one. Entry nodes and leaves are favoured.
 */
function entropyScore(node: GraphNode): Int64 {
  const incoming = node.in.size === 0 ? 1 : edgeEntropy(node.in, 0);
  const outgoing = node.out.size === 0 ? 1 : edgeEntropy(node.out, node.flat);
  const spread = (incoming + outgoing) * node.cum;
  if (Math.abs(spread) < 2 ** 63) return Math.abs(Math.trunc(spread) + node.flat);
  // An edge whose values cancel out makes NaN, which Go converts to the least int64: it has no magnitude.
  return node.flat === 0 ? leastInt64 : int64(leastInt64 - BigInt(Math.abs(node.flat)));
}

/** Shannon entropy, in bits, of how a node's value is distributed over edges and itself. */
function edgeEntropy(edges: Iterable<Edge>, self: number): number {
  let total = self;
  for (const { weight } of edges) if (weight > 0) total += weight;
  if (total === 0) return 0;
  let entropy = 0;
  for (const { weight } of edges) entropy += information(Math.abs(weight) / total);
  return self > 0 ? entropy + information(self / total) : entropy;
}

function information(share: number): number {
  return -share * log2(share);
}

/** log2 as Go computes it, from mantissa and exponent: Math.log2 differs in the last bit now and then. */
function log2(x: number): number {
  if (!(x > 0) || x === Infinity) return Math.log2(x);
  let exponent = Math.max(-1074, Math.floor(Math.log2(x)) + 1);
  let mantissa = x / 2 ** exponent;
  if (mantissa < 0.5) {
    mantissa *= 2;
    exponent--;
  } else if (mantissa >= 1) {
    mantissa /= 2;
    exponent++;
  }
  return mantissa === 0.5 ? exponent - 1 : Math.log(mantissa) * (1 / Math.LN2) + exponent;
}

// The graph that reports show: nodes with their values, linked by edges.

import { divideInt64, type Int64 } from '#profile';
import type { EdgeTable } from './edges.ts';
import type { NodeInfo } from './node-info.ts';
import type { NodeValues } from './node-values.ts';

export interface GraphNode {
  readonly info: NodeInfo;
  /** The printable name. */
  readonly name: string;
  /** Number of the node in its source. */
  readonly id: number;
  /** Sums over samples. */
  readonly flat: number;
  readonly cum: number;
  /** Flat, also where a number cannot hold it: what sums over nodes are made of. */
  readonly exactFlat: Int64;
  /** Sums of the divisors of a mean; 0 otherwise. */
  readonly flatDivisor: number;
  readonly cumDivisor: number;
  /** Edges from callers and to callees. */
  readonly in: Set<Edge>;
  readonly out: Set<Edge>;
}

export interface Edge {
  readonly source: GraphNode;
  readonly target: GraphNode;
  readonly weight: number;
  readonly weightDivisor: number;
  /** Other nodes, which are not shown, are in between. */
  readonly isResidual: boolean;
  /** All calls were inlined into the caller. */
  readonly isInline: boolean;
}

/** The value to show for a node: the mean where there is a divisor (integer division, as in Go). */
export function flatValue(node: GraphNode): number {
  return divided(node.flat, node.flatDivisor);
}

/** The same without loss. */
export function exactFlatValue(node: GraphNode): Int64 {
  return divideInt64(node.exactFlat, node.flatDivisor);
}

export function cumValue(node: GraphNode): number {
  return divided(node.cum, node.cumDivisor);
}

export function edgeValue(edge: Edge): number {
  return divided(edge.weight, edge.weightDivisor);
}

/** Integer division that truncates; a divisor of 0 divides nothing. */
export function divided(sum: number, divisor: number): number {
  return Number(divideInt64(sum, divisor));
}

/** Where nodes and edges come from: functions merged over all stacks, or a tree of calls. */
export interface NodeSource {
  readonly count: number;
  readonly values: NodeValues;
  info(node: number): NodeInfo;
  name(node: number): string;
  /** The edges between the nodes with `kept[node] = 1` (absent: all), across those that are not kept. */
  edges(selection: EdgeWish): EdgeTable;
  /** Writes the distinct nodes on a stack, leaf first, and returns how many there are. */
  stackNodes(stack: number, into: Uint32Array): number;
  /** Whether a node that has no value still links its neighbours when other nodes are left out. */
  readonly keepsValueless: boolean;
}

export interface EdgeWish {
  readonly kept?: Uint8Array | undefined;
  /** 'inlined': only edges into functions that are inlined somewhere. */
  readonly into?: 'all' | 'inlined';
  /** Nodes with 1 have lost the edge from their caller before. */
  readonly orphaned?: Uint8Array | undefined;
}

/**
 * Makes objects of the nodes `ids`, in that order, and links them. Edges may lead to nodes that are not
 * among `ids` (their values cancel out); such a node is linked but not listed.
 */
export function linkNodes(source: NodeSource, ids: ArrayLike<number>, edges: EdgeTable): GraphNode[] {
  const { flat, wideFlat, cum, flatDivisor, cumDivisor } = source.values;
  const nodes = new Map<number, GraphNode>();
  const nodeOf = (id: number): GraphNode => {
    let node = nodes.get(id);
    if (node === undefined) {
      node = {
        info: source.info(id),
        name: source.name(id),
        id,
        flat: flat[id]!,
        exactFlat: wideFlat.get(id) ?? flat[id]!,
        cum: cum[id]!,
        flatDivisor: flatDivisor[id]!,
        cumDivisor: cumDivisor[id]!,
        in: new Set(),
        out: new Set(),
      };
      nodes.set(id, node);
    }
    return node;
  };
  const listed = Array.from(ids, nodeOf);
  for (let i = 0; i < edges.count; i++) {
    const edge: Edge = {
      source: nodeOf(edges.source[i]!),
      target: nodeOf(edges.target[i]!),
      weight: edges.weight[i]!,
      weightDivisor: edges.weightDivisor[i]!,
      isResidual: edges.isResidual[i] === 1,
      isInline: edges.isInline[i] === 1,
    };
    edge.source.out.add(edge);
    edge.target.in.add(edge);
  }
  return listed;
}

export function removeEdge(edge: Edge): void {
  edge.source.out.delete(edge);
  edge.target.in.delete(edge);
}

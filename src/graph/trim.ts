// Builds the graph of a report and trims it: nodes and edges that matter little are left out.

import { addInt64, magnitude, type Int64, type Profile } from '#profile';
import { growCallTree } from './call-tree.ts';
import { assignFrameNodes, type NodeGranularity } from './frame-nodes.ts';
import { linkNodes, removeEdge, type GraphNode, type NodeSource } from './graph.ts';
import { mergeNodes } from './merged-nodes.ts';
import { sortNodes, type NodeOrder } from './order.ts';
import type { PathTrimming } from './paths.ts';
import { removeRedundantEdges } from './redundant-edges.ts';
import { weighStacks, type SampleSelection } from './stack-weights.ts';
import { countFlatTags, dropLowTags, sumTags, type NodeTags, type TagOptions } from './tags.ts';

export interface GraphOptions {
  readonly selection: SampleSelection;
  readonly granularity: NodeGranularity;
  readonly trimming: PathTrimming;
  /** A tree of calls instead of a graph. */
  readonly callTree: boolean;
  /** Leave out nodes with a negative value. */
  readonly dropNegative: boolean;
  readonly order: NodeOrder;
  /** Nodes below this share of the total are dropped, likewise edges. */
  readonly nodeFraction: number;
  readonly edgeFraction: number;
  /** At most so many nodes are shown; 0 for all. */
  readonly nodeCount: number;
  /** 'inlined' is enough where edges only tell which functions were inlined. */
  readonly edges: 'all' | 'inlined';
  /** Present for pictures: tags are shown, and take part in the choice of nodes. */
  readonly tags?: TagOptions;
}

export interface TrimmedGraph {
  /** In report order. */
  readonly nodes: readonly GraphNode[];
  /** Tags of each node, if they were asked for. */
  readonly tags: ReadonlyMap<GraphNode, NodeTags>;
  /** How many nodes passed the node fraction, of which `nodes` are the first. */
  readonly originalCount: number;
  readonly droppedNodes: number;
  readonly droppedEdges: number;
}

/** A node with more tags than this counts for no more when nodes are chosen, and shows no more. */
export const maxNodeTags = 4;

export function buildTrimmedGraph(profile: Profile, options: GraphOptions): TrimmedGraph {
  const source = createSource(profile, options);
  const alive = nodesWithValue(source, options.dropNegative);
  const total = sumFlat(source, alive);
  const nodeCutoff = Math.abs(Math.trunc(total * options.nodeFraction));
  const edgeCutoff = Math.abs(Math.trunc(total * options.edgeFraction));

  const frequent = nodeCutoff > 0 ? aboveCutoff(source, alive, nodeCutoff) : alive;
  const picture = options.tags !== undefined;
  const chosen = picture
    ? choosePictured(profile, source, alive, frequent, nodeCutoff, edgeCutoff, options)
    : chooseListed(source, frequent, options);

  const kept = chosen.ids.length < alive.length ? keptNodes(source, alive, chosen.ids) : undefined;
  const edges = source.edges({ kept, into: options.edges, orphaned: chosen.orphaned });
  const nodes = sortNodes(linkNodes(source, chosen.ids, edges), options.order);
  const tags = picture
    ? (chosen.tags ?? sumTags(profile, source, chosen.ids, options.selection, options.tags))
    : new Map<number, NodeTags>();
  dropLowTags(tags.values(), nodeCutoff);
  const isFresh = chosen.ids.length < frequent.length && !source.keepsValueless;
  // Edges that were dropped before the choice, and are not built again, are not counted: as in pprof.
  if (options.nodeCount > 0 && !isFresh) dropLowEdges(nodes, edgeCutoff);
  const droppedEdges = dropLowEdges(nodes, edgeCutoff);
  if (picture) removeRedundantEdges(nodes);
  return {
    nodes,
    tags: picture ? new Map(nodes.map((node) => [node, tags.get(node.id)!])) : new Map(),
    originalCount: frequent.length,
    droppedNodes: alive.length - frequent.length,
    droppedEdges,
  };
}

function createSource(profile: Profile, options: GraphOptions): NodeSource {
  const frames = assignFrameNodes(profile, options.granularity, options.trimming);
  const weights = weighStacks(profile, options.selection);
  return options.callTree ? growCallTree(profile, frames, weights) : mergeNodes(profile, frames, weights);
}

/** Nodes whose values cancel out are not shown. */
export function nodesWithValue(
  { count, values }: Pick<NodeSource, 'count' | 'values'>,
  dropNegative: boolean,
): Uint32Array {
  const ids = new Uint32Array(count);
  let length = 0;
  for (let node = 0; node < count; node++) {
    const flat = values.flat[node]!;
    const cum = values.cum[node]!;
    if (flat === 0 && cum === 0) continue;
    if (dropNegative && (flat < 0 || (flat === 0 && cum < 0))) continue;
    ids[length++] = node;
  }
  return ids.subarray(0, length);
}

function sumFlat({ values }: NodeSource, nodes: Uint32Array): number {
  let total: Int64 = 0;
  for (const node of nodes) total = addInt64(total, values.wideFlat.get(node) ?? values.flat[node]!);
  return Number(total);
}

function aboveCutoff({ values }: NodeSource, nodes: Uint32Array, cutoff: number): Uint32Array {
  return nodes.filter((node) => magnitude(values.cum[node]!) >= cutoff);
}

function keptNodes(source: NodeSource, alive: Uint32Array, chosen: Uint32Array): Uint8Array {
  const kept = new Uint8Array(source.count);
  if (source.keepsValueless) {
    kept.fill(1);
    for (const node of alive) kept[node] = 0;
  }
  for (const node of chosen) kept[node] = 1;
  return kept;
}

interface Choice {
  readonly ids: Uint32Array;
  /** Nodes with 1 have lost the edge from their caller: it was too light. */
  readonly orphaned?: Uint8Array;
  /** Tags of these nodes at least, where the choice needed them. */
  readonly tags?: Map<number, NodeTags>;
}

/** The first `nodeCount` nodes in the order of the report. */
function chooseListed(source: NodeSource, frequent: Uint32Array, options: GraphOptions): Choice {
  if (options.nodeCount <= 0 || options.nodeCount >= frequent.length) return { ids: frequent };
  const unlinked = linkNodes(source, frequent, noEdges);
  return { ids: idsOf(sortNodes(unlinked, options.order).slice(0, options.nodeCount)) };
}

/** The nodes for a picture of `nodeCount` boxes, where tags are boxes too. */
function choosePictured(
  profile: Profile,
  source: NodeSource,
  alive: Uint32Array,
  frequent: Uint32Array,
  nodeCutoff: number,
  edgeCutoff: number,
  options: GraphOptions,
): Choice {
  if (options.nodeCount <= 0) return { ids: frequent };
  const kept = frequent.length < alive.length ? keptNodes(source, alive, frequent) : undefined;
  const nodes = sortNodes(linkNodes(source, frequent, source.edges({ kept })), options.order);
  // Each node takes a box at least, so no more than `nodeCount` nodes need their tags counted.
  const candidates = nodes.slice(0, options.nodeCount);
  const tags = sumTags(profile, source, idsOf(candidates), options.selection, options.tags!);
  dropLowTags(tags.values(), nodeCutoff);
  let boxes = 0;
  const overflow = candidates.findIndex((node) => {
    boxes += 1 + Math.min(countFlatTags(tags.get(node.id)!), maxNodeTags);
    return boxes >= options.nodeCount;
  });
  const ids = idsOf(overflow < 0 ? candidates : candidates.slice(0, overflow + 1));
  if (!source.keepsValueless) return { ids, tags };
  return { ids, tags, orphaned: lightlyCalled(source, frequent, edgeCutoff) };
}

/** In a tree, where an edge weighs what its callee has: the nodes whose edge is too light to keep. */
function lightlyCalled({ count, values }: NodeSource, nodes: Uint32Array, cutoff: number): Uint8Array {
  const isLight = new Uint8Array(count);
  for (const node of nodes) if (magnitude(values.cum[node]!) < cutoff) isLight[node] = 1;
  return isLight;
}

function idsOf(nodes: readonly GraphNode[]): Uint32Array {
  return Uint32Array.from(nodes, (node) => node.id);
}

const noEdges = {
  count: 0,
  source: new Uint32Array(0),
  target: new Uint32Array(0),
  weight: new Float64Array(0),
  weightDivisor: new Float64Array(0),
  isResidual: new Uint8Array(0),
  isInline: new Uint8Array(0),
};

function dropLowEdges(nodes: readonly GraphNode[], cutoff: number): number {
  let dropped = 0;
  for (const node of nodes) {
    for (const edge of node.in) {
      if (magnitude(edge.weight) < cutoff) {
        removeEdge(edge);
        dropped++;
      }
    }
  }
  return dropped;
}

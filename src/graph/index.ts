// The graph of a profile: nodes, flat and cum values, edges, trimming.
export { buildCallTree, type CallTree } from './call-tree.ts';
export { assignFrameNodes, type FrameNodes, type NodeGranularity } from './frame-nodes.ts';
export {
  cumValue,
  divided,
  edgeValue,
  exactFlatValue,
  flatValue,
  type Edge,
  type GraphNode,
} from './graph.ts';
export { compareInfo, nameComponents, printableName, type NodeInfo } from './node-info.ts';
export { sumNodeValues, type NodeValues } from './node-values.ts';
export { sortEdges, sortNodes, type NodeOrder } from './order.ts';
export { baseName, cleanPath, splitList, trimSourcePath, type PathTrimming } from './paths.ts';
export { shortFunctionName } from './short-names.ts';
export { weighStacks, type SampleSelection, type StackWeights } from './stack-weights.ts';
export { sortTags, tagCumValue, tagFlatValue, type NodeTags, type Tag, type TagOptions } from './tags.ts';
export {
  buildTrimmedGraph,
  maxNodeTags,
  nodesWithValue,
  type GraphOptions,
  type TrimmedGraph,
} from './trim.ts';

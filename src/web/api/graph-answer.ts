// The answer to a request for the graph.

export interface GraphAnswer {
  /** In the language of Graphviz. Box `N1` is the first of `functions`; its element has the id `node1`. */
  readonly dot: string;
  /** The names of the functions; '' for a box that stands for something else. */
  readonly functions: readonly string[];
  readonly edges: number;
  /** How many nodes were too small, and how many there were before their number was cut. */
  readonly droppedNodes: number;
  readonly originalNodes: number;
}

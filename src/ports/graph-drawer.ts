// Makes pictures of graphs.

export type ImageFormat = 'svg' | 'png' | 'gif' | 'pdf' | 'ps';

export interface GraphDrawer {
  /** Says that a graph is to be drawn soon, so that what takes time to load is loaded meanwhile. */
  prepare(dotProgram: string): void;
  /** @throws DrawingError when it cannot be drawn. */
  draw(graph: DrawnGraph, format: ImageFormat): Promise<Uint8Array>;
}

export interface DrawnGraph {
  /** In the DOT language, safe to draw (`printDrawableDot`). */
  readonly dot: string;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The `dot` of Graphviz to run; '' leaves the choice to the drawer. */
  readonly dotProgram: string;
}

/** A graph that cannot be drawn: one line that says why and what to do. */
export class DrawingError extends Error {
  override readonly name = 'DrawingError';
}

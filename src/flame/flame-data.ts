// A flame graph as flat columns: what its builder makes, files and responses carry, and renderers draw.

/**
 * A tree of calls. Node 0 is the root, which stands for the whole profile. Nodes are in the order of their
 * depth, and the callees of one node are neighbours: the heaviest first, equal ones by name.
 */
export interface FlameData {
  readonly count: number;
  /** Length `count`: the node of the caller; -1 for the root. It never decreases from node to node. */
  readonly parent: Int32Array;
  /** Length `count`: index into `frames`. */
  readonly frame: Uint32Array;
  /** Length `count`: 1 where every call from the caller was inlined into it. */
  readonly isInline: Uint8Array;
  /** One entry for each kind of value; at least one. */
  readonly values: readonly FlameValue[];
  /** Index into `values`: the one to show first, by which siblings are in order. */
  readonly selected: number;
  readonly frames: FlameFrames;
}

export interface FlameValue {
  /** What it counts, and in which unit: `inuse_space`, `bytes`. */
  readonly type: string;
  readonly unit: string;
  /** What 100 % is: the total of the profile before it was filtered. */
  readonly total: number;
  /** Length `count`: what the node used itself. Negative where a base was subtracted that had more. */
  readonly flat: Float64Array;
  /** Length `count`: the same with all that it called. */
  readonly cum: Float64Array;
}

/** The functions (or lines, files …) that nodes are calls of. */
export interface FlameFrames {
  /** The printable names. `name[0]` is 'root', the frame of node 0 alone. */
  readonly name: readonly string[];
  /** Same length: index into `files`. */
  readonly file: Uint32Array;
  /** Same length: the line that the frame is about or begins at; 0 if unknown. */
  readonly line: Uint32Array;
  /** Paths of source files; `files[0]` is '', for unknown. */
  readonly files: readonly string[];
}

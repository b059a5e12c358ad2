// What V8's inspector answers: heap profiles, CPU profiles and their frames.

export interface CallFrame {
  readonly functionName: string;
  /** Empty for code of V8 itself. */
  readonly url: string;
  /** 0-based start of the function; -1 where it has none. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface HeapNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  /** Bytes, scaled by V8 to what the samples stand for. */
  readonly selfSize: number;
  readonly children: readonly HeapNode[];
}

export interface HeapSample {
  readonly nodeId: number;
  /** Bytes that the sample stands for: the size of the object, times the objects that V8 scales it to. */
  readonly size: number;
  /** How many samples V8 has taken up to this one; it stays the same while the object lives. */
  readonly ordinal: number;
}

export interface HeapSnapshot {
  readonly head: HeapNode;
  readonly samples: readonly HeapSample[];
}

export interface CpuNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** Times are microseconds of the clock of `process.hrtime`. */
export interface CpuRecording {
  readonly nodes: readonly CpuNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** Node ids. */
  readonly samples: readonly number[];
  /** Time of each sample after the one before it, of the first after the start. */
  readonly timeDeltas: readonly number[];
}

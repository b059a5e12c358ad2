// The flame graph of a profile: its tree of calls at the granularity of the report, as flat columns.

import { sumSubtrees, type FlameData, type FlameFrames, type FlameValue } from '#flame';
import {
  assignFrameNodes,
  buildCallTree,
  cleanPath,
  trimSourcePath,
  type CallTree,
  type FrameNodes,
} from '#graph';
import { compareText, type Profile } from '#profile';
import { applyRatio, type ReportContext } from './context.ts';

/** Which values of the samples a flame graph has. */
export interface FlameSelection {
  /** Index of the sample type. */
  readonly sampleType: number;
  /** What 100 % is; see `reportTotal`. */
  readonly total: number;
}

/** How the nodes are put in order. */
export interface FlameOrder {
  /** Index into the selections: the value to show first. */
  readonly selected: number;
  /** Siblings come by the sum of the magnitudes of these; by `selected` alone if left out. */
  readonly orderBy?: readonly number[];
}

const rootName = 'root';

/**
 * Frames with the same attributes on the same path of calls are one node. Sums are those of numbers: beyond 2^53
 * they are rounded. A mean has no widths that add up, so option `mean` is left out, as in pprof's flame graph.
 * @param selections one for each value, at least one.
 */
export function buildFlame(
  context: ReportContext,
  selections: readonly FlameSelection[],
  { selected, orderBy = [selected] }: FlameOrder,
): FlameData {
  const { profile, trimming } = context;
  const frames = assignFrameNodes(profile, { ...context.granularity, objectFile: false }, trimming);
  const columns = selections.map(({ sampleType }) => profile.samples.values[sampleType]!);
  const tree = buildCallTree(profile.stacks, frames, activeStacks(profile, columns));
  const flats = columns.map((column) => flatByRow(profile, tree, column, context.ratio));

  // Row 0 is the root; node n of the tree is row n + 1.
  const count = tree.count + 1;
  const callers = new Int32Array(count);
  callers.set(tree.caller, 1);
  callers[0] = -1;
  const weights = sumSubtrees(callers, sumMagnitudes(orderBy.map((value) => flats[value]!)));
  const nameOfRow = (row: number): string => frames.name(tree.frameNode[row - 1]!);
  const order = orderByDepth(
    callers,
    (a, b) => weights[b]! - weights[a]! || compareText(nameOfRow(a), nameOfRow(b)),
  );

  const parent = new Int32Array(count).fill(-1);
  const frame = new Uint32Array(count);
  const isInline = new Uint8Array(count);
  const nodeOfRow = new Uint32Array(count);
  const table = createFrameTable(context, frames);
  for (let node = 1; node < count; node++) {
    const row = order[node]!;
    nodeOfRow[row] = node;
    parent[node] = nodeOfRow[callers[row]!]!;
    frame[node] = table.of(tree.frameNode[row - 1]!);
    isInline[node] = tree.isInline[row - 1]!;
  }
  const values = selections.map(({ sampleType, total }, i): FlameValue => {
    const flat = inOrder(flats[i]!, order);
    return {
      ...profile.sampleTypes[sampleType]!,
      total: applyRatio(total, context.ratio),
      flat,
      cum: sumSubtrees(parent, flat),
    };
  });
  return { count, parent, frame, isInline, values, selected, frames: table.build() };
}

/** 1 for the stacks of samples that have a value in any column. */
function activeStacks({ samples, stacks }: Profile, columns: readonly Float64Array[]): Uint8Array {
  const isActive = new Uint8Array(stacks.count);
  for (const column of columns) {
    for (let sample = 0; sample < samples.count; sample++) {
      if (column[sample] !== 0) isActive[samples.stack[sample]!] = 1;
    }
  }
  return isActive;
}

/** Flat values by row; the samples without a stack are the root's own. */
function flatByRow(
  { samples }: Profile,
  { count, leaf }: CallTree,
  column: Float64Array,
  ratio: number,
): Float64Array {
  const flat = new Float64Array(count + 1);
  for (let sample = 0; sample < samples.count; sample++) {
    flat[leaf[samples.stack[sample]!]!]! += column[sample]!;
  }
  return ratio === 1 ? flat : flat.map((value) => applyRatio(value, ratio));
}

function inOrder(column: Float64Array, order: Uint32Array): Float64Array {
  const ordered = new Float64Array(order.length);
  for (let node = 0; node < order.length; node++) ordered[node] = column[order[node]!]!;
  return ordered;
}

function sumMagnitudes(columns: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(columns[0]!.length);
  for (const column of columns) {
    for (let row = 0; row < sums.length; row++) sums[row]! += Math.abs(column[row]!);
  }
  return sums;
}

/** The rows in the order of their depth, callees of one caller side by side and in the order of `compare`. */
function orderByDepth(parent: Int32Array, compare: (a: number, b: number) => number): Uint32Array {
  const count = parent.length;
  // Callees by caller: those of row r are `callees[starts[r] .. starts[r + 1])`.
  const starts = new Uint32Array(count + 1);
  for (let row = 1; row < count; row++) starts[parent[row]! + 1]!++;
  for (let row = 0; row < count; row++) starts[row + 1]! += starts[row]!;
  const callees = new Uint32Array(count);
  const next = starts.slice();
  for (let row = 1; row < count; row++) callees[next[parent[row]!]!++] = row;

  const order = new Uint32Array(count);
  let length = 1;
  for (let i = 0; i < count; i++) {
    const start = starts[order[i]!]!;
    const end = starts[order[i]! + 1]!;
    for (let callee = start; callee < end; callee++) order[length + callee - start] = callees[callee]!;
    if (end - start > 1) sortRange(order, length, length + end - start, compare);
    length += end - start;
  }
  return order;
}

/** Most callers have few callees, which are sorted in place. */
const fewRows = 16;

function sortRange(
  rows: Uint32Array,
  start: number,
  end: number,
  compare: (a: number, b: number) => number,
): void {
  if (end - start > fewRows) {
    rows.subarray(start, end).sort(compare);
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const row = rows[i]!;
    let at = i;
    for (; at > start && compare(rows[at - 1]!, row) > 0; at--) rows[at] = rows[at - 1]!;
    rows[at] = row;
  }
}

/** Numbers frames in the order in which they are met. */
interface FrameTable {
  /** The number of a frame node. */
  of(frameNode: number): number;
  build(): FlameFrames;
}

function createFrameTable({ profile, trimming }: ReportContext, frames: FrameNodes): FrameTable {
  const lineOf = firstLines(profile, frames);
  const numbers = new Uint32Array(frames.count);
  const used: number[] = [];
  const files = createNumbering(['']);
  const pathOf = new Map<number, number>();

  /** The file of a line of the profile, as a number of `files`. */
  function fileOf(line: number): number {
    const index = profile.functions.filename[profile.lines.function[line]!]!;
    let file = pathOf.get(index);
    if (file === undefined) {
      const path = trimSourcePath(profile.strings.text(index), trimming);
      file = files.of(path === '' ? '' : cleanPath(path));
      pathOf.set(index, file);
    }
    return file;
  }

  /** The line that tells nodes apart, or else where the function begins. */
  function lineNumber(frameNode: number, line: number): number {
    const own = frames.info(frameNode).line;
    const start = profile.functions.startLine[profile.lines.function[line]!]!;
    return Number(BigInt.asUintN(32, own === 0n ? start : own));
  }

  return {
    of(frameNode) {
      if (numbers[frameNode] === 0) numbers[frameNode] = used.push(frameNode);
      return numbers[frameNode]!;
    },
    build() {
      const lines = used.map((frameNode) => lineOf[frameNode]!);
      return {
        name: [rootName, ...used.map((frameNode) => frames.name(frameNode))],
        file: Uint32Array.from([0, ...lines.map((line) => (line === 0 ? 0 : fileOf(line - 1)))]),
        line: Uint32Array.from([
          0,
          ...lines.map((line, i) => (line === 0 ? 0 : lineNumber(used[i]!, line - 1))),
        ]),
        files: files.texts,
      };
    },
  };
}

/** For each frame node the first line of the profile that belongs to it, plus 1; 0 for addresses without lines. */
function firstLines({ locations }: Profile, frames: FrameNodes): Uint32Array {
  const first = new Uint32Array(frames.count);
  for (let location = 0; location < locations.count; location++) {
    const start = frames.offsets[location]!;
    const end = frames.offsets[location + 1]!;
    // Without inlined functions a location has one frame, of the last of its lines.
    const lastLine = locations.lineOffsets[location + 1]!;
    if (lastLine === locations.lineOffsets[location]) continue;
    for (let frame = start; frame < end; frame++) {
      const node = frames.node[frame]!;
      if (first[node] === 0) first[node] = lastLine - (end - 1 - frame);
    }
  }
  return first;
}

interface Numbering {
  readonly texts: readonly string[];
  of(text: string): number;
}

function createNumbering(texts: string[]): Numbering {
  const numbers = new Map(texts.map((text, i) => [text, i]));
  return {
    texts,
    of(text) {
      let number = numbers.get(text);
      if (number === undefined) {
        number = texts.push(text) - 1;
        numbers.set(text, number);
      }
      return number;
    },
  };
}

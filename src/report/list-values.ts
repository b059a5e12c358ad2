// Adds up what the source lines of the functions that a listing is about have, by function and file.

import { assignFrameNodes, nodesWithValue, sumNodeValues, weighStacks, type FrameNodes } from '#graph';
import { addInt64, compareText, type Int64, type Matcher } from '#profile';
import type { ReportContext } from './context.ts';

export interface FunctionValues {
  readonly name: string;
  /** By path; empty when the profile names no file. */
  readonly files: readonly FileValues[];
}

/** Sums over samples, which means do not divide. */
export interface FileValues extends Values {
  readonly path: string;
  /** The lines worth showing: the function as far as it has values, and a margin. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The lines with values, by line number. */
  readonly lines: ReadonlyMap<number, Values>;
}

export interface Values {
  readonly flat: number;
  readonly cum: number;
}

/** The functions whose name matches, by name. */
export function sumFunctionLines(context: ReportContext, matches: Matcher): FunctionValues[] {
  const frames = assignFrameNodes(
    context.profile,
    { ...context.granularity, objectFile: true },
    context.trimming,
  );
  const { nodes, sum } = createSums(context, frames);
  const functions = groupNodes(frames, nodes, matches);
  const files = functions.flatMap((fn) => fn.files);
  const fileValues = sum(files.map((file) => file.nodes));
  const lineValues = sum(files.flatMap((file) => [...file.nodesOfLine.values()]));
  let fileIndex = 0;
  let lineIndex = 0;
  const sumFile = ({ path, firstLine, lastLine, nodesOfLine }: FileNodes): FileValues => {
    const lines = new Map<number, Values>();
    for (const line of nodesOfLine.keys()) lines.set(line, lineValues[lineIndex++]!);
    return { path, firstLine, lastLine, lines, ...fileValues[fileIndex++]! };
  };
  return functions.map((fn) => ({ name: fn.name, files: fn.files.map(sumFile) }));
}

/** Sets of nodes that belong to one function or line. */
type NodeGroups = readonly (readonly number[])[];

interface Sums {
  /** The nodes that have values. */
  readonly nodes: Uint32Array;
  /** The values of each group; no node is in two groups. */
  sum(groups: NodeGroups): Values[];
}

function createSums({ profile, selection, dropNegative, compat }: ReportContext, frames: FrameNodes): Sums {
  const weights = weighStacks(profile, selection);
  const values = sumNodeValues(profile.stacks, frames, weights);

  /** As pprof does: a sample counts for each node of the group that is on its stack. */
  function sumNodes(groups: NodeGroups): Values[] {
    return groups.map(([first, ...others]) => {
      // What is not added to stays as it was rounded, rather than wrap around.
      let flat: Int64 = values.flat[first!]!;
      let cum: Int64 = values.cum[first!]!;
      for (const node of others) {
        flat = addInt64(flat, values.flat[node]!);
        cum = addInt64(cum, values.cum[node]!);
      }
      return { flat: Number(flat), cum: Number(cum) };
    });
  }

  /** A sample counts once for a group, however often a recursive function is on its stack. */
  function sumSamples(groups: NodeGroups): Values[] {
    if (groups.every((group) => group.length === 1)) return sumNodes(groups);
    const groupOf = new Uint32Array(frames.count);
    for (let group = 0; group < groups.length; group++) {
      for (const node of groups[group]!) groupOf[node] = group + 1;
    }
    const node = frames.node.map((node) => groupOf[node]!);
    const merged = { ...frames, count: groups.length + 1, node };
    const { flat, cum } = sumNodeValues(profile.stacks, merged, weights);
    return groups.map((_, group) => ({ flat: flat[group + 1]!, cum: cum[group + 1]! }));
  }

  return {
    nodes: nodesWithValue({ count: frames.count, values }, dropNegative),
    sum: compat ? sumNodes : sumSamples,
  };
}

interface FileNodes {
  readonly path: string;
  readonly nodes: number[];
  readonly nodesOfLine: Map<number, number[]>;
  firstLine: number;
  lastLine: number;
}

/** How many lines are shown before (unless the start of the function is known) and after those with values. */
const margin = 5;

function groupNodes(frames: FrameNodes, nodes: Uint32Array, matches: Matcher): FunctionNodes[] {
  const functions = new Map<string, Map<string, FileNodes> | undefined>();
  for (const node of nodes) {
    const { name, file: path, startLine, line } = frames.info(node);
    if (!functions.has(name)) functions.set(name, matches(name) ? new Map() : undefined);
    const files = functions.get(name);
    if (files === undefined || path === '') continue;
    const number = Number(line);
    const firstLine = startLine === 0n ? number - margin : Number(startLine);
    let file = files.get(path);
    if (file === undefined) {
      file = { path, nodes: [], nodesOfLine: new Map(), firstLine, lastLine: number + margin };
      files.set(path, file);
    }
    file.nodes.push(node);
    file.firstLine = Math.min(file.firstLine, firstLine);
    file.lastLine = Math.max(file.lastLine, number + margin);
    const sameLine = file.nodesOfLine.get(number);
    if (sameLine === undefined) file.nodesOfLine.set(number, [node]);
    else sameLine.push(node);
  }
  return sortFunctions(functions);
}

interface FunctionNodes {
  readonly name: string;
  readonly files: readonly FileNodes[];
}

function sortFunctions(functions: ReadonlyMap<string, Map<string, FileNodes> | undefined>): FunctionNodes[] {
  const sorted: FunctionNodes[] = [];
  for (const [name, files] of functions) {
    if (files === undefined) continue;
    sorted.push({ name, files: [...files.values()].sort((a, b) => compareText(a.path, b.path)) });
  }
  return sorted.sort((a, b) => compareText(a.name, b.name));
}

// Adds up what the source lines of the functions that a listing is about have, by function and file.

import { assignFrameNodes, type FrameNodes } from '#graph';
import { compareText, type Matcher } from '#profile';
import type { ReportContext } from './context.ts';
import { createGroupSums, type Values } from './group-sums.ts';

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

/** The functions whose name matches, by name. */
export function sumFunctionLines(context: ReportContext, matches: Matcher): FunctionValues[] {
  const frames = assignFrameNodes(
    context.profile,
    { ...context.granularity, objectFile: true },
    context.trimming,
  );
  const { nodes, sum } = createGroupSums(context, frames);
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

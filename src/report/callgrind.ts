// The callgrind report: nodes and calls in the format of Valgrind's tool, for KCachegrind and its kin.

import { scale } from '#measurement';
import { flatValue, sortEdges, type Edge, type GraphNode, type NodeInfo } from '#graph';
import { linesInChunks } from './chunks.ts';
import type { ReportContext } from './context.ts';
import { buildReportGraph } from './report-graph.ts';

export interface CallgrindReport {
  readonly context: ReportContext;
  readonly unit: string;
  readonly entries: readonly CallgrindEntry[];
}

export interface CallgrindEntry {
  readonly node: GraphNode;
  /** What calls name this node: its name, with a number after it where several functions share name and file. */
  readonly calledName: string;
  /** Heaviest first. */
  readonly calls: readonly Edge[];
}

/** The context must ask for all nodes: callgrind readers add up values themselves. */
export function buildCallgrind(context: ReportContext): CallgrindReport {
  const { nodes, unit } = buildReportGraph(context, {
    edges: 'all',
    objectFile: true,
    callTree: true,
    isInteger: true,
  });
  const entries = distinctNames(nodes, context.callTree).map(({ node, calledName }) => ({
    node,
    calledName,
    calls: sortEdges(node.out),
  }));
  return { context, unit, entries };
}

/** Readers merge functions that have the same name and file, so different ones get ` [1/2]`, ` [2/2]`. */
function distinctNames(
  nodes: readonly GraphNode[],
  isTree: boolean,
): Pick<CallgrindEntry, 'node' | 'calledName'>[] {
  const functionsOfName = new Map<string, Map<string, number>>();
  const numbered = nodes.map((node) => {
    const key = JSON.stringify([node.info.file, node.info.name]);
    let functions = functionsOfName.get(key);
    if (functions === undefined) functionsOfName.set(key, (functions = new Map<string, number>()));
    const functionKey = wholeFunction(node, isTree);
    let number = functions.get(functionKey);
    if (number === undefined) functions.set(functionKey, (number = functions.size + 1));
    return { node, number, functions };
  });
  return numbered.map(({ node, number, functions }) => ({
    node,
    calledName: node.info.name + (functions.size === 1 ? '' : ` [${number}/${functions.size}]`),
  }));
}

/** What is the same for all nodes of one function; in a tree they also have the same caller. */
function wholeFunction({ info, in: callers }: GraphNode, isTree: boolean): string {
  const [call] = isTree ? callers : [];
  return JSON.stringify([info.objectFile, String(info.startLine), call?.source.id]);
}

/**
 * The number of calls is not known. pprof writes 0, which callgrind_annotate takes for no call at all; it also
 * leaves out the object files of callees, gives their addresses relative to another line than readers do, and gives
 * functions other names than calls of them.
 */
export function printCallgrind(report: CallgrindReport): Iterable<string> {
  return linesInChunks(callgrindLines(report));
}

function* callgrindLines({ context, unit, entries }: CallgrindReport): Generator<string> {
  yield 'positions: instr line';
  yield `events: ${context.sampleType}(${unit})`;
  const objectFiles = createNameNumbers();
  const files = createNameNumbers();
  const names = createNameNumbers();
  const calledNames = new Map(entries.map(({ node, calledName }) => [node, calledName]));
  const value = (sum: number): string => integerText(scale(sum, context.sampleUnit, unit).value);
  let previous: NodeInfo | undefined;
  let previousName = '';
  const { compat } = context;
  for (const { node, calledName, calls } of entries) {
    const { info } = node;
    const name = compat ? info.name : calledName;
    if (previous === undefined || !isSameFunction(info, previous) || name !== previousName) {
      yield '';
      yield `ob=${objectFiles(info.objectFile)}`;
      yield `fl=${files(info.file)}`;
      yield `fn=${names(name)}`;
    }
    yield `${position(info, previous)} ${value(flatValue(node))}`;
    for (const { target, weight } of calls) {
      const isElsewhere = target.info.objectFile !== info.objectFile;
      if (isElsewhere && !compat) yield `cob=${objectFiles(target.info.objectFile)}`;
      yield `cfl=${files(target.info.file)}`;
      // A callee whose values cancel out is not among the entries and has no name.
      yield `cfn=${names(calledNames.get(target) ?? '')}`;
      yield compat ? `calls=0 ${position(target.info, previous)}` : `calls=1 ${position(target.info)}`;
      yield `* * ${value(weight)}`;
    }
    previous = info;
    previousName = name;
  }
}

/** All digits of the whole part, where a number of its own would print its shortest form. */
function integerText(value: number): string {
  const whole = Math.trunc(value) + 0;
  return Number.isSafeInteger(whole) ? String(whole) : String(BigInt(whole));
}

function isSameFunction(a: NodeInfo, b: NodeInfo): boolean {
  return a.objectFile === b.objectFile && a.file === b.file && a.name === b.name;
}

/** Address and line; the address relative to that of the previous node where this is shorter. */
function position({ address, line }: NodeInfo, previous?: NodeInfo): string {
  return `${addressText(address, previous?.address)} ${line}`;
}

function addressText(address: bigint, previous: bigint | undefined): string {
  const absolute = `0x${address.toString(16)}`;
  if (previous === undefined) return absolute;
  if (previous === address) return '*';
  const difference = BigInt.asIntN(64, address - previous);
  const relative = difference > 0n ? `+${difference}` : String(difference);
  return relative.length < absolute.length ? relative : absolute;
}

/** Names are written once, as `(1) main`, and `(1)` from then on. */
function createNameNumbers(): (name: string) => string {
  const numbers = new Map<string, number>();
  return (name) => {
    if (name === '') return '';
    const known = numbers.get(name);
    if (known !== undefined) return `(${known})`;
    numbers.set(name, numbers.size + 1);
    return `(${numbers.size}) ${name}`;
  };
}

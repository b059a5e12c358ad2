// The disasm report: the machine code of functions, instruction by instruction with what each used.

import { percentage } from '#measurement';
import { baseName } from '#graph';
import { compareText, encodeText } from '#profile';
import type { CodeNodes } from './code-nodes.ts';
import { formatValue, type ReportContext } from './context.ts';
import type { NodeGroups, Values } from './group-sums.ts';
import { expandTabs, padLeft, padRight } from './padding.ts';

export interface DisasmReport {
  readonly context: ReportContext;
  /** By name. */
  readonly routines: readonly Routine[];
}

/** Values are in the unit of the profile; those of the routine are sums over samples, also for means. */
export interface Routine extends Values {
  readonly name: string;
  /** What else it is called. */
  readonly aliases: readonly string[];
  readonly objectFile: string;
  readonly instructions: readonly AnnotatedInstruction[];
}

export interface AnnotatedInstruction extends CodeInstruction, Values {}

/** The code of a function, and the nodes in it. */
export interface RoutineCode {
  /** The one to show first; at least one. */
  readonly names: readonly string[];
  readonly objectFile: string;
  readonly nodes: readonly PlacedNode[];
  /** By address. */
  readonly instructions: readonly CodeInstruction[];
}

export interface PlacedNode {
  readonly node: number;
  /** As the object file has it. */
  readonly address: bigint;
}

export interface CodeInstruction {
  /** As the object file has it. */
  readonly address: bigint;
  readonly text: string;
  /** '' for the routine itself. */
  readonly functionName: string;
  /** '' and 0 when unknown. */
  readonly file: string;
  readonly line: number;
}

export function buildDisasm(
  context: ReportContext,
  code: CodeNodes,
  routines: readonly RoutineCode[],
): DisasmReport {
  const sorted = routines.toSorted(
    (a, b) => compareText(a.names[0]!, b.names[0]!) || compareAddresses(firstAddress(a), firstAddress(b)),
  );
  const sums = code.sums.sum(sorted.map(({ nodes }) => nodes.map(({ node }) => node)));
  const annotated = annotate(context, code, sorted);
  return {
    context,
    routines: sorted.map(({ names: [name, ...aliases], objectFile }, i) => ({
      name: name!,
      aliases,
      objectFile,
      flat: sums[i]!.flat,
      cum: sums[i]!.cum,
      instructions: annotated[i]!,
    })),
  };
}

function firstAddress({ instructions, nodes }: RoutineCode): bigint {
  return instructions[0]?.address ?? nodes[0]?.address ?? 0n;
}

function compareAddresses(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

function annotate(
  context: ReportContext,
  code: CodeNodes,
  routines: readonly RoutineCode[],
): AnnotatedInstruction[][] {
  const groups = routines.map(nodesOfInstructions);
  const sums = code.sums.sum(groups.flat());
  let next = 0;
  return routines.map(({ instructions }, routine) =>
    instructions.map((instruction, i) => {
      const { flat, cum } = sums[next++]!.mean;
      return { ...instruction, ...placeOf(context, instruction, groups[routine]![i]!, code), flat, cum };
    }),
  );
}

/** The nodes from each instruction up to the next: a sample may be in the middle of one, or at its end. */
function nodesOfInstructions({ nodes, instructions }: RoutineCode): NodeGroups {
  const sorted = nodes.toSorted((a, b) => compareAddresses(a.address, b.address));
  let next = 0;
  return instructions.map((_, i) => {
    const end = instructions[i + 1]?.address;
    const first = next;
    while (next < sorted.length && isBefore(sorted[next]!.address, end)) next++;
    return sorted.slice(first, next).map(({ node }) => node);
  });
}

function isBefore(address: bigint, end: bigint | undefined): boolean {
  return end === undefined || address < end;
}

type Place = Pick<CodeInstruction, 'functionName' | 'file' | 'line'>;

/** What the object file does not say of an instruction, its samples may. pprof has function names from them only. */
function placeOf(
  { compat }: ReportContext,
  instruction: CodeInstruction,
  nodes: readonly number[],
  { frames }: CodeNodes,
): Place {
  let { file, line } = instruction;
  let functionName = compat ? '' : instruction.functionName;
  for (const node of nodes) {
    const info = frames.info(node);
    if (file === '') file = info.file;
    if (line === 0) line = Number(info.line);
    if (compat && functionName === '') functionName = info.name;
  }
  return { functionName, file, line };
}

/** Instructions of fewer bytes have their place beside them, longer ones above. */
const textBytes = 40;

export function printDisasm({ context, routines }: DisasmReport): string {
  const format = (value: number): string => formatValue(context, value, context.outputUnit);
  const column = (value: number): string => padLeft(10, value === 0 ? '.' : format(value));
  const output = [`Total: ${format(context.total)}`];
  for (const { name, aliases, flat, cum, instructions } of routines) {
    output.push(
      `ROUTINE ======================== ${name}`,
      ...aliases.map((alias) => `    AKA ======================== ${alias}`),
      `${padLeft(10, format(flat))} ${padLeft(10, format(cum))} (flat, cum) ${percentage(cum, context.total)} of Total`,
    );
    let last = '';
    for (const { address, text: code, flat, cum, ...place } of instructions) {
      const text = expandTabs(code);
      const where = placeText(place);
      const isNews = where !== last;
      last = where;
      const start = `${column(flat)} ${column(cum)} ${padLeft(10, address.toString(16))}: `;
      if (!isNews || where === '') output.push(start + text);
      else if (encodeText(text).length < textBytes)
        output.push(`${start}${padRight(textBytes, text)};${where}`);
      else output.push(`${' '.repeat(74)};${where}`, start + text);
    }
  }
  return `${output.join('\n')}\n`;
}

function placeText({ functionName, file, line }: Place): string {
  const start = functionName === '' ? '' : `${functionName} `;
  if (file === '') return start;
  return line === 0 ? start + baseName(file) : `${start}${baseName(file)}:${line}`;
}

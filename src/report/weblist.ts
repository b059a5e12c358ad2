// The weblist report: the source of functions, line by line with values, and the machine code of each line.

import type { SourceLookup, SourceReader } from '#ports';
import { sumAddressGroups } from './address-sums.ts';
import type { CodeInterest } from './code-interest.ts';
import {
  layOutCode,
  type CodeOfInterest,
  type InlinedCall,
  type LaidFile,
  type LaidLine,
  type LineEntry,
} from './code-layout.ts';
import type { ReportContext } from './context.ts';
import { splitIntoFunctions, type FunctionRange } from './function-ranges.ts';
import type { Values } from './group-sums.ts';
import { findSource } from './source-lookup.ts';

export interface WeblistReport {
  readonly context: ReportContext;
  /** By path. */
  readonly files: readonly WeblistFile[];
  /** How many stretches of machine code were not looked at because there are too many. */
  readonly rangesLeftOut: number;
}

export interface WeblistFile {
  readonly path: string;
  readonly source: SourceLookup;
  /** By line. */
  readonly functions: readonly WeblistFunction[];
}

/** Values are in the unit of the profile. */
export interface WeblistFunction extends Values {
  readonly name: string;
  readonly lines: readonly WeblistLine[];
}

export interface WeblistLine extends Values {
  /** 0 for code whose line is not known. */
  readonly number: number;
  readonly text: string;
  /** Whether the line has machine code, only values, or neither. */
  readonly kind: 'livesrc' | 'deadsrc' | 'nop';
  /** None unless the line has machine code. */
  readonly instructions: readonly WeblistInstruction[];
}

export interface WeblistInstruction extends Values {
  /** As the object file has it. */
  readonly address: bigint;
  /** Undefined for what stands for an address without machine code. */
  readonly text: string | undefined;
  /** Of the innermost function; '' and 0 when unknown. */
  readonly file: string;
  readonly line: number;
  /** How many inlined calls lead from the line to it. */
  readonly depth: number;
  /** Those that the instruction above does not have in common with it. */
  readonly calls: readonly WeblistCall[];
  /** Whether other code is between it and the one above. */
  readonly startsBlock: boolean;
}

export interface WeblistCall extends InlinedCall {
  readonly text: string;
  readonly depth: number;
}

/** @param context with addresses as its granularity. */
export function buildWeblist(
  context: ReportContext,
  interest: CodeInterest,
  code: CodeOfInterest,
  sources: SourceReader,
): WeblistReport {
  const laid = layOutCode(context, interest, code).map((file) => ({
    file,
    ranges: splitIntoFunctions(file.lines),
  }));
  const valuesOf = sumLaidCode(context, interest, laid);
  const sourceOf = rememberedSources(context, sources);
  const files = laid.map(({ file, ranges }): WeblistFile => {
    const source = sourceOf(file.path);
    const functions = ranges
      .filter((range) => valuesOf(range).cum !== 0)
      .map((range) => ({
        name: range.name,
        ...valuesOf(range),
        lines: listLines(file, range, source, valuesOf, sourceOf),
      }));
    return { path: file.path, source, functions };
  });
  return { context, files, rangesLeftOut: code.rangesLeftOut };
}

/** The values of functions, lines and instructions. */
type ValuesOf = (part: FunctionRange | LaidLine | LineEntry['instruction']) => Values;

function sumLaidCode(
  context: ReportContext,
  interest: CodeInterest,
  laid: readonly { readonly ranges: readonly FunctionRange[] }[],
): ValuesOf {
  const groups = new Map<object, readonly number[]>();
  for (const range of laid.flatMap(({ ranges }) => ranges)) {
    for (const line of range.lines) {
      for (const { instruction } of line.entries) groups.set(instruction, instruction.sampled);
      groups.set(
        line,
        line.entries.flatMap(({ instruction }) => instruction.sampled),
      );
    }
    groups.set(
      range,
      range.lines.flatMap((line) => groups.get(line)!),
    );
  }
  const sums = sumAddressGroups(context, interest, [...groups.values()]);
  const values = new Map([...groups.keys()].map((part, i) => [part, sums[i]!]));
  return (part) => values.get(part)!;
}

/** What an unknown path is when it is cleaned. */
const noPath = '.';
const noSource: SourceLookup = { kind: 'missing', error: 'the source file is not known', tried: [] };

function rememberedSources(context: ReportContext, sources: SourceReader): (path: string) => SourceLookup {
  const known = new Map<string, SourceLookup>();
  return (path) => {
    const source = known.get(path) ?? (path === noPath ? noSource : findSource(context, path, sources));
    known.set(path, source);
    return source;
  };
}

function listLines(
  { lines }: LaidFile,
  { begin, end }: FunctionRange,
  source: SourceLookup,
  valuesOf: ValuesOf,
  sourceOf: (path: string) => SourceLookup,
): WeblistLine[] {
  const listed: WeblistLine[] = [];
  for (let number = begin; number < end; number++) {
    const laid = lines.get(number);
    const text = lineText(source, number);
    if (laid === undefined) {
      if (text !== undefined) listed.push({ number, text, kind: 'nop', flat: 0, cum: 0, instructions: [] });
      continue;
    }
    const hasCode = laid.entries.some(
      ({ instruction, calls }) => calls.length > 0 || instruction.text !== undefined,
    );
    listed.push({
      number,
      text: text ?? (number === 0 ? '<instructions with unknown line numbers>' : '???'),
      kind: hasCode ? 'livesrc' : 'deadsrc',
      ...valuesOf(laid),
      instructions: hasCode ? listInstructions(laid.entries, valuesOf, sourceOf) : [],
    });
  }
  return listed;
}

function listInstructions(
  entries: readonly LineEntry[],
  valuesOf: ValuesOf,
  sourceOf: (path: string) => SourceLookup,
): WeblistInstruction[] {
  let above: LineEntry | undefined;
  return entries.map((entry) => {
    const { instruction, calls } = entry;
    const { objectAddress: address, text, file, line } = instruction;
    const isSame = (call: InlinedCall, depth: number): boolean =>
      call.file === above?.calls[depth]?.file && call.line === above.calls[depth].line;
    const firstNew = calls.findIndex((call, depth) => !isSame(call, depth));
    const news = firstNew < 0 ? [] : calls.slice(firstNew);
    const startsBlock =
      above !== undefined &&
      instruction.address !== above.instruction.address + BigInt(above.instruction.length);
    above = entry;
    return {
      address,
      text,
      file,
      line,
      ...valuesOf(instruction),
      depth: calls.length,
      calls: news.map((call, i) => ({
        ...call,
        text: (lineText(sourceOf(call.file), call.line) ?? '').trim(),
        depth: firstNew + i,
      })),
      startsBlock,
    };
  });
}

function lineText(source: SourceLookup, number: number): string | undefined {
  return source.kind === 'found' && number > 0 ? source.lines[number - 1] : undefined;
}

// Lays machine code out by source file and line, as a web listing shows it.

import { cleanPath } from '#graph';
import type { SourceFrame } from '#ports';
import { compareText, type Profile } from '#profile';
import type { CodeInterest } from './code-interest.ts';
import type { ReportContext } from './context.ts';

/** The machine code that was read for a listing. */
export interface CodeOfInterest {
  /** Hottest first. */
  readonly ranges: readonly (readonly RangeInstruction[])[];
  /** The numbers of the addresses of interest without machine code. */
  readonly withoutCode: readonly number[];
  /** How many ranges are left out because there are too many. */
  readonly rangesLeftOut: number;
}

export interface RangeInstruction {
  /** As the process had it. */
  readonly address: bigint;
  readonly objectAddress: bigint;
  readonly text: string;
  /** Innermost inlined function first; none when nothing is known. */
  readonly frames: readonly SourceFrame[];
}

export interface LaidInstruction {
  readonly address: bigint;
  readonly objectAddress: bigint;
  /** Bytes. */
  readonly length: number;
  /** Undefined for what stands for a sampled address without machine code. */
  readonly text: string | undefined;
  /** Of the innermost function; '' and 0 when unknown. */
  readonly file: string;
  readonly line: number;
  /** The numbers of the sampled addresses in it. */
  readonly sampled: readonly number[];
}

export interface LaidFile {
  readonly path: string;
  /** By line number; 0 for code whose line is not known. */
  readonly lines: ReadonlyMap<number, LaidLine>;
}

export interface LaidLine {
  /** The function that the line is taken to belong to: that of its first instruction. */
  readonly functionName: string;
  readonly entries: readonly LineEntry[];
}

export interface LineEntry {
  readonly instruction: LaidInstruction;
  /** The calls that were inlined at this line and led to the instruction, outermost first. */
  readonly calls: readonly InlinedCall[];
}

export interface InlinedCall {
  readonly file: string;
  readonly line: number;
}

/** Code without a line belongs to the line before, if that is not farther away than this many bytes. */
const neighbourhood = 32n;

/** @returns the files, by path. */
export function layOutCode(context: ReportContext, interest: CodeInterest, code: CodeOfInterest): LaidFile[] {
  const { profile, compat } = context;
  const files = createFiles(interest);
  for (const number of code.withoutCode) {
    const frames = profileFrames(profile, interest.locations.get(number)!);
    const address = interest.addresses[number]!;
    const place = { file: frames[0]?.file ?? '', line: frames[0]?.line ?? 0 };
    const stub = { address, objectAddress: address, length: 1, text: undefined, sampled: [number], ...place };
    files.add(stub, frames);
  }
  for (const range of code.ranges) {
    let last: { readonly frames: readonly SourceFrame[]; readonly address: bigint } | undefined;
    const takeSampled = sampledFrom(interest, range[0]?.address ?? 0n);
    for (const [i, instruction] of range.entries()) {
      const { address } = instruction;
      // Disassemblers may come to the same place twice.
      if (i > 0 && address <= range[i - 1]!.address) continue;
      const length = lengthOf(instruction, range[i + 1]);
      let frames = shownFrames(instruction, compat);
      // What the program does not tell, the profile may.
      if (frames.length === 0 && !compat) {
        frames = sampledFrames(profile, interest, takeSampled(address, length));
      }
      const { file = '', line = 0 } = frames[0] ?? {};
      if (line !== 0) last = { frames, address };
      else if (last !== undefined && address - last.address <= neighbourhood) frames = last.frames;
      if (!files.isOfInterest(frames)) continue;
      files.add({ ...instruction, length, sampled: takeSampled(address, length), file, line }, frames);
    }
  }
  return files.sorted();
}

/** go tool pprof knows of no inlining here: the place is that of the innermost function, the name that of the outermost. */
function shownFrames({ frames }: RangeInstruction, compat: boolean): readonly SourceFrame[] {
  if (!compat || frames.length < 2) return frames;
  return [{ ...frames[0]!, functionName: frames.at(-1)!.functionName }];
}

function lengthOf({ objectAddress }: RangeInstruction, next: RangeInstruction | undefined): number {
  return next !== undefined && next.objectAddress > objectAddress
    ? Number(next.objectAddress - objectAddress)
    : 1;
}

const none: readonly number[] = [];

/**
 * Tells of one instruction after the other, by address, which sampled addresses are in it: a sample may be in the
 * middle of one.
 */
function sampledFrom(
  { inOrder, addresses }: CodeInterest,
  start: bigint,
): (address: bigint, length: number) => readonly number[] {
  let next = 0;
  for (let high = inOrder.length; next < high;) {
    const middle = (next + high) >>> 1;
    if (addresses[inOrder[middle]!]! < start) next = middle + 1;
    else high = middle;
  }
  const addressAt = (place: number): bigint | undefined =>
    place < inOrder.length ? addresses[inOrder[place]!] : undefined;
  let nextAddress = addressAt(next);
  return (address, length) => {
    while (nextAddress !== undefined && nextAddress < address) nextAddress = addressAt(++next);
    const end = address + BigInt(length);
    if (nextAddress === undefined || nextAddress >= end) return none;
    let last = next + 1;
    while ((addressAt(last) ?? end) < end) last++;
    return Array.from(inOrder.subarray(next, last));
  };
}

function sampledFrames(
  profile: Profile,
  { locations }: CodeInterest,
  sampled: readonly number[],
): readonly SourceFrame[] {
  for (const number of sampled) {
    const location = locations.get(number);
    if (location !== undefined) return profileFrames(profile, location);
  }
  return [];
}

function profileFrames({ locations, lines, functions, strings }: Profile, location: number): SourceFrame[] {
  const frames: SourceFrame[] = [];
  const end = locations.lineOffsets[location + 1]!;
  for (let line = locations.lineOffsets[location]!; line < end; line++) {
    const fn = lines.function[line]!;
    frames.push({
      functionName: strings.text(functions.name[fn]!),
      file: strings.text(functions.filename[fn]!),
      line: Number(lines.line[line]!),
      column: 0,
      startLine: 0,
    });
  }
  return frames;
}

interface FileLayouts {
  isOfInterest(frames: readonly SourceFrame[]): boolean;
  /** Puts an instruction under the line of each of its functions that is of interest. */
  add(instruction: LaidInstruction, frames: readonly SourceFrame[]): void;
  sorted(): LaidFile[];
}

function createFiles({ functions, shownNames }: CodeInterest): FileLayouts {
  const files = new Map<string, Map<number, { functionName: string; entries: LineEntry[] }>>();
  return {
    isOfInterest: (frames) => frames.some(({ functionName }) => functions.has(functionName)),
    add(instruction, frames) {
      for (const [depth, { functionName, file, line }] of frames.entries()) {
        if (!functions.has(functionName)) continue;
        const path = canonicalPath(file);
        const lines = files.get(path) ?? new Map<number, { functionName: string; entries: LineEntry[] }>();
        files.set(path, lines);
        const known = lines.get(line) ?? {
          functionName: shownNames.get(functionName) ?? functionName,
          entries: [],
        };
        lines.set(line, known);
        const calls = frames.slice(0, depth).toReversed();
        known.entries.push({ instruction, calls: calls.map(({ file, line }) => ({ file, line })) });
      }
    },
    sorted: () =>
      [...files].map(([path, lines]) => ({ path, lines })).sort((a, b) => compareText(a.path, b.path)),
  };
}

/** The same file may be called by different paths. */
function canonicalPath(path: string): string {
  return cleanPath(path.replace(/^\/proc\/self\/cwd\//, '').replace(/^\.\//, ''));
}

// Reads stretches of machine code with the source place of each instruction, in as few runs of a disassembler as pay.

import { ObjectFileError, type Instruction, type ObjectFile, type SourceFrame } from '#ports';

/** File addresses; `end` is not included. */
export interface CodeStretch {
  readonly object: ObjectFile;
  readonly start: bigint;
  readonly end: bigint;
  /** What process addresses are more than file addresses. */
  readonly base: bigint;
}

/** An instruction and the functions that it belongs to, innermost inlined one first; none when nothing is known. */
export interface PlacedInstruction extends Pick<Instruction, 'address' | 'text'> {
  readonly frames: readonly SourceFrame[];
}

/** Starting a disassembler takes as long as disassembling this many bytes. */
const cheapGap = 0x4000n;
/** How many disassemblers run at a time. */
const parallelRuns = 2;

/** @returns the code of each stretch, or why it cannot be had. */
export async function readCode(
  stretches: readonly CodeStretch[],
  intelSyntax: boolean,
): Promise<ReadonlyMap<CodeStretch, readonly PlacedInstruction[] | ObjectFileError>> {
  const read = new Map<CodeStretch, readonly PlacedInstruction[] | ObjectFileError>();
  const pending = joinNeighbours(stretches).values();
  const work = async (): Promise<void> => {
    for (const neighbours of pending) {
      const codes = await orError(readNeighbours(neighbours, intelSyntax));
      for (const [i, stretch] of neighbours.entries()) {
        read.set(stretch, codes instanceof ObjectFileError ? codes : codes[i]!);
      }
    }
  };
  await Promise.all(Array.from({ length: parallelRuns }, work));
  return read;
}

/** Groups stretches of one file with little between them, by address. */
function joinNeighbours(stretches: readonly CodeStretch[]): CodeStretch[][] {
  const objects = new Set(stretches.map(({ object }) => object));
  return [...objects].flatMap((object) => {
    const own = stretches.filter((stretch) => stretch.object === object);
    const groups: CodeStretch[][] = [];
    let end = 0n;
    for (const stretch of own.toSorted((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)))) {
      if (groups.length > 0 && stretch.start <= end + cheapGap) groups.at(-1)!.push(stretch);
      else groups.push([stretch]);
      if (stretch.end > end) end = stretch.end;
    }
    return groups;
  });
}

async function readNeighbours(
  stretches: readonly CodeStretch[],
  intelSyntax: boolean,
): Promise<(readonly PlacedInstruction[])[]> {
  const [first] = stretches;
  const end = stretches.reduce((end, stretch) => (stretch.end > end ? stretch.end : end), 0n);
  const all = await first!.object.disassemble(first!.start, end, { intelSyntax });
  const codes: (readonly PlacedInstruction[])[] = [];
  for (const stretch of stretches) {
    const within = all.filter(({ address }) => address >= stretch.start && address < stretch.end);
    // What is between two stretches need not be code, and then the disassembler may be out of step.
    const isInStep = stretch === first || within[0]?.address === stretch.start;
    const own = isInStep
      ? within
      : await stretch.object.disassemble(stretch.start, stretch.end, { intelSyntax });
    codes.push(await place(own, stretch));
  }
  return codes;
}

async function place(
  instructions: readonly Instruction[],
  { object, base }: CodeStretch,
): Promise<PlacedInstruction[]> {
  const addresses = instructions.map(({ address }) => address + base);
  let frames = await orError(object.sourceFrames(addresses));
  // That a tool fails has been told when the profile was read; the disassembler knows lines, too.
  if (frames instanceof ObjectFileError) frames = await object.sourceFrames(addresses, 'without tools');
  return instructions.map((instruction, i) => {
    const { address, text } = instruction;
    const known = frames[i] ?? [];
    return { address, text, frames: known.length > 0 ? known : toolFrames(instruction) };
  });
}

/** What the disassembler itself says of an instruction. */
function toolFrames({ functionName, file, line }: Instruction): SourceFrame[] {
  return functionName === '' && line === 0 ? [] : [{ functionName, file, line, column: 0, startLine: 0 }];
}

async function orError<Value>(promise: Promise<Value>): Promise<Value | ObjectFileError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ObjectFileError) return error;
    throw error;
  }
}

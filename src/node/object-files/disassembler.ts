// Disassembles by objdump, LLVM's or GNU's, whose text it takes apart by the shape of each line.

import { ObjectFileError, type DisassemblyOptions, type Instruction } from '#ports';
import { runTool } from './run-tool.ts';
import { ToolSilence } from './tool-patience.ts';
import type { FindTool } from './tool-paths.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface DisassembledRange extends DisassemblyOptions {
  readonly path: string;
  /** File addresses; the end is not included. */
  readonly start: bigint;
  readonly end: bigint;
  /** Whether the tool is asked for source lines, which takes most of its time. */
  readonly withLines: boolean;
}

/** @throws ObjectFileError when there is no objdump, or it fails. */
export type DisassembleRange = (range: DisassembledRange) => Promise<readonly Instruction[]>;

export function createDisassembler(findTool: FindTool, environment: Environment): DisassembleRange {
  let objdump: Promise<Objdump> | undefined;
  let silence: ToolSilence | undefined;
  return async (range) => {
    if (range.end <= range.start) return [];
    objdump ??= findObjdump(findTool, environment);
    if (silence !== undefined) throw silence;
    try {
      return await disassembleRange(range, await objdump, environment);
    } catch (error) {
      if (error instanceof ToolSilence) silence = error;
      throw error;
    }
  };
}

async function disassembleRange(
  { path, start, end, intelSyntax, withLines }: DisassembledRange,
  { program, isLlvm }: Objdump,
  environment: Environment,
): Promise<readonly Instruction[]> {
  const syntax = isLlvm ? ['--x86-asm-syntax=intel'] : ['-M', 'intel'];
  const args = [
    '--disassemble',
    '--demangle',
    '--no-show-raw-insn',
    ...(withLines ? ['--line-numbers'] : []),
    `--start-address=0x${start.toString(16)}`,
    `--stop-address=0x${end.toString(16)}`,
    ...(intelSyntax ? syntax : []),
    // A path is no option, whatever its name.
    path.startsWith('-') ? `./${path}` : path,
  ];
  return parseDisassembly(await runTool(program, args, environment));
}

interface Objdump {
  readonly program: string;
  readonly isLlvm: boolean;
}

const installHint = 'install binutils or llvm, or say where objdump is: -tools=DIRECTORY';
/** Earlier versions lack options. */
const oldestLlvm = 8;

async function findObjdump(findTool: FindTool, environment: Environment): Promise<Objdump> {
  for (const name of ['llvm-objdump', 'objdump'] as const) {
    const program = findTool(name);
    if (program === undefined) continue;
    const version = await runTool(program, ['--version'], environment);
    const llvm = /LLVM version (\d+)/.exec(version)?.[1];
    if (llvm !== undefined && Number(llvm) >= oldestLlvm) return { program, isLlvm: true };
    if (version.includes('GNU objdump')) return { program, isLlvm: false };
  }
  throw new ObjectFileError(`cannot disassemble: there is no objdump; ${installHint}`);
}

/** Lines of the source and names of functions stand before the instructions that they are about. */
export function parseDisassembly(text: string): readonly Instruction[] {
  const instructions: Instruction[] = [];
  let [functionName, file, line] = ['', '', 0];
  for (const raw of text.split('\n')) {
    const input = raw.trim();
    const instruction = /^([\da-f]+):\s+(.*)$/i.exec(input);
    if (instruction !== null) {
      const [, address = '0', code = ''] = instruction;
      instructions.push({ address: BigInt(`0x${address}`), text: code, functionName, file, line });
      continue;
    }
    const place = /^;?\s?(.*):(\d+)/.exec(input);
    const named = /^;?\s?(\S.*)\(\):/.exec(input) ?? /^[\da-f]*\s?(.*):/i.exec(input);
    if (place !== null) [file, line] = [place[1] ?? '', Number(place[2])];
    else if (named !== null) functionName = named[1] ?? '';
    else [functionName, file, line] = ['', '', 0];
  }
  return instructions;
}

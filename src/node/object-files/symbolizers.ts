// Asks llvm-symbolizer or addr2line for source lines; each keeps running for more questions about its file.

import { ObjectFileError, type SourceFrame } from '#ports';
import { startTool, type ToolProcess } from './tool-process.ts';
import { ToolSilence } from './tool-patience.ts';
import type { FindTool } from './tool-paths.ts';

type Frames = readonly (readonly SourceFrame[])[];

/** Of one object file. */
export interface Symbolizer {
  /** Whether names of outermost functions may lack what the symbol table has. */
  readonly shortensNames: boolean;
  /** Frames for each file address, innermost first. @throws ObjectFileError when the tool dies. */
  framesOf(addresses: readonly bigint[]): Promise<Frames>;
  close(): void;
}

interface SymbolizerKind {
  readonly tool: 'llvm-symbolizer' | 'addr2line';
  args(path: string): readonly string[];
  framesOf(process: ToolProcess, addresses: readonly bigint[]): Promise<Frames>;
}

const llvm: SymbolizerKind = {
  tool: 'llvm-symbolizer',
  args: (path) => [`--obj=${path}`, '--inlining', '--no-demangle', '--output-style=JSON'],
  async framesOf(process, addresses) {
    const frames: (readonly SourceFrame[])[] = [];
    const questions = addresses.map((address) => `CODE 0x${address.toString(16)}\n`).join('');
    await process.ask(questions, (line) => {
      frames.push(parseLlvmAnswer(line, addresses[frames.length]!));
      return frames.length === addresses.length;
    });
    return frames;
  },
};

const gnu: SymbolizerKind = {
  tool: 'addr2line',
  args: (path) => ['-aif', '-e', path],
  async framesOf(process, addresses) {
    // An address that is in no file tells where the answer to the last one ends.
    const questions = [...addresses.map((address) => address.toString(16)), endMark.slice(2)].join('\n');
    const answer = createGnuAnswer(addresses);
    await process.ask(`${questions}\n`, answer.takeLine);
    return answer.frames;
  },
};

const endMark = `0x${'f'.repeat(16)}`;

export interface SymbolizerSettings {
  readonly findTool: FindTool;
  /** Of the tools; they get nothing else. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of tools that did not answer: they are not started again. */
  readonly silent: Set<string>;
  /** Tells the user, in a line, that another tool is asked as the best one does not answer. */
  readonly message: (text: string) => void;
}

/**
 * The best tool that there is and that works; undefined when there is none.
 * @throws ObjectFileError when there are some, and none works.
 */
export async function startSymbolizer(
  path: string,
  { findTool, environment, silent, message }: SymbolizerSettings,
): Promise<Symbolizer | undefined> {
  let failure: ObjectFileError | undefined;
  for (const kind of [llvm, gnu]) {
    const program = silent.has(kind.tool) ? undefined : findTool(kind.tool);
    if (program === undefined) continue;
    const process = await startTool(program, kind.args(path), environment);
    const ask = async (addresses: readonly bigint[]): Promise<Frames> => {
      try {
        return await kind.framesOf(process, addresses);
      } catch (error) {
        if (error instanceof ToolSilence) silent.add(kind.tool);
        throw error;
      }
    };
    try {
      // Old versions do not know all options.
      await ask([0n]);
      if (failure instanceof ToolSilence) message(`${failure.message}; ${kind.tool} is asked instead`);
      return {
        shortensNames: kind === gnu,
        framesOf: (addresses) => (addresses.length === 0 ? Promise.resolve([]) : ask(addresses)),
        close: process.close,
      };
    } catch (error) {
      process.close();
      if (!(error instanceof ObjectFileError)) throw error;
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

interface LlvmAnswer {
  readonly Address?: string;
  readonly Symbol?: readonly {
    readonly FunctionName?: string;
    readonly FileName?: string;
    readonly Line?: number;
    readonly Column?: number;
    readonly StartLine?: number;
  }[];
}

function parseLlvmAnswer(line: string, address: bigint): readonly SourceFrame[] {
  let answer: LlvmAnswer;
  try {
    answer = JSON.parse(line) as LlvmAnswer;
  } catch {
    throw nonsense('llvm-symbolizer', line);
  }
  const isToTheQuestion = answer?.Address === `0x${address.toString(16)}`;
  if (!isToTheQuestion || !Array.isArray(answer.Symbol ?? [])) throw nonsense('llvm-symbolizer', line);
  const frames = (answer.Symbol ?? []).map((symbol) => ({
    functionName: symbol.FunctionName ?? '',
    file: symbol.FileName ?? '',
    line: symbol.Line ?? 0,
    column: symbol.Column ?? 0,
    startLine: symbol.StartLine ?? 0,
  }));
  return frames.filter(isKnown);
}

interface GnuAnswer {
  readonly frames: Frames;
  /** Returns whether the end mark has been answered. */
  takeLine(line: string): boolean;
}

function nonsense(tool: string, line: string): ObjectFileError {
  return new ObjectFileError(`${tool} gave an answer that makes no sense: ${line.slice(0, 80)}`);
}

/** Lines: for each address itself, then a function and a place for each of its frames. */
function createGnuAnswer(addresses: readonly bigint[]): GnuAnswer {
  const frames: SourceFrame[][] = [];
  let functionName: string | undefined;
  let linesAfterMark = -1;
  return {
    frames,
    takeLine(line) {
      if (linesAfterMark >= 0) return ++linesAfterMark === 2;
      if (functionName === undefined) {
        if (line === endMark && frames.length === addresses.length) linesAfterMark = 0;
        else if (line.startsWith('0x')) {
          const address = addresses[frames.length];
          if (address === undefined || BigInt(hexOnly(line)) !== address) throw nonsense('addr2line', line);
          frames.push([]);
        } else if (frames.length === 0 || frames.at(-1)!.length > mostFrames) {
          throw nonsense('addr2line', line);
        } else functionName = line === '??' ? '' : line;
        return false;
      }
      const frame = { functionName, ...parsePlace(line), column: 0, startLine: 0 };
      if (isKnown(frame)) frames.at(-1)?.push(frame);
      functionName = undefined;
      return false;
    },
  };
}

/** What is no number becomes 0. */
function hexOnly(line: string): string {
  return /^0x[\da-f]{1,16}$/.test(line) ? line : '0x0';
}

/** More inlined calls at one address are nonsense. */
const mostFrames = 10_000;

/** `file:line`, with `?` for what is unknown. */
function parsePlace(text: string): { readonly file: string; readonly line: number } {
  const [, file = text, digits = '0'] = /^(.*):(\d+|\?)(?: \(discriminator \d+\))?$/.exec(text) ?? [];
  return { file: file === '??' ? '' : file, line: digits === '?' ? 0 : Number(digits) };
}

function isKnown({ functionName, file }: SourceFrame): boolean {
  return functionName !== '' || file !== '';
}

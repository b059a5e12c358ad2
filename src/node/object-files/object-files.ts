// The port for object files: own readers for file formats and for Go's line table, outside tools for the rest.

import {
  ObjectFileError,
  type Instruction,
  type MappedRange,
  type ObjectFile,
  type ObjectFiles,
  type ObjectSymbol,
  type ObjectTools,
  type SourceFrame,
} from '#ports';
import type { StatusLine } from '../status-line.ts';
import { createAskingProgress, type AskingProgress } from './asking-progress.ts';
import { createDisassembler } from './disassembler.ts';
import { readElf } from './elf.ts';
import { openFileBytes, type FileBytes } from './file-bytes.ts';
import type { GoLineTable } from './go-line-table.ts';
import { readGoProgram } from './go-program.ts';
import { groupSymbols } from './group-symbols.ts';
import { readMachO } from './mach-o.ts';
import type { ObjectImage } from './object-image.ts';
import { readPe } from './pe.ts';
import { startSymbolizer, type SymbolizerSettings } from './symbolizers.ts';
import { createToolFinder } from './tool-paths.ts';

export interface ObjectFilesSettings extends ObjectTools {
  /** Where progress is shown; nowhere if left out. */
  readonly statusLine?: StatusLine;
  /** Tells the user in a line what a tool does not do; left out, nobody. */
  readonly message?: (text: string) => void;
  /** Of the tools, with `PATH`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What is known of a file wherever it is mapped. */
interface OpenedFile {
  readonly image: ObjectImage;
  goProgram(): GoLineTable | undefined;
  /** Ordered by address. @throws ObjectFileError */
  symbols(): readonly ObjectSymbol[];
  askTool(addresses: readonly bigint[]): Promise<ToolAnswer>;
  close(): void;
}

interface ToolAnswer {
  /** By address; shorter, or none at all, where there is no tool. */
  readonly frames: readonly (readonly SourceFrame[])[];
  /** Whether names of outermost functions may lack what the symbol table has. */
  readonly shortensNames: boolean;
}

const noAnswer: ToolAnswer = { frames: [], shortensNames: false };

export function createObjectFiles(settings: ObjectFilesSettings): ObjectFiles {
  const { tools, environment } = settings;
  const findTool = createToolFinder({ tools, environment, platform: process.platform });
  const disassemble = createDisassembler(findTool, environment);
  const progress = settings.statusLine && createAskingProgress(settings.statusLine);
  const opened = new Map<string, OpenedFile>();
  const symbolizers = {
    findTool,
    environment,
    silent: new Set<string>(),
    message: settings.message ?? ignore,
  };
  return {
    async open(path, range) {
      const file = opened.get(path) ?? openFile(path, symbolizers, settings, progress);
      opened.set(path, file);
      return objectFile(file, range, async (start, end, options) => {
        const go = file.goProgram();
        const code = await disassemble({ path, start, end, withLines: go === undefined, ...options });
        return go === undefined ? code : code.map((instruction) => withGoPlace(instruction, go));
      });
    },
    close() {
      for (const file of opened.values()) file.close();
      opened.clear();
    },
  };
}

function ignore(): void {}

/** objdump sees less of a Go program, and of a stripped one nothing. */
function withGoPlace(instruction: Instruction, go: GoLineTable): Instruction {
  const frames = go.framesAt(instruction.address);
  const [innermost, outermost] = [frames[0], frames.at(-1)];
  if (innermost === undefined || outermost === undefined) return instruction;
  const { file, line } = innermost;
  return { ...instruction, functionName: outermost.functionName, file, line };
}

function openFile(
  path: string,
  symbolizers: SymbolizerSettings,
  { namesOnly, withinFileOnly = false }: ObjectFilesSettings,
  progress: AskingProgress | undefined,
): OpenedFile {
  const image = readImage(openFileBytes(path));
  const goProgram = once(() => readGoProgram(image));
  const symbolizer = once(async () => {
    // Of Go there is nothing that would be elsewhere.
    const isWithinFile = withinFileOnly || goProgram() !== undefined;
    if (namesOnly || (isWithinFile && !hasLines(image))) return undefined;
    return startSymbolizer(path, symbolizers);
  });
  let isStarted = false;
  return {
    image,
    goProgram,
    symbols: once(() => {
      const symbols = image.codeSymbols();
      const go = goProgram();
      // A stripped Go program still knows its functions.
      const isStripped = go !== undefined && symbols.length < go.count;
      return groupSymbols(isStripped ? [...symbols, ...go.functions()] : symbols, image.sections);
    }),
    async askTool(addresses) {
      isStarted = true;
      const answer = symbolizer().then(async (tool) => {
        const frames = (await tool?.framesOf(addresses)) ?? [];
        return { frames, shortensNames: tool?.shortensNames ?? false };
      });
      return progress === undefined ? answer : progress.during(path, addresses.length, answer);
    },
    close() {
      image.file.close();
      if (isStarted)
        void symbolizer().then(
          (tool) => tool?.close(),
          () => undefined,
        );
    },
  };
}

/** Whether a compiler left in it which line is where. */
function hasLines({ sections }: ObjectImage): boolean {
  return sections.some(({ name }) => /^(?:\.z?|__)debug_line$/.test(name));
}

function readImage(file: FileBytes): ObjectImage {
  try {
    const magic = file.size < 4 ? '' : file.read(0, 4).getUint32(0).toString(16);
    if (magic === '7f454c46') return readElf(file);
    if (/^(?:feedfac[ef]|c[ef]faedfe|cafebabe)$/.test(magic)) return readMachO(file, process.arch);
    if (magic.startsWith('4d5a')) return readPe(file);
    throw new ObjectFileError(`${file.path} is no program or library (neither ELF, Mach-O nor PE)`);
  } catch (error) {
    file.close();
    // A number in a damaged file leads outside of a structure.
    if (error instanceof RangeError) throw new ObjectFileError(`${file.path} is damaged or cut short`);
    throw error;
  }
}

function objectFile(
  file: OpenedFile,
  range: MappedRange,
  disassemble: ObjectFile['disassemble'],
): ObjectFile {
  const { image } = file;
  const ruleOfRange = image.addressRule(range);
  return {
    path: image.file.path,
    buildId: image.buildId,
    fileAddress(address) {
      const isInside = address >= range.start && address < range.limit;
      if (!isInside && range.limit !== 0n) {
        throw new ObjectFileError(
          `address 0x${address.toString(16)} is not where ${image.file.path} is mapped`,
        );
      }
      return ruleOfRange(address);
    },
    async sourceFrames(processAddresses, withoutTools) {
      const addresses = processAddresses.map((address) => {
        try {
          return this.fileAddress(address);
        } catch (error) {
          // Of one that is elsewhere nothing can be known.
          if (error instanceof ObjectFileError) return undefined;
          throw error;
        }
      });
      return framesOf(file, addresses, withoutTools === undefined);
    },
    symbols: async () => file.symbols(),
    disassemble,
  };
}

/** Go's own table first, then a tool, then the symbol table. */
async function framesOf(
  file: OpenedFile,
  addresses: readonly (bigint | undefined)[],
  withTools: boolean,
): Promise<readonly (readonly SourceFrame[])[]> {
  const go = file.goProgram();
  const frames = addresses.map((address): readonly SourceFrame[] =>
    address === undefined ? [] : (go?.framesAt(address) ?? []),
  );
  const unknown = addresses.flatMap((address, i) =>
    address === undefined || frames[i]!.length > 0 ? [] : i,
  );
  if (unknown.length === 0) return frames;
  const answer = withTools ? await file.askTool(unknown.map((i) => addresses[i]!)) : noAnswer;
  for (const [order, i] of unknown.entries()) {
    const found = answer.frames[order] ?? [];
    const isComplete = found.length > 0 && found.at(-1)?.functionName !== '';
    frames[i] =
      isComplete && !answer.shortensNames
        ? found
        : withSymbolName(found, nameAt(file.symbols(), addresses[i]!));
  }
  return frames;
}

/**
 * addr2line shortens names in anonymous namespaces, and says nothing about code without debug data; one letter
 * more is only macOS's "_".
 */
function withSymbolName(frames: readonly SourceFrame[], name: string): readonly SourceFrame[] {
  if (name === '') return frames;
  const outermost = frames.at(-1) ?? { functionName: '', file: '', line: 0, column: 0, startLine: 0 };
  if (name.length <= outermost.functionName.length + 1) return frames;
  return [...frames.slice(0, -1), { ...outermost, functionName: name }];
}

function nameAt(symbols: readonly ObjectSymbol[], address: bigint): string {
  let [low, high] = [0, symbols.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbols[middle]!.start <= address) low = middle + 1;
    else high = middle;
  }
  const symbol = symbols[low - 1];
  return symbol !== undefined && address <= symbol.end ? (symbol.names[0] ?? '') : '';
}

function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => (computed ??= { value: compute() }).value;
}

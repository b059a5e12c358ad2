// The port for object files: own readers for file formats and for Go's line table, outside tools for the rest.

import { existsSync } from 'node:fs';
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
import { hasDebugSections } from './dwarf/debug-sections.ts';
import { readDwarf, type Dwarf } from './dwarf/dwarf.ts';
import { readElf } from './elf.ts';
import { openFileBytes, type FileBytes } from './file-bytes.ts';
import type { GoLineTable } from './go-line-table.ts';
import { readGoProgram } from './go-program.ts';
import { groupSymbols } from './group-symbols.ts';
import { readMachO } from './mach-o.ts';
import { wrapped, type AddressRule, type ObjectImage } from './object-image.ts';
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
  /** Of the file, or of one beside it. */
  dwarf(): Dwarf | undefined;
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
      return objectFile(file, range, settings.asGoTool ?? false, async (start, end, options) => {
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
  { namesOnly, asGoTool = false, environment }: ObjectFilesSettings,
  progress: AskingProgress | undefined,
): OpenedFile {
  const image = readImage(openFileBytes(path));
  const goProgram = once(() => readGoProgram(image));
  const debugFile = once(() => (asGoTool || hasDebugSections(image) ? undefined : openDebugFile(image)));
  const dwarf = once(() => (namesOnly ? undefined : readDwarf(debugFile() ?? image)));
  const symbolizer = once(async () => {
    // What else a tool could read: formats that we do not, and what others keep for the whole world.
    const isReadable = image.isElf && !hasDebugSections(debugFile() ?? image);
    const isElsewhere = goProgram() === undefined && (environment['DEBUGINFOD_URLS'] ?? '') !== '';
    if (namesOnly || asGoTool || (isReadable && !isElsewhere)) return undefined;
    return startSymbolizer(path, symbolizers);
  });
  let isStarted = false;
  return {
    image,
    goProgram,
    dwarf,
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
      debugFile()?.file.close();
      if (isStarted)
        void symbolizer().then(
          (tool) => tool?.close(),
          () => undefined,
        );
    },
  };
}

/** The first of the files with debugging data apart that is there, and is of the same build. */
function openDebugFile({ debugFiles, buildId }: ObjectImage): ObjectImage | undefined {
  for (const path of debugFiles) {
    if (!existsSync(path)) continue;
    try {
      const image = readImage(openFileBytes(path));
      if (image.buildId === buildId && hasDebugSections(image)) return image;
      image.file.close();
    } catch (error) {
      if (!(error instanceof ObjectFileError)) throw error;
    }
  }
  return undefined;
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
  asGoTool: boolean,
  disassemble: ObjectFile['disassemble'],
): ObjectFile {
  const { image } = file;
  const ruleOfRange = asGoTool ? goToolRule(image, range) : image.addressRule(range);
  return {
    path: image.file.path,
    buildId: image.buildId,
    fileAddress(address) {
      const isInside = address >= range.start && address < range.limit;
      if (!isInside && range.limit !== 0n && !asGoTool) {
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
      return framesOf(file, addresses, { asGoTool, withTools: withoutTools === undefined });
    },
    symbols: async () => file.symbols(),
    disassemble,
  };
}

/** Any mapping is taken to begin with the first code of the file. */
function goToolRule({ loadAddress }: ObjectImage, { start }: MappedRange): AddressRule {
  const base = start === 0n || loadAddress === undefined ? 0n : start - loadAddress;
  return (address) => wrapped(address - base);
}

/** Go's own table first, then debugging data, then a tool, then the symbol table. */
async function framesOf(
  file: OpenedFile,
  addresses: readonly (bigint | undefined)[],
  { asGoTool, withTools }: { readonly asGoTool: boolean; readonly withTools: boolean },
): Promise<readonly (readonly SourceFrame[])[]> {
  const [go, dwarf] = [file.goProgram(), file.dwarf()];
  const frames = addresses.map((address): readonly SourceFrame[] | undefined => {
    if (address === undefined) return [];
    const known = go?.framesAt(address) ?? [];
    if (known.length > 0 || dwarf === undefined) return known.length > 0 ? known : undefined;
    return asGoTool ? dwarf.goToolFrames(address) : withSymbol(file, address, dwarf.framesAt(address));
  });
  if (asGoTool) return frames.map((known) => known ?? []);
  const unknown = [...frames.keys()].filter((i) => frames[i] === undefined);
  const isAsked = withTools && unknown.length > 0;
  const answer = isAsked ? await file.askTool(unknown.map((i) => addresses[i]!)) : noAnswer;
  for (const [order, i] of unknown.entries()) {
    const found = answer.frames[order] ?? [];
    const isComplete = found.length > 0 && found.at(-1)?.functionName !== '';
    frames[i] =
      isComplete && !answer.shortensNames
        ? found
        : withSymbolName(found, symbolAt(file.symbols(), addresses[i]!)?.names[0] ?? '');
  }
  return frames.map((known) => known ?? []);
}

/** The symbol table tells parts of a function apart, such as `f.cold`, and knows code without debugging data. */
function withSymbol(
  file: OpenedFile,
  address: bigint,
  frames: readonly SourceFrame[] | undefined,
): readonly SourceFrame[] | undefined {
  if (frames === undefined) return undefined;
  const names = symbolAt(file.symbols(), address)?.names ?? [];
  const outermost = frames.at(-1) ?? unknownFrame;
  if (names.length === 0 || names.includes(outermost.functionName)) return frames;
  return [...frames.slice(0, -1), { ...outermost, functionName: names[0]! }];
}

const unknownFrame: SourceFrame = { functionName: '', file: '', line: 0, column: 0, startLine: 0 };

/**
 * addr2line shortens names in anonymous namespaces, and says nothing about code without debug data; one letter
 * more is only macOS's "_".
 */
function withSymbolName(frames: readonly SourceFrame[], name: string): readonly SourceFrame[] {
  if (name === '') return frames;
  const outermost = frames.at(-1) ?? unknownFrame;
  if (name.length <= outermost.functionName.length + 1) return frames;
  return [...frames.slice(0, -1), { ...outermost, functionName: name }];
}

function symbolAt(symbols: readonly ObjectSymbol[], address: bigint): ObjectSymbol | undefined {
  let [low, high] = [0, symbols.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbols[middle]!.start <= address) low = middle + 1;
    else high = middle;
  }
  const symbol = symbols[low - 1];
  return symbol !== undefined && address <= symbol.end ? symbol : undefined;
}

function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => (computed ??= { value: compute() }).value;
}

// Programs and libraries as tools for object files see them: functions, source lines and machine code by address.

export interface ObjectFiles {
  /**
   * Opens the file that is mapped at `range`.
   * @throws ObjectFileError when it is not there or is no object file.
   */
  open(path: string, range: MappedRange): Promise<ObjectFile>;
  /** Ends the processes of all tools; files that are open cannot be asked any more. */
  close(): void;
}

/** Where a process has an object file in memory, as in a row of the mapping table. */
export interface MappedRange {
  readonly start: bigint;
  readonly limit: bigint;
  readonly offset: bigint;
  /** Of a kernel: the symbol that `start` is the address of, `_text` or `_stext`. */
  readonly kernelSymbol?: string;
}

/** How object files are looked into. */
export interface ObjectTools {
  /** As `-tools` has it: where to look for tools before the search path; '' for nowhere. */
  readonly tools: string;
  /** Names are enough: no tool is started for files and lines. */
  readonly namesOnly: boolean;
  /** As `go tool pprof` looks: by its own rule for addresses, and only at what the file itself has. */
  readonly asGoTool?: boolean;
}

/** Where the user keeps copies of programs and libraries. */
export interface BinaryDirectories {
  /** Those of `PPROF_BINARY_PATH` that exist, or `$HOME/pprof/binaries`. */
  readonly searchPath: readonly string[];
  /** Names of the files in a directory, in order; none when it is not there. */
  filesIn(directory: string): readonly string[];
}

/**
 * Names as programmers write them, for names as linkers know them: C++ (Itanium), Rust and, where its tool is
 * installed, Swift. Each is whole, with its parameters; what is not mangled stays as it is.
 */
export type Demangle = (names: readonly string[]) => Promise<readonly string[]>;

/** "Process address" is one as profiles have it, "file address" one as the symbol table has it. */
export interface ObjectFile {
  readonly path: string;
  /** Lower-case hex; '' for none. */
  readonly buildId: string;
  /** The file address of a process address. @throws ObjectFileError when the file is not mapped there. */
  fileAddress(processAddress: bigint): bigint;
  /**
   * For each process address its frames, innermost inlined function first; none when nothing is known of it.
   * @param withoutTools leaves out what only an outside tool would know.
   * @throws ObjectFileError when the tool that is asked dies, does not answer, or talks nonsense.
   */
  sourceFrames(
    processAddresses: readonly bigint[],
    withoutTools?: 'without tools',
  ): Promise<readonly (readonly SourceFrame[])[]>;
  /** All functions, by file address. @throws ObjectFileError */
  symbols(): Promise<readonly ObjectSymbol[]>;
  /**
   * The machine code between two file addresses, the second not included.
   * @throws ObjectFileError when there is no tool for it, or it fails.
   */
  disassemble(start: bigint, end: bigint, options: DisassemblyOptions): Promise<readonly Instruction[]>;
}

export interface SourceFrame {
  /** As the linker knows it: C++, Rust and Swift names are mangled where the tool can leave them so. */
  readonly functionName: string;
  /** '' when unknown. */
  readonly file: string;
  /** 0 when unknown. */
  readonly line: number;
  readonly column: number;
  /** 0 when unknown. */
  readonly startLine: number;
}

export interface ObjectSymbol {
  /** More than one for aliases; as in the symbol table, so mangled. */
  readonly names: readonly string[];
  /** File addresses; `end` is that of the last byte, as in pprof. */
  readonly start: bigint;
  readonly end: bigint;
}

export interface DisassemblyOptions {
  readonly intelSyntax: boolean;
}

export interface Instruction {
  /** File address. */
  readonly address: bigint;
  readonly text: string;
  /** '' and 0 when the tool does not say. */
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
}

/** An object file that cannot be opened or asked: one line that says why and what to install or set. */
export class ObjectFileError extends Error {
  override readonly name = 'ObjectFileError';
}

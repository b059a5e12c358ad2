// The Go toolchain, as far as it is asked why a program allocates.

export interface GoToolchain {
  /**
   * The packages that patterns such as './...' stand for.
   * @throws ToolError when there is no Go, or it knows no such package.
   */
  listPackages(patterns: readonly string[]): Promise<readonly GoPackage[]>;
  /**
   * Compiles packages and returns what the compiler writes about them, for `-json=0,DIR`; nothing that is built is kept.
   * @throws ToolError when they do not compile.
   */
  compilerNotes(request: CompilerNotesRequest): Promise<readonly CompilerNotes[]>;
}

export interface GoPackage {
  readonly importPath: string;
  /** 'main' for a command. */
  readonly name: string;
}

export interface CompilerNotesRequest {
  readonly patterns: readonly string[];
  /** Whether the tests of the packages are compiled with them. */
  readonly withTests: boolean;
  /** Import paths of dependencies that are wanted too. */
  readonly dependencies: readonly string[];
}

export interface CompilerNotes {
  readonly path: string;
  readonly text: string;
}

/** A program of the system that is not there, or cannot do what it is asked: one line, then what to do. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

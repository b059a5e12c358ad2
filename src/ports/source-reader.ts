// Finds and reads the source files that a profile names.

export interface SourceReader {
  /** Absolute; where source files are looked for unless `searchPath` says otherwise. */
  readonly workingDirectory: string;
  /** Never throws for a file that is not there: what was tried is part of the answer. */
  find(wanted: WantedSource): SourceLookup;
}

export interface WantedSource {
  /** The file as reports show it. */
  readonly path: string;
  /** `path` without what belongs to the machine of the build (`trimSourcePath` with this search path). */
  readonly trimmed: string;
  /** Directories, a list with ':': the option `source_path`, or else the working directory. */
  readonly searchPath: string;
  /** Look only where pprof looks. */
  readonly compat: boolean;
}

export type SourceLookup = FoundSource | MissingSource;

export interface FoundSource {
  readonly kind: 'found';
  /** The file that was read. */
  readonly path: string;
  /** Without line ends; line number n is `lines[n - 1]`. */
  readonly lines: readonly string[];
  /** Why this file is taken for the one wanted; '' where pprof finds it too. */
  readonly reason: string;
}

export interface MissingSource {
  readonly kind: 'missing';
  /** What went wrong, in pprof's words. */
  readonly error: string;
  /** Where else it was looked for, a sentence each; empty with `compat`. */
  readonly tried: readonly string[];
}

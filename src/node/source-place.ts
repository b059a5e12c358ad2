// A place where a source file may be.

/** A file that may be the one wanted, and the rule that says so. */
export interface SourcePlace {
  readonly path: string;
  readonly rule: string;
  /** The source itself, where the file at `path` is none but holds it. */
  readonly lines?: readonly string[];
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The entries of a variable that lists directories. */
export function directoriesIn(list: string | undefined): string[] {
  return (list ?? '').split(':').filter((directory) => directory !== '');
}

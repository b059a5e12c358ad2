// Tells what a failure means to the user: lines for stderr and an exit code.

import { DrawingError, FetchError, ObjectFileError, OutputError, ToolError, ViewerError } from '#ports';
import { ProfileError } from '#profile';
import { UsageError } from './errors.ts';

export interface Failure {
  readonly lines: readonly string[];
  /** 1: it could not be done; 2: the command line was wrong. */
  readonly exitCode: 1 | 2;
}

/** Anything can be thrown; what is none of our errors is a bug, and one line asks to report it. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError) return { lines: [error.message, error.hint], exitCode: 2 };
  const expected = [
    DrawingError,
    FetchError,
    ObjectFileError,
    OutputError,
    ProfileError,
    ToolError,
    ViewerError,
  ];
  if (error instanceof Error && expected.some((kind) => error instanceof kind)) {
    return { lines: [error.message], exitCode: 1 };
  }
  if (isTooLarge(error)) return { lines: [tooLargeText], exitCode: 1 };
  const reason = error instanceof Error ? error.message : String(error);
  return {
    lines: [`heapwise: internal error: ${reason}; please report it with the profile`],
    exitCode: 1,
  };
}

export const tooLargeText =
  'too large: the profile takes more memory than a program here can have; focus or sample it when it is recorded';

/** Whether memory, or a limit on the size of an array, a text or the call stack, has run out. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && tooLargeCodes.has(String(error.code))) return true;
  const limits = /array length|typed array|allocation failed|string length|maximum size|call stack/i;
  return error instanceof RangeError && limits.test(error.message);
}

const tooLargeCodes: ReadonlySet<string> = new Set([
  'ERR_STRING_TOO_LONG',
  'ERR_BUFFER_TOO_LARGE',
  'ERR_FS_FILE_TOO_LARGE',
  'ERR_MEMORY_ALLOCATION_FAILED',
]);

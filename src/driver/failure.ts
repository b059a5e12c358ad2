// Tells what a failure means to the user: lines for stderr and an exit code.

import { FetchError } from '#ports';
import { ProfileError } from '#profile';
import { UsageError } from './errors.ts';

export interface Failure {
  readonly lines: readonly string[];
  /** 1: it could not be done; 2: the command line was wrong. */
  readonly exitCode: 1 | 2;
}

/** @throws what it was given, when that is none of our errors and so a bug to be seen in full. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError) return { lines: [error.message, error.hint], exitCode: 2 };
  if (error instanceof FetchError || error instanceof ProfileError || isSystemError(error)) {
    return { lines: [error.message], exitCode: 1 };
  }
  throw error;
}

/** An error of the operating system: disk full, permission denied … */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

// Reads standard input line by line where it is no terminal.

import { FetchError } from '#ports';
import { systemReason } from './system-errors.ts';

/** The lines without their newlines; the last one needs none. @throws FetchError when it cannot be read. */
export async function* readInputLines(): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of process.stdin.setEncoding('utf8')) {
      const lines = `${rest}${String(chunk)}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new FetchError(`cannot read standard input: ${systemReason(error)}`);
  }
  if (rest !== '') yield rest;
}

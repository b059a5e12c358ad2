// Reads profiles from files, pipes and standard input, within a limit.

import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { FetchError } from '#ports';
import { errorCode, systemReason } from './system-errors.ts';

/** How long a named pipe may have no writer: opening it would wait for ever. */
const pipePatience = 5000;
const standardInputs: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);
const chunkLength = 2 ** 20;

/** @param limit in bytes. @throws FetchError */
export function readSource(source: string, limit: number): Uint8Array {
  try {
    // A socket cannot be opened by the names of standard input.
    if (standardInputs.has(source)) return readFile(0, limit);
    // Without O_NONBLOCK, opening a named pipe waits for its writer, however long.
    const file = openSync(source, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readFile(file, limit);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError(readFailure(error));
  }
}

function readFile(file: number, limit: number): Uint8Array {
  const status = fstatSync(file);
  if (status.size > limit) throw tooLarge(`the file has ${status.size} bytes`, limit);
  // Pipes and devices do not say their size, and neither do files such as those in /proc.
  if (status.isFile() && status.size > 0) return readFileSync(file);
  return readStream(file, limit, status.isFIFO() && file !== 0);
}

/** @param isNamedPipe whether an end may mean that the writer is yet to come. */
function readStream(file: number, limit: number, isNamedPipe: boolean): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let waited = 0;
  for (;;) {
    const chunk = new Uint8Array(chunkLength);
    const count = readWhenReady(file, chunk);
    if (count > 0) {
      chunks.push(chunk.subarray(0, count));
      length += count;
      if (length > limit) throw tooLarge(`more than ${limit} bytes came`, limit);
    } else if (!isNamedPipe || length > 0) return Buffer.concat(chunks, length);
    else if (waited >= pipePatience)
      throw new FetchError('a pipe that nobody writes to; start the writer first');
    else waited += pause(20);
  }
}

function readWhenReady(file: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(file, chunk);
    } catch (error) {
      if (errorCode(error) === 'EOF') return 0; // How a pipe ends on Windows.
      if (errorCode(error) !== 'EAGAIN') throw error;
      pause(5);
    }
  }
}

function pause(milliseconds: number): number {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  return milliseconds;
}

function tooLarge(what: string, limit: number): FetchError {
  return new FetchError(`${what}, and the limit is ${limit}; set HEAPWISE_MAX_BYTES to a higher one`);
}

function readFailure(error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT') return 'no such file; check the path';
  if (code === 'EISDIR') return 'is a directory; name the profiles in it';
  if (code === 'EACCES') return 'permission denied; check who may read it';
  return systemReason(error);
}

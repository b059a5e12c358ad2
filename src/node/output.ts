// Writes reports to files and standard output, so that no half-written file is ever left.

import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OutputError } from '#ports';
import { encodeText } from '#profile';
import { beforeInterruption } from './interruption.ts';
import { errorCode, systemReason } from './system-errors.ts';
import { visibleText } from './terminal-text.ts';

/**
 * Writes a report to the file at `path`, or to standard output if that is ''. A file that was there stays as
 * it was unless all is written, even when the user interrupts the program.
 * @returns false when the reader of standard output left before the end, as `head` does.
 * @throws OutputError when it cannot be written.
 */
export async function writeReport(path: string, chunks: Iterable<string | Uint8Array>): Promise<boolean> {
  let writer: ChunkWriter | undefined;
  const isStandardOutput = standardOutputs.has(path);
  const ended = isStandardOutput ? () => {} : beforeInterruption(() => writer?.discard());
  try {
    writer = isStandardOutput ? createStdoutWriter() : openOutput(path);
    for (const chunk of chunks) {
      writer.write(chunk);
      // Signals arrive only between two turns of the event loop.
      if (!isStandardOutput) await new Promise((resolve) => setImmediate(resolve));
    }
    writer.close();
    return true;
  } catch (error) {
    writer?.discard();
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    if (isStandardOutput && errorCode(error) === 'EPIPE') return false;
    throw new OutputError(`cannot write ${path === '' ? 'the report' : path}: ${systemReason(error)}`);
  } finally {
    ended();
  }
}

/** Names of standard output. A socket cannot be opened by them, and a file would be written from its start. */
const standardOutputs: ReadonlySet<string> = new Set(['', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** Takes the chunks of a report. `close` makes them visible; after `discard` nothing is left behind. */
interface ChunkWriter {
  write(chunk: string | Uint8Array): void;
  close(): void;
  discard(): void;
}

function openOutput(path: string): ChunkWriter {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (isWrittenInPlace(path, existing)) return createPlainWriter(path);
  if (existing !== undefined) accessSync(path, constants.W_OK);
  return createReplacingWriter(existing === undefined ? path : realpathSync(path), existing?.mode);
}

/** Devices, pipes, whatever /dev/stderr stands for, and links to files that are not there yet. */
function isWrittenInPlace(path: string, existing: Stats | undefined): boolean {
  if (/^\/(?:dev|proc)\//.test(path)) return true;
  if (existing !== undefined) return !existing.isFile();
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Standard output, written at once so that a report of any size needs no memory for what waits. */
function createStdoutWriter(): ChunkWriter {
  // Through a pipe or into a file, names come out byte by byte as they are in the profile.
  const bytesOf = isTerminal()
    ? (chunk: string | Uint8Array) => encodeText(visibleText(chunk))
    : bytesOfChunk;
  return { write: (chunk) => writeAll(1, bytesOf(chunk)), close() {}, discard() {} };
}

/** Asks for the stream, which loads much of Node, only where there may be a terminal. */
function isTerminal(): boolean {
  return fstatSync(1).isCharacterDevice() && process.stdout.isTTY;
}

function createPlainWriter(path: string): ChunkWriter {
  const file = openSync(path, 'w');
  const close = closeOnce(file);
  return { write: (chunk) => writeAll(file, bytesOfChunk(chunk)), close, discard: close };
}

/** Writes beside the target and renames at the end. @param mode that of the file that is replaced. */
function createReplacingWriter(path: string, mode: number | undefined): ChunkWriter {
  const temporary = join(dirname(path), `.heapwise-${process.pid}-${Date.now()}.tmp`);
  const file = openSync(temporary, 'wx', mode);
  const closeFile = closeOnce(file);
  let isRenamed = false;
  return {
    write: (chunk) => writeAll(file, bytesOfChunk(chunk)),
    close() {
      if (mode !== undefined) fchmodSync(file, mode & 0o7777);
      closeFile();
      renameSync(temporary, path);
      isRenamed = true;
    },
    discard() {
      closeFile();
      if (!isRenamed) rmSync(temporary, { force: true });
    },
  };
}

function closeOnce(file: number): () => void {
  let isOpen = true;
  return () => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
}

/** What a chunk of a report has to be in a file. */
export function bytesOfChunk(chunk: string | Uint8Array): Uint8Array {
  return typeof chunk === 'string' ? encodeText(chunk) : chunk;
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      // A pipe whose reader is slow: try again when it has taken something.
      if (errorCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/**
 * Reserves the first free of `<prefix>001.<suffix>` to `9999`, for `fillNumberedFile`.
 * @param directory '' for the working directory.
 * @param mode who may read it, as in `chmod`.
 * @throws OutputError
 */
export function openNumberedFile(prefix: string, suffix: string, directory = '', mode = 0o666): string {
  const pathOf = (number: number): string =>
    join(directory, `${prefix}${String(number).padStart(3, '0')}.${suffix}`);
  for (let number = 1; number <= 9999; number++) {
    const path = pathOf(number);
    try {
      closeSync(openSync(path, 'wx', mode));
      return path;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      throw new OutputError(`cannot write ${path}: ${systemReason(error)}; use -output`);
    }
  }
  throw new OutputError(`all of ${pathOf(1)} to ${pathOf(9999)} are taken; use -output`);
}

/**
 * Writes a report to a file that `openNumberedFile` reserved. When that fails, or the user interrupts it, there
 * is no such file any more.
 * @throws OutputError
 */
export async function fillNumberedFile(path: string, chunks: Iterable<string | Uint8Array>): Promise<void> {
  const remove = (): void => rmSync(path, { force: true });
  const ended = beforeInterruption(remove);
  try {
    await writeReport(path, chunks);
  } catch (error) {
    remove();
    throw error;
  } finally {
    ended();
  }
}

// Writes reports to files and standard output, so that no half-written file is ever left.

import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { FetchError } from '#ports';
import { encodeText } from '#profile';

/** Takes the chunks of a report. `close` makes them visible; without it nothing is left behind. */
export interface ChunkWriter {
  write(chunk: string | Uint8Array): void;
  close(): void;
  discard(): void;
}

/** A writer to the file at `path`, or to standard output if that is ''. */
export function openOutput(path: string): ChunkWriter {
  return path === '' ? createStdoutWriter() : createFileWriter(path);
}

/** Writes beside the target and renames at the end, so that a file that existed is kept until then. */
function createFileWriter(path: string): ChunkWriter {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = openSync(temporary, 'wx');
  let isOpen = true;
  const finish = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    write: (chunk) => writeAll(file, chunk),
    close() {
      finish();
      renameSync(temporary, path);
    },
    discard() {
      finish();
      rmSync(temporary, { force: true });
    },
  };
}

/** Standard output, written at once so that a report of any size needs no memory for what waits. */
function createStdoutWriter(): ChunkWriter {
  return { write: (chunk) => writeAll(1, chunk), close() {}, discard() {} };
}

function writeAll(file: number, chunk: string | Uint8Array): void {
  const bytes = typeof chunk === 'string' ? encodeText(chunk) : chunk;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      // A pipe whose reader is slow: try again when it has taken something.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Reserves the first free of `<prefix>001.<suffix>` to `999` in the working directory. */
export function openNumberedFile(prefix: string, suffix: string): string {
  for (let number = 1; number <= 999; number++) {
    const path = `${prefix}${String(number).padStart(3, '0')}.${suffix}`;
    try {
      closeSync(openSync(path, 'wx'));
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new FetchError(`all of ${prefix}001.${suffix} to ${prefix}999.${suffix} are taken; use -output`);
}

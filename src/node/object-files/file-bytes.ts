// Reads parts of a file that may be large, damaged or hostile: every read is checked against its end.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ObjectFileError } from '#ports';
import { systemReason } from '../system-errors.ts';

export interface FileBytes {
  readonly path: string;
  readonly size: number;
  /** @throws ObjectFileError when the file ends earlier. */
  read(offset: number, length: number): DataView;
  close(): void;
}

/** @throws ObjectFileError */
export function openFileBytes(path: string): FileBytes {
  // A profile may name a pipe, and waiting for its writer would have no end.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = attempt(path, () => openSync(path, flags));
  const stats = attempt(path, () => fstatSync(file));
  if (!stats.isFile()) {
    closeSync(file);
    throw new ObjectFileError(`${path} is no file`);
  }
  let isOpen = true;
  return {
    path,
    size: stats.size,
    read(offset, length) {
      if (!(offset >= 0 && length >= 0 && offset + length <= stats.size)) {
        throw new ObjectFileError(`${path} is damaged or cut short: nothing is at byte ${offset}`);
      }
      const bytes = new Uint8Array(length);
      const count = attempt(path, () => readSync(file, bytes, 0, length, offset));
      if (count < length) throw new ObjectFileError(`${path} became shorter while it was read`);
      return new DataView(bytes.buffer);
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new ObjectFileError(`cannot read ${path}: ${systemReason(error)}`);
  }
}

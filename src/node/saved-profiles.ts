// Keeps what was fetched where pprof keeps it, so that a report can be made again without the server.

import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutputError, type SavedProfiles } from '#ports';
import { gzip } from './gzip.ts';
import { errorCode, systemReason } from './system-errors.ts';

export interface SavedProfilesSettings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly message: (text: string) => void;
}

/** Files are named `<prefix>001.pb.gz` and so on, in the first of pprof's directories that can be made. */
export function createSavedProfiles({ environment, message }: SavedProfilesSettings): SavedProfiles {
  return {
    save(prefix, bytes) {
      const directory = usableDirectory(environment, message);
      try {
        return saveProfile(directory, prefix, gzip(bytes));
      } catch (error) {
        if (error instanceof OutputError) throw error;
        throw new OutputError(`${directory}: ${systemReason(error)}`);
      }
    },
  };
}

function usableDirectory(
  { PPROF_TMPDIR = '', HOME = '' }: SavedProfilesSettings['environment'],
  message: (text: string) => void,
): string {
  const wanted = [PPROF_TMPDIR, HOME === '' ? '' : join(HOME, 'pprof'), tmpdir()];
  for (const directory of wanted.filter((each) => each !== '')) {
    try {
      mkdirSync(directory, { recursive: true });
      return directory;
    } catch (error) {
      message(`Could not use temp dir ${directory}: ${systemReason(error)}`);
    }
  }
  throw new OutputError('failed to identify temp dir; set PPROF_TMPDIR');
}

/** Whole or not at all: the file gets its name when it is written. */
function saveProfile(directory: string, prefix: string, bytes: Uint8Array): string {
  const temporary = join(directory, `.heapwise-${process.pid}-${Date.now()}.tmp`);
  try {
    writeFileSync(temporary, bytes, { flag: 'wx' });
    for (let number = 1; number <= 9999; number++) {
      const path = join(directory, `${prefix}${String(number).padStart(3, '0')}.pb.gz`);
      if (claim(temporary, path)) return path;
    }
    throw new OutputError(`all of ${prefix}001.pb.gz to ${prefix}9999.pb.gz are taken; remove some`);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Gives the file its name. @returns false when another file has it. */
function claim(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    // Some file systems have no links.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(errorCode(error) ?? '')) throw error;
    renameSync(temporary, path);
    return true;
  }
}

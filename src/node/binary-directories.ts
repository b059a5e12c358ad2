// Tells where the user keeps copies of programs and libraries, for profiles of other machines.

import { readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BinaryDirectories } from '#ports';

/** `PPROF_BINARY_PATH`, or `pprof/binaries` in the home directory. */
export function createBinaryDirectories(
  environment: Readonly<Record<string, string | undefined>>,
): BinaryDirectories {
  const { PPROF_BINARY_PATH: chosen = '', HOME: home = '' } = environment;
  const list = chosen === '' ? join(home, 'pprof', 'binaries') : chosen;
  return {
    searchPath: list.split(delimiter).filter((path) => path !== '' && isDirectory(path)),
    filesIn(directory) {
      try {
        return readdirSync(directory).toSorted();
      } catch {
        // Most of the places where a copy may be are not there.
        return [];
      }
    },
  };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

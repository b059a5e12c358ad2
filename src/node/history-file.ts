// The lines that a user typed in earlier sessions, kept in the directory for the state of programs.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

export interface HistoryFile {
  /** Oldest first; none when there is no file, or it cannot be read. */
  read(): readonly string[];
  /**
   * Adds a line, as the newest. The file is replaced whole, with what other sessions added meanwhile.
   * @returns false when it cannot be kept.
   */
  add(line: string): boolean;
}

/** So many lines are kept. */
const keptLines = 1000;

/** @param environment `XDG_STATE_HOME` says where; otherwise it is `~/.local/state`. */
export function createHistoryFile(environment: Readonly<Record<string, string | undefined>>): HistoryFile {
  const { XDG_STATE_HOME: chosen = '', HOME = '' } = environment;
  // A relative path is to be ignored, says the XDG base directory specification.
  const state = isAbsolute(chosen) ? chosen : join(HOME === '' ? homedir() : HOME, '.local', 'state');
  const path = join(state, 'heapwise', 'history');

  function read(): readonly string[] {
    try {
      return readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
    } catch (error) {
      if (isSystemError(error)) return [];
      throw error;
    }
  }

  return {
    read,
    add(line) {
      const others = read().filter((other) => other !== line);
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(temporary, `${[...others, line].slice(-keptLines).join('\n')}\n`, { mode: 0o600 });
        renameSync(temporary, path);
        return true;
      } catch (error) {
        if (!isSystemError(error)) throw error;
        removeIfPossible(temporary);
        return false;
      }
    },
  };
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    // A directory that takes no files gives none back.
    if (!isSystemError(error)) throw error;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

// Where the workers of a cluster serve their profiles to the primary process.

import { lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set by the primary for its workers: its process id. */
export const primaryVariable = 'HEAPWISE_PRIMARY';

/** Whether this process is a worker of a cluster whose primary is profiled too, and collects its profiles. */
export function isCollected(): boolean {
  return process.env[primaryVariable] === String(process.ppid) && process.env['NODE_UNIQUE_ID'] !== undefined;
}

/**
 * Where a worker of a cluster serves its primary: a folder of this user alone, or on Windows a pipe.
 * @throws Error when the folder belongs to someone else.
 */
export function socketOf(pid: number): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\heapwise-${pid}`;
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `heapwise-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  if (uid !== user || (mode & 0o077) !== 0) throw new Error(`${folder} is open to other users`);
  return join(folder, `${pid}.sock`);
}

export function removeSocket(path: string): void {
  if (process.platform === 'win32') return;
  try {
    unlinkSync(path);
  } catch {
    // It is gone already.
  }
}

// Where processes serve their profiles to the one that started them, such as a cluster's workers to its primary.

import { lstatSync, mkdirSync, readdirSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set for the processes that a profiled one starts: its process id, and where it was told to serve. */
const parentVariable = 'HEAPWISE_PARENT';

/** Lets processes that this one starts find it. */
export function announceParent(): void {
  process.env[parentVariable] = `${process.pid} ${process.env['HEAPWISE_ADDR'] ?? ''}`;
}

/**
 * Whether the process that started this one is profiled and collects its profiles. One that was told to serve at a place
 * of its own does so.
 */
export function isCollected(): boolean {
  return process.env[parentVariable] === `${process.ppid} ${process.env['HEAPWISE_ADDR'] ?? ''}`;
}

/**
 * Where this process serves its parent: in a folder of this user alone, or on Windows a pipe.
 * @throws Error when the folder belongs to someone else.
 */
export function ownSocket(): string {
  return join(socketFolder(), `${prefix}${process.ppid}-${process.pid}.sock`);
}

export interface ChildSocket {
  readonly pid: number;
  readonly path: string;
}

/** Those of processes that this one started; what a killed one left behind is among them. */
export function childSockets(): ChildSocket[] {
  try {
    const folder = socketFolder();
    return readdirSync(folder).flatMap((name) => {
      const [, parent, pid] = /^heapwise-(\d+)-(\d+)\.sock$/.exec(name) ?? [];
      return Number(parent) === process.pid ? [{ pid: Number(pid), path: join(folder, name) }] : [];
    });
  } catch {
    // A folder of someone else has none of ours.
    return [];
  }
}

const prefix = 'heapwise-';

function socketFolder(): string {
  if (process.platform === 'win32') return '\\\\.\\pipe\\';
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `heapwise-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  if (uid !== user || (mode & 0o077) !== 0) throw new Error(`${folder} is open to other users`);
  return folder;
}

/** Removes a socket; whatever else has that name stays. */
export function removeSocket(path: string): void {
  if (process.platform === 'win32') return;
  try {
    if (lstatSync(path).isSocket()) unlinkSync(path);
  } catch {
    // It is gone already.
  }
}

/** Whether a socket was left behind by a process that was killed. */
export async function isAbandoned(path: string): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

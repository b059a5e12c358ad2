// Runs one program to its end and measures its time and its peak memory.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Measurement {
  /** From starting the process to its end. */
  readonly wallSeconds: number;
  /** Processor time in the program and in the system for it, of all threads; NaN when not measured. */
  readonly processorSeconds: number;
  /** The most memory that was resident at a time, in bytes. */
  readonly peakMemory: number;
}

/** @throws Error if the program cannot be started or does not exit with 0; its stderr is in the message. */
export type Measure = (command: readonly string[]) => Promise<Measurement>;

/**
 * Chooses how to measure: with GNU time where it is installed, which has its numbers from the kernel, or else
 * on Linux by reading the high-water mark in /proc while the program runs.
 * @throws Error where neither is possible.
 */
export function createMeasure(): Measure {
  const probe = spawnSync('/usr/bin/time', ['-f', '%M', 'true'], { encoding: 'utf8' });
  if (probe.status === 0 && /^\d+\n$/.test(probe.stderr)) return measureWithTime;
  if (process.platform === 'linux') return measureWithProc;
  throw new Error('cannot measure memory here: install GNU time as /usr/bin/time, or run on Linux');
}

async function measureWithTime(command: readonly string[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'heapwise-bench-'));
  try {
    const numbers = join(folder, 'time');
    const wallSeconds = await runToEnd(
      ['/usr/bin/time', '-f', '%U %S %M', '-o', numbers, ...command],
      folder,
    );
    const [user, system, kibibytes] = readFileSync(numbers, 'utf8').trim().split(' ').map(Number);
    if (user === undefined || system === undefined || kibibytes === undefined) {
      throw new Error(`/usr/bin/time wrote no numbers for ${command.join(' ')}`);
    }
    return { wallSeconds, processorSeconds: user + system, peakMemory: kibibytes * 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureWithProc(command: readonly string[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'heapwise-bench-'));
  let peakMemory = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    const wallSeconds = await runToEnd(command, folder, (pid) => {
      timer = setInterval(() => (peakMemory = Math.max(peakMemory, highWaterMark(pid))), 5);
    });
    return { wallSeconds, processorSeconds: Number.NaN, peakMemory };
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true });
  }
}

/** The peak memory of a process in bytes so far; 0 when it has just ended. */
function highWaterMark(pid: number): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    // The process ended between the timer and the reading: what was read before counts.
    return 0;
  }
}

/** The output goes to a file, because writing it is part of the work. Gives the seconds that passed. */
async function runToEnd(
  command: readonly string[],
  folder: string,
  onStart: (pid: number) => void = () => undefined,
): Promise<number> {
  const output = openSync(join(folder, 'stdout'), 'w');
  const errors = openSync(join(folder, 'stderr'), 'w');
  try {
    const [program = '', ...args] = command;
    const started = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', output, errors] });
    const status = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? signal));
      if (child.pid !== undefined) onStart(child.pid);
    });
    const seconds = (performance.now() - started) / 1000;
    if (status !== 0) {
      const message = readFileSync(join(folder, 'stderr'), 'utf8').trim();
      throw new Error(`${shortCommand(command)} ended with ${status}: ${message}`);
    }
    return seconds;
  } finally {
    closeSync(output);
    closeSync(errors);
  }
}

function shortCommand(command: readonly string[]): string {
  const shown = command.slice(0, 12).join(' ');
  return command.length > 12 ? `${shown} ... (${command.length - 12} more)` : shown;
}

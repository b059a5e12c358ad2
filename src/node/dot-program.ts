// Draws graphs by the `dot` program of an installed Graphviz.

import type { ChildProcess } from 'node:child_process';
import { DrawingError, type ImageFormat } from '#ports';
import { beforeInterruption } from './interruption.ts';
import { systemReason } from './system-errors.ts';

/** What a program says before it fails, as far as anybody reads it. */
const longestComplaint = 300;

/** @throws DrawingError when the program is not there, or fails. */
export async function runDotProgram(
  program: string,
  dot: string,
  format: ImageFormat,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Uint8Array> {
  const { spawn } = await import('node:child_process');
  let child: ChildProcess | undefined;
  // The terminal interrupts both, but a signal to this process alone would leave the other behind.
  const ended = beforeInterruption(() => child?.kill('SIGKILL'));
  try {
    const started = spawn(program, [`-T${format}`], { env: { ...environment } });
    child = started;
    return await new Promise((resolve, reject) => {
      const image: Uint8Array[] = [];
      let complaint = '';
      started.stdout.on('data', (bytes: Uint8Array) => image.push(bytes));
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (complaint.length < longestComplaint) complaint += text;
      });
      // A program that fails stops reading, and then says why.
      started.stdin.on('error', () => undefined);
      started.stdin.end(dot);
      started.on('error', (error) => reject(new DrawingError(startFailure(program, error))));
      started.on('close', (code, signal) => {
        if (code === 0) resolve(Buffer.concat(image));
        else reject(new DrawingError(runFailure(program, signal ?? `exit code ${code}`, complaint)));
      });
    });
  } finally {
    ended();
  }
}

function startFailure(program: string, error: NodeJS.ErrnoException): string {
  const reason =
    error.code === 'ENOENT'
      ? 'it is not installed, or not on PATH'
      : `it cannot be started: ${systemReason(error)}`;
  return `-dot_program=${program}: ${reason}; leave it out to draw without Graphviz installed`;
}

function runFailure(program: string, end: string, complaint: string): string {
  const words = complaint.slice(0, longestComplaint).replace(/\s+/g, ' ').trim();
  const reason = words === '' ? '' : `: ${words}`;
  return `-dot_program=${program} failed (${end})${reason}; leave it out to draw without it`;
}

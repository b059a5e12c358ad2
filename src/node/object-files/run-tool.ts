// Runs a tool to its end.

import { basename } from 'node:path';
import { ObjectFileError } from '#ports';
import { systemReason } from '../system-errors.ts';
import { silenceReason, ToolSilence, toolPatience } from './tool-patience.ts';

/**
 * @param input what the tool reads; nothing if left out.
 * @returns what it printed.
 * @throws ObjectFileError when it cannot be started, is silent for too long, or fails, with its first complaint.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  input: string = '',
): Promise<string> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...environment, LC_ALL: 'C' } });
    const patience = toolPatience(environment);
    const output: Buffer[] = [];
    let complaint = '';
    const fail = (reason: string): void =>
      reject(new ObjectFileError(`${basename(program)} failed: ${reason}`));
    const silence = setTimeout(() => {
      reject(new ToolSilence(`${basename(program)} ${silenceReason(patience)}`));
      child.kill('SIGKILL');
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
    }, patience);
    child.stdout.on('data', (bytes: Buffer) => {
      silence.refresh();
      output.push(bytes);
    });
    child.stderr.on('data', (bytes: Buffer) => {
      if (complaint.length < maxComplaint) complaint += bytes.toString('utf8');
    });
    child.on('error', (error) => {
      clearTimeout(silence);
      fail(systemReason(error));
    });
    child.on('close', (code, signal) => {
      clearTimeout(silence);
      const [firstLine = ''] = complaint.trim().split('\n', 1);
      if (code === 0) resolve(Buffer.concat(output).toString('utf8'));
      else fail(firstLine.replace(/^\S*objdump: /, '') || (signal ?? `exit code ${code}`));
    });
    // That it does not read is told by its end.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

const maxComplaint = 1000;

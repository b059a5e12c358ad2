// Runs the real `go tool pprof` on a command line.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Outcome } from './heapwise.ts';

export interface Pprof {
  /** Such as `go1.26.8 linux/amd64`. */
  readonly version: string;
  /** @param argv without the program and without -output. */
  run(argv: readonly string[], timeZone: string): Promise<Outcome>;
}

/** @param folder for its files: it exists, and is the caller's to remove. */
export function findPprof(folder: string): Pprof {
  // Run by itself, as the go command takes longer to start than the program.
  const program = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();
  const version = execFileSync('go', ['version'], { encoding: 'utf8' }).replace('go version', '').trim();
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  let runs = 0;
  return {
    version,
    async run(argv, timeZone) {
      const output = join(folder, `output-${++runs}`);
      const places = { HOME: empty, PPROF_TMPDIR: empty, PPROF_BINARY_PATH: empty };
      const environment = { PATH: process.env['PATH'], ...places, TZ: timeZone };
      const { status, stderr } = await runToEnd(program, [`-output=${output}`, ...argv], environment);
      if (status !== 0) return { kind: 'failed', lines: stderr.trimEnd().split('\n') };
      const bytes = existsSync(output) ? readFileSync(output) : new Uint8Array();
      rmSync(output, { force: true });
      return { kind: 'report', bytes: bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes };
    },
  };
}

function runToEnd(
  program: string,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

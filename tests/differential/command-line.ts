// Runs the heapwise command itself, as a process.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundleAssets, bundleOptions, externalPackages } from '../../scripts/bundle.mjs';
import type { Outcome } from '../matrix/heapwise.ts';

type CommandLine = (argv: readonly string[], timeZone: string) => Promise<Outcome>;

/** Bundles the command of the sources as they are, into `folder`. */
export async function buildCommandLine(folder: string): Promise<CommandLine> {
  const program = join(folder, 'heapwise.mjs');
  const options = { entryPoints: ['src/cli/main.ts'], outfile: program, splitting: false };
  await build(bundleOptions({ ...options, external: externalPackages }));
  await bundleAssets(folder);
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  let runs = 0;
  return async (argv, timeZone) => {
    const output = join(folder, `heapwise-${++runs}`);
    const { status, stdout, stderr } = await run([program, `-output=${output}`, ...argv], {
      ...process.env,
      TZ: timeZone,
    });
    if (stdout !== '') return { kind: 'failed', lines: [`unexpected on stdout: ${stdout}`, '', ''] };
    if (status !== 0) return { kind: 'failed', lines: stderr.trimEnd().split('\n') };
    if (!existsSync(output)) return { kind: 'failed', lines: ['no output was written', '', ''] };
    const bytes = readFileSync(output);
    return { kind: 'report', bytes: bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes };
  };
}

interface Exit {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => (written[stream] += chunk));
    }
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...written }));
  });
}

// Runs the command line as a process of its own, and measures what it takes.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleAssets, bundleOptions, externalPackages } from '../../scripts/bundle.mjs';

export interface CliRun {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of processor time, which other programs on the machine do not change; NaN when a signal ended it. */
  readonly seconds: number;
  /** The most memory that it had at once; NaN when a signal ended it. */
  readonly megabytes: number;
}

export interface Cli {
  /** A directory for the files of the tests, which is removed at the end. */
  readonly directory: string;
  /** The words that start the program. */
  readonly command: readonly [string, ...string[]];
  run(
    args: readonly string[],
    options?: { readonly stdin?: Uint8Array; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string },
  ): Promise<CliRun>;
  remove(): void;
}

const nothingKnown = { seconds: NaN, megabytes: NaN };

/** How many run at once: as many as the smallest machine has processors. */
const atOnce = 2;
/** Ends what hangs; on a busy machine a compiler that it asks may take minutes. */
const secondsAtMost = 240;

/** Bundles the sources as they are now, so that no stale build is tested. */
export async function createCli(): Promise<Cli> {
  const directory = mkdtempSync(join(tmpdir(), 'heapwise-e2e-'));
  const program = join(directory, 'heapwise.cjs');
  const meter = join(directory, 'meter.cjs');
  await build(
    bundleOptions({
      entryPoints: { heapwise: 'src/cli/main.ts' },
      outdir: directory,
      outExtension: { '.js': '.cjs' },
      format: 'cjs' as 'esm',
      splitting: false,
      external: externalPackages,
    }),
  );
  await bundleAssets(directory);
  symlinkSync(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(meter, meterSource);
  const enter = createGate(atOnce);
  return {
    directory,
    command: [process.execPath, program],
    run: (args, { stdin = new Uint8Array(), env = {}, cwd = process.cwd() } = {}) =>
      enter(() => runOnce(['--require', meter, program, ...args], stdin, { ...process.env, ...env }, cwd)),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/**
 * Reports what the program took when it ends. Linux is asked by /proc, since there the other number may be what
 * the process that started this one took.
 */
const meterSource = `
const { readFileSync, writeSync } = require('node:fs');
process.on('exit', () => {
  let kilobytes = process.resourceUsage().maxRSS;
  if (process.platform === 'linux') {
    kilobytes = Number(/^VmHWM:\\s*(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  }
  const { user, system } = process.cpuUsage();
  writeSync(3, JSON.stringify({ seconds: (user + system) / 1e6, megabytes: kilobytes / 1024 }));
});
`;

function runOnce(
  args: readonly string[],
  stdin: Uint8Array,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<CliRun> {
  const child = spawn(process.execPath, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const outputs = ['', '', ''];
  const [, out, err, memory] = child.stdio;
  for (const [i, stream] of [out, err, memory as NodeJS.ReadableStream].entries()) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (outputs[i] += text));
  }
  // A program that refuses to read what it is given closes the pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const timer = setTimeout(() => child.kill('SIGKILL'), secondsAtMost * 1000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      const [stdout = '', stderr = '', taken = ''] = outputs;
      const { seconds, megabytes } = (taken === '' ? nothingKnown : JSON.parse(taken)) as typeof nothingKnown;
      resolve({ exitCode, signal, stdout, stderr, seconds, megabytes });
    });
  });
}

/** Lets so many through at a time. */
function createGate(width: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running === width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

// `heapwise run`: starts a Node program with the profiler in it, without a change to the program.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '#driver';
import { text } from './flag-values.ts';
import type { ParsedFlags } from './flags.ts';
import type { Subcommand, SubcommandFlag } from './subcommand.ts';

/** Each is a variable of `heapwise/register`. */
const variables: readonly (SubcommandFlag & { readonly variable: string })[] = [
  {
    name: 'addr',
    kind: 'string',
    placeholder: '=HOST:PORT',
    help: 'Where to serve (default 127.0.0.1:6060, or a free port); unix:PATH, off',
    variable: 'HEAPWISE_ADDR',
  },
  {
    name: 'heap_interval',
    kind: 'string',
    placeholder: '=BYTES',
    help: 'Mean bytes between heap samples (default 512k; 0 for none)',
    variable: 'HEAPWISE_HEAP_INTERVAL',
  },
  {
    name: 'block',
    kind: 'string',
    placeholder: '=50ms',
    help: 'Watch for stalls of the event loop of at least that long',
    variable: 'HEAPWISE_BLOCK',
  },
  {
    name: 'exact_stacks',
    kind: 'bool',
    placeholder: '',
    help: 'Inline no function, so that each allocation has its own; slower',
    variable: 'HEAPWISE_EXACT_STACKS',
  },
  {
    name: 'external',
    kind: 'bool',
    placeholder: '',
    help: 'Attribute Buffers and ArrayBuffers to the stacks that allocate them',
    variable: 'HEAPWISE_EXTERNAL',
  },
  {
    name: 'track_async',
    kind: 'bool',
    placeholder: '',
    help: 'Remember where asynchronous resources are created; slow',
    variable: 'HEAPWISE_TRACK_ASYNC',
  },
];

const nodeFlag: SubcommandFlag = {
  name: 'node',
  kind: 'string',
  placeholder: '=PATH',
  help: 'The Node to run it with (default: the one that runs heapwise)',
};

export const runSubcommand: Subcommand = {
  name: 'run',
  usage: 'PROGRAM [ARGUMENTS...]',
  help: 'Run a Node program and serve its profiles, as heapwise/register does',
  examples: ['server.js --port 8080', '-heap_interval=64k -block=50ms server.js'],
  flags: [
    ...variables.map(({ name, kind, placeholder, help }) => ({ name, kind, placeholder, help })),
    nodeFlag,
  ],
  areArgumentsForeign: true,
  run: runProgram,
};

/** Ctrl-C at a terminal reaches the program by itself. */
const forwarded: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGCONT'];

async function runProgram({ values, positionals }: ParsedFlags): Promise<number> {
  const [program, ...programArguments] = positionals;
  if (program === undefined)
    throw new UsageError('no program to run', 'name a script: heapwise run server.js');
  if (statSync(program, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(
      `${program} is no file`,
      'name a script of Node; for npm start and the like, set NODE_OPTIONS=--import=heapwise/register',
    );
  }
  const register = join(import.meta.dirname, '..', 'runtime', 'register.js');
  const given = variables.flatMap(({ name, variable }) =>
    values.has(name) ? [[variable, String(values.get(name))] as const] : [],
  );
  const [{ spawn }, { constants }] = await Promise.all([import('node:child_process'), import('node:os')]);
  const child = spawn(
    text(values, 'node') || process.execPath,
    [...process.execArgv, '--import', pathToFileURL(register).href, program, ...programArguments],
    {
      stdio: 'inherit',
      env: { ...process.env, ...Object.fromEntries(given), HEAPWISE_ANNOUNCE: '1' },
    },
  );
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const wait = (): void => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  };
  for (const signal of forwarded) process.on(signal, forward);
  process.on('SIGINT', wait);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, forward);
    process.off('SIGINT', wait);
  }
}

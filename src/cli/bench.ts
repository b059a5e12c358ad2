// `heapwise bench`: runs benchmarks with memory profiles, tells where the bytes of an operation come from, and compares.

import type { World } from '#driver';
import type { StatusLine } from '#node';
import type { ParsedFlags } from './flags.ts';
import type { Subcommand } from './subcommand.ts';

export const benchSubcommand: Subcommand = {
  name: 'bench',
  usage: '[PACKAGE... | FILE.js... | RESULTS...]',
  help: 'Run benchmarks, and say where the bytes of one operation come from',
  examples: [
    '-bench=Encode -count=10 ./...',
    '-benchtime=2s encode.bench.mjs',
    '-compare=old -o new ./encoding',
    'old.txt new.txt',
  ],
  flags: [
    { name: 'bench', kind: 'string', placeholder: '=REGEXP', help: 'Which benchmarks (default: all)' },
    {
      name: 'count',
      kind: 'int',
      placeholder: '=10',
      help: 'How many runs, each a process with a profile of its own',
    },
    {
      name: 'benchtime',
      kind: 'string',
      placeholder: '=1s',
      help: 'How long each benchmark runs, or how often: 100x',
    },
    {
      name: 'memprofile',
      kind: 'string',
      placeholder: '=FILE',
      help: 'Write what all runs allocated',
    },
    {
      name: 'cpuprofile',
      kind: 'string',
      placeholder: '=FILE',
      help: 'Write where all runs spent their time',
    },
    {
      name: 'growth',
      kind: 'bool',
      placeholder: '',
      help: 'Of Go: run ever more operations, and judge what stays of each',
    },
    { name: 'benchmem', kind: 'bool', placeholder: '', help: 'Nothing: B/op and allocs/op are always there' },
    {
      name: 'memprofilerate',
      kind: 'int',
      placeholder: '=BYTES',
      help: 'Of Go: one sample for so many bytes (default 512 KiB)',
    },
    {
      name: 'o',
      kind: 'string',
      placeholder: '=DIR',
      help: 'Directory of the results (default bench-results/NNN)',
    },
    {
      name: 'compare',
      kind: 'string',
      placeholder: '=DIR',
      help: 'Results, or their bench.txt, to compare with',
    },
    {
      name: 'dir',
      kind: 'string',
      placeholder: '=DIR',
      help: 'Directory of the Go module (default: where you are)',
    },
    {
      name: 'sites',
      kind: 'int',
      placeholder: '=3',
      help: 'How many sites of allocation to show for each benchmark',
    },
    { name: 'format', kind: 'string', placeholder: '=NAME', help: 'text, json or markdown' },
  ],
  async run(parsed: ParsedFlags, world: World, statusLine: StatusLine): Promise<number> {
    const { runBench } = await import('./bench-run.ts');
    return runBench(parsed, world, statusLine);
  },
};

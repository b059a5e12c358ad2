// `heapwise escape`: why a Go program allocates, by its profile and the compiler's escape analysis.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FetchError, loadOne, UsageError, type CompilerNotes, type World } from '#driver';
import { createGoToolchain, writeReport, type StatusLine } from '#node';
import { fetchOptions, text, type FlagValues } from './flag-values.ts';
import type { ParsedFlags } from './flags.ts';
import type { Subcommand } from './subcommand.ts';

const formats = ['text', 'json', 'markdown'] as const;
type Format = (typeof formats)[number];

export const escapeSubcommand: Subcommand = {
  name: 'escape',
  usage: 'PROFILE [PACKAGE...]',
  help: 'Say why a Go program allocates, by its profile and its compiler',
  examples: [
    'mem.pb.gz ./...',
    '-sample_index=inuse_space -n=5 heap.pb.gz ./cmd/server',
    '-saved=build.log mem.pb.gz',
  ],
  flags: [
    { name: 'n', kind: 'int', placeholder: '=20', help: 'How many sites to show; 0 for all' },
    {
      name: 'sample_index',
      kind: 'string',
      placeholder: '=NAME',
      help: 'alloc_space (the default) or inuse_space',
    },
    {
      name: 'dir',
      kind: 'string',
      placeholder: '=DIR',
      help: 'Directory of the Go module (default: where you are)',
    },
    {
      name: 'saved',
      kind: 'string',
      placeholder: '=FILE',
      help: 'What go build -gcflags=-m=2 printed, or a directory of -json=0,DIR',
    },
    { name: 'source_path', kind: 'string', placeholder: '=DIRS', help: 'Where sources are looked for' },
    { name: 'format', kind: 'string', placeholder: '=NAME', help: 'text, json or markdown' },
    { name: 'output', kind: 'string', placeholder: '=FILE', help: 'Write to a file' },
  ],
  run: runEscape,
};

async function runEscape(
  { values, positionals }: ParsedFlags,
  world: World,
  statusLine: StatusLine,
): Promise<number> {
  const [source, ...packages] = positionals;
  if (source === undefined) throw new UsageError('no profile named', 'run heapwise help escape');
  const format = formatOf(text(values, 'format'));
  const directory = text(values, 'dir') === '' ? process.cwd() : text(values, 'dir');
  const saved = text(values, 'saved') === '' ? [] : readSaved(text(values, 'saved'));
  const sourcePath = text(values, 'source_path') === '' ? directory : text(values, 'source_path');
  const profile = await loadOne(
    source,
    { ...fetchOptions(values), defaultPath: '/debug/pprof/heap', compat: false, sourcePath },
    world,
  );
  const { escapeJson, escapeMarkdown, explainAllocations, printEscape } = await import('#driver');
  try {
    const report = await explainAllocations(
      profile,
      { packages, sampleType: text(values, 'sample_index'), saved, sourcePath },
      {
        toolchain: createGoToolchain(directory),
        sources: world.sources,
        progress: (line) => statusLine.show(line),
      },
    );
    statusLine.clear();
    const limit = limitOf(values);
    const printed = {
      text: () => printEscape(report, limit),
      json: () => `${JSON.stringify(escapeJson(report), undefined, 1)}\n`,
      markdown: () => escapeMarkdown(report, limit),
    };
    await writeReport(text(values, 'output'), [printed[format]()]);
    return 0;
  } finally {
    statusLine.clear();
  }
}

function formatOf(name: string): Format {
  const format = formats.find((known) => known === name);
  if (format !== undefined) return format;
  if (name === '') return 'text';
  throw new UsageError(`there is no -format=${name}`, `choose one of ${formats.join(', ')}`);
}

function limitOf(values: FlagValues): number {
  const limit = values.get('n');
  if (typeof limit !== 'number') return 20;
  if (limit >= 0) return limit;
  throw new UsageError('-n must not be negative', 'write -n=0 to see all');
}

/** A file of the compiler's text, or all files of its JSON below a directory. @throws FetchError */
function readSaved(path: string): readonly CompilerNotes[] {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined)
    throw new FetchError(`${path}: no such file; save it with go build -gcflags=-m=2 2> ${path}`);
  if (!status.isDirectory()) return [{ path, text: readFileSync(path, 'utf8') }];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted();
  if (files.length === 0) throw new FetchError(`${path}: no .json files are in this directory`);
  return files.map((name) => ({ path: name, text: readFileSync(join(path, name), 'utf8') }));
}

// `heapwise web` and `heapwise -http`: the web UI, until Ctrl-C.

import {
  loadProfile,
  options,
  sampleAliases,
  UsageError,
  type Option,
  type Request,
  type World,
} from '#driver';
import { isObjectFile } from '#node';
import { applySampleAliases, configOfFlags } from './flag-config.ts';
import { requestFlags } from './flag-table.ts';
import { fetchOptions, isSet, text } from './flag-values.ts';
import type { ParsedFlags } from './flags.ts';
import type { Subcommand, SubcommandFlag } from './subcommand.ts';

export const webSubcommand: Subcommand = {
  name: 'web',
  usage: 'SOURCE...',
  help: 'Show a profile in the browser: flame graph, top, graph, source, labels',
  examples: [
    'heap.pb.gz',
    '-http=:8080 -no_browser heap.pb.gz',
    '-diff_base=before.pb.gz after.pb.gz',
    'http://localhost:6060/debug/pprof/heap',
  ],
  flags: [...requestFlags.filter(({ name }) => name !== 'add_comment'), ...optionFlags()],
  run: runWebSubcommand,
};

/** Fetches the profile and serves it until the user ends the program. @returns the exit code */
export async function serveProfile(request: Request, world: World): Promise<number> {
  const profile = await loadProfile(request, world);
  const { serveWeb } = await import('#web/server');
  await serveWeb(profile, request, world, { environment: process.env, until: interrupted() });
  return 0;
}

async function runWebSubcommand({ values, positionals }: ParsedFlags, world: World): Promise<number> {
  if (positionals.length === 0) throw new UsageError('no profile source specified', 'run heapwise help web');
  const [first = '', ...others] = positionals;
  const hasBinary = others.length > 0 && isObjectFile(first);
  const { config, warnings } = applySampleAliases(configOfFlags(values), values);
  for (const warning of warnings) world.message(warning);
  const bases = [text(values, 'base'), text(values, 'diff_base')].filter((source) => source !== '');
  if (bases.length > 1) throw new UsageError('-base and -diff_base flags cannot both be specified');
  if (config.normalize && bases.length === 0) {
    throw new UsageError('must have base profile to normalize by');
  }
  const request: Request = {
    command: undefined,
    regexp: '',
    config,
    sources: hasBinary ? others : positionals,
    bases,
    diffBase: text(values, 'diff_base') !== '',
    binary: hasBinary ? first : '',
    buildId: text(values, 'buildid'),
    symbolize: text(values, 'symbolize'),
    addComment: '',
    allFrames: isSet(values, 'all_frames'),
    tools: values.has('tools') ? text(values, 'tools') : (process.env['PPROF_TOOLS'] ?? ''),
    http: values.has('http') ? text(values, 'http') : 'localhost:',
    noBrowser: isSet(values, 'no_browser'),
    ...fetchOptions(values),
    warnings: [],
  };
  return serveProfile(request, world);
}

function optionFlags(): SubcommandFlag[] {
  const aliases = sampleAliases.map((alias): SubcommandFlag => ({
    name: alias.name,
    kind: 'bool',
    placeholder: '',
    help: alias.help,
  }));
  const shown = options.filter(({ name, urlParameter }) => urlParameter !== '' || name.endsWith('_path'));
  return [...shown.flatMap(flagsOfOption), ...aliases];
}

function flagsOfOption(option: Option): SubcommandFlag[] {
  if (option.type === 'choice') {
    return option.choices.map(({ name, help }) => ({ name, kind: 'bool', placeholder: '', help }));
  }
  const placeholder = option.type === 'bool' ? '' : '=VALUE';
  const kind = option.type === 'regexp' ? 'string' : option.type;
  return [{ name: option.name, kind, placeholder, help: option.help }];
}

/** When the user asks the program to end; a second time ends it at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const end = (): void => {
      for (const signal of signals) process.off(signal, end);
      resolve();
    };
    for (const signal of signals) process.on(signal, end);
  });
}

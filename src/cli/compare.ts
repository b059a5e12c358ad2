// `heapwise compare`: what changed from one profile, or series of profiles, to another, and whether that is too much.

import { existsSync } from 'node:fs';
import {
  compareProfiles,
  options,
  parseGrowthLimit,
  sampleAliases,
  UsageError,
  type GrowthLimit,
  type Option,
  type OptionGroup,
  type Request,
  type World,
} from '#driver';
import { writeReport } from '#node';
import { applySampleAliases, configOfFlags } from './flag-config.ts';
import { requestFlags } from './flag-table.ts';
import { fetchOptions, isSet, text } from './flag-values.ts';
import type { FlagKind, ParsedFlags } from './flags.ts';
import type { Subcommand, SubcommandFlag } from './subcommand.ts';

const ownFlags: readonly SubcommandFlag[] = [
  {
    name: 'fail-over',
    kind: 'string',
    placeholder: '=5%|10MB',
    help: 'Exit with code 3 if the total grew by more, and by more than noise',
  },
  {
    name: 'normalize',
    kind: 'bool',
    placeholder: '',
    help: 'Scale profiles of different length to the same duration',
  },
];

const optionGroups: ReadonlySet<OptionGroup> = new Set(['value', 'frames', 'labels', 'grouping']);
const otherOptions: ReadonlySet<string> = new Set([
  'output',
  'format',
  'sort',
  'unit',
  'nodecount',
  'nodefraction',
  'trim',
  'drop_negative',
  'trim_path',
  'source_path',
]);
const senselessOptions: ReadonlySet<string> = new Set(['mean', 'normalize', 'call_tree']);
const senselessFlags: ReadonlySet<string> = new Set([
  'base',
  'diff_base',
  'add_comment',
  'http',
  'no_browser',
]);

const placeholders: Readonly<Record<FlagKind, string>> = {
  bool: '',
  int: '=N',
  float: '=NUMBER',
  string: '=TEXT',
  list: '=TEXT',
};

export const compareSubcommand: Subcommand = {
  name: 'compare',
  usage: 'OLD NEW',
  help: 'Show what grew from OLD to NEW (files, URLs, series), and what is noise',
  examples: [
    'old.pb.gz new.pb.gz',
    'old/ new/ -sample_index=alloc_space -lines',
    'a1.pb.gz a2.pb.gz vs b1.pb.gz b2.pb.gz',
    '-output=diff.html old.pb.gz new.pb.gz',
    '--fail-over=5% -focus=json -format=markdown old.pb.gz new.pb.gz',
  ],
  flags: [...ownFlags, ...optionFlags(), ...requestFlags.filter(({ name }) => !senselessFlags.has(name))],
  run: runCompare,
};

async function runCompare({ values, positionals }: ParsedFlags, world: World): Promise<number> {
  const [before, after] = sidesOf(positionals);
  const { config, warnings } = applySampleAliases(configOfFlags(values), values);
  for (const warning of warnings) world.message(warning);
  if (config.divideBy === 0) throw new UsageError('zero divisor specified');
  const request: Request = {
    command: 'compare',
    regexp: '',
    config: trimmed({ ...config, mean: false, normalize: false }),
    sources: [],
    bases: [],
    diffBase: false,
    binary: '',
    buildId: text(values, 'buildid'),
    symbolize: text(values, 'symbolize'),
    addComment: '',
    allFrames: isSet(values, 'all_frames'),
    tools: values.has('tools') ? text(values, 'tools') : (process.env['PPROF_TOOLS'] ?? ''),
    http: '',
    noBrowser: false,
    ...fetchOptions(values),
    warnings: [],
  };
  const { output, check } = await compareProfiles(
    {
      request,
      before,
      after,
      normalize: isSet(values, 'normalize'),
      limit: limitOf(text(values, 'fail-over')),
    },
    world,
  );
  if (config.output !== '') world.message(`Generating report in ${config.output}`);
  if (output.kind === 'text') await writeReport(config.output, output.chunks);
  if (check !== undefined && check.message !== '') world.message(check.message);
  return check?.isBroken === true ? 3 : 0;
}

/** `OLD NEW`, or several of each with `vs` in between. */
function sidesOf(words: readonly string[]): [readonly string[], readonly string[]] {
  const hint = 'write heapwise compare OLD NEW, or heapwise compare OLD... vs NEW...';
  const between = existsSync('vs') ? -1 : words.indexOf('vs');
  if (between > 0 && between < words.length - 1) return [words.slice(0, between), words.slice(between + 1)];
  const [before, after] = words;
  if (before === undefined || after === undefined) throw new UsageError('compare takes two profiles', hint);
  if (words.length > 2) throw new UsageError(`which of these ${words.length} profiles are old?`, hint);
  return [[before], [after]];
}

function limitOf(limit: string): GrowthLimit | undefined {
  if (limit === '') return undefined;
  const parsed = parseGrowthLimit(limit);
  if (parsed !== undefined) return parsed;
  throw new UsageError(
    `invalid limit ${JSON.stringify(limit)}`,
    'write it as --fail-over=5% or --fail-over=10MB',
  );
}

function trimmed(config: Request['config']): Request['config'] {
  return config.trim ? config : { ...config, nodeCount: 0, nodeFraction: 0 };
}

function optionFlags(): SubcommandFlag[] {
  const wanted = options.filter(
    ({ name, group }) => (optionGroups.has(group) || otherOptions.has(name)) && !senselessOptions.has(name),
  );
  const aliases = sampleAliases
    .filter(({ mean }) => !mean)
    .map((alias): SubcommandFlag => ({ name: alias.name, kind: 'bool', placeholder: '', help: alias.help }));
  return [...wanted.flatMap(flagsOfOption), ...aliases];
}

function flagsOfOption(option: Option): SubcommandFlag[] {
  if (option.type === 'choice' && option.choicesAreFlags) {
    return option.choices.map(({ name, help }) => ({ name, kind: 'bool', placeholder: '', help }));
  }
  const kind = option.type === 'choice' || option.type === 'regexp' ? 'string' : option.type;
  const placeholder = option.type === 'regexp' ? '=REGEXP' : placeholders[kind];
  return [{ name: option.name, kind, placeholder, help: option.help }];
}

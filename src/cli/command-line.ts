// Turns the words of a command line into a Request, with the checks of pprof in the order of pprof.

import { commandNames, commands, findCommand, UsageError } from '#driver';
import type { Command, Request } from '#driver';

import { applySampleAliases, configOfFlags } from './flag-config.ts';
import { flagKinds } from './flag-table.ts';
import { parseFlags } from './flags.ts';
import type { ParsedFlags } from './flags.ts';
import { fetchOptions, isSet, text, type FlagValues } from './flag-values.ts';
import { closestName } from './spelling.ts';
import type { Subcommand } from './subcommand.ts';
import { findSubcommand, subcommands } from './subcommand-table.ts';

/** What the parser has to know of the machine. */
export interface Surroundings {
  /** Whether a file of that name is there; it wins over a subcommand of the same name. */
  readonly isFile: (path: string) => boolean;
  /** Whether the file is a program (ELF, Mach-O, PE), to tell it from a profile. */
  readonly isObjectFile: (path: string) => boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `topic` is what help was asked for on: '' for the overview, else a command, a subcommand or 'options'. */
export type Invocation =
  | { readonly kind: 'help'; readonly topic: string }
  | { readonly kind: 'run'; readonly request: Request }
  | { readonly kind: 'subcommand'; readonly subcommand: Subcommand; readonly parsed: ParsedFlags };

interface ReportChoice {
  readonly command: Command;
  readonly regexp: string;
}

/**
 * Both forms: pprof's (`-top -focus=x heap.pb.gz`) and sentences (`top heap.pb.gz -focus=x`).
 * `argv` is without the program. Throws UsageError.
 */
export function parseCommandLine(argv: readonly string[], surroundings: Surroundings): Invocation {
  const [first, ...others] = argv;
  if (first === undefined || surroundings.isFile(first)) return parseFlagForm(argv, surroundings);
  if (first === 'help') return { kind: 'help', topic: others[0] ?? '' };
  // First: pprof's -web draws one picture, the word asks for the whole UI.
  const subcommand = findSubcommand(first);
  if (subcommand !== undefined) return parseSubcommand(subcommand, others);
  const command = findCommand(first);
  if (command !== undefined) return parseSentence(command, others, surroundings);
  if (others.length > 0) rejectMisspelledCommand(first);
  return parseFlagForm(argv, surroundings);
}

function parseFlagForm(argv: readonly string[], surroundings: Surroundings): Invocation {
  const { values, positionals, helpWanted } = parseFlags(argv, flagKinds(), 'first');
  if (helpWanted) return { kind: 'help', topic: '' };
  return run(values, positionals, surroundings, () => reportOfFlags(values));
}

function parseSentence(command: Command, argv: readonly string[], surroundings: Surroundings): Invocation {
  const { values, positionals, helpWanted } = parseFlags(argv, flagKinds(), 'anywhere');
  if (helpWanted) return { kind: 'help', topic: command.name };
  const seeHelp = `run heapwise help ${command.name}`;
  const [regexp, ...afterRegexp] = positionals;
  if (command.takesRegexp && regexp === undefined) {
    throw new UsageError(`command ${command.name} requires an argument`, seeHelp);
  }
  if (command.takesRegexp && afterRegexp.length === 0) {
    throw new UsageError(`no profile source specified after the regexp ${regexp ?? ''}`, seeHelp);
  }
  const sources = command.takesRegexp ? afterRegexp : positionals;
  return run(values, sources, surroundings, () => {
    if (reportOfFlags(values) !== undefined)
      throw new UsageError('must set at most one output format', seeHelp);
    return { command, regexp: command.takesRegexp ? (regexp ?? '') : '' };
  });
}

function parseSubcommand(subcommand: Subcommand, argv: readonly string[]): Invocation {
  const kinds = new Map(subcommand.flags.map(({ name, kind }) => [name, kind]));
  const parsed = parseFlags(argv, kinds, subcommand.areArgumentsForeign === true ? 'first' : 'anywhere');
  return parsed.helpWanted
    ? { kind: 'help', topic: subcommand.name }
    : { kind: 'subcommand', subcommand, parsed };
}

function run(
  values: FlagValues,
  positionals: readonly string[],
  surroundings: Surroundings,
  chooseReport: () => ReportChoice | undefined,
): Invocation {
  if (positionals.length === 0) throw new UsageError('no profile source specified');
  const [binary, sources] = splitBinary(positionals, surroundings);
  const optionConfig = configOfFlags(values);
  const report = chooseReport();
  const http = text(values, 'http');
  const noBrowser = isSet(values, 'no_browser');
  if (report !== undefined && http !== '') {
    throw new UsageError('-http is not compatible with an output format on the command line');
  }
  if (noBrowser && http === '') throw new UsageError('-no_browser only makes sense with -http');
  const { config, warnings } = applySampleAliases(optionConfig, values);
  const { bases, diffBase } = basesOfFlags(values);
  if (config.normalize && bases.length === 0) throw new UsageError('must have base profile to normalize by');
  const request: Request = {
    command: report?.command.name,
    regexp: report?.regexp ?? '',
    config,
    sources,
    bases,
    diffBase,
    binary,
    buildId: text(values, 'buildid'),
    symbolize: text(values, 'symbolize'),
    addComment: text(values, 'add_comment'),
    allFrames: isSet(values, 'all_frames'),
    tools: values.has('tools') ? text(values, 'tools') : (surroundings.environment['PPROF_TOOLS'] ?? ''),
    http,
    noBrowser,
    ...fetchOptions(values),
    warnings,
  };
  return { kind: 'run', request };
}

/** Of several arguments the first may be the program that the profile is of. */
function splitBinary(
  positionals: readonly string[],
  surroundings: Surroundings,
): [string, readonly string[]] {
  const [first = '', ...others] = positionals;
  return others.length > 0 && surroundings.isObjectFile(first) ? [first, others] : ['', positionals];
}

/** A flag of a command with a regexp is not set by an empty one. */
function reportOfFlags(values: FlagValues): ReportChoice | undefined {
  const chosen: ReportChoice[] = [];
  for (const command of commands) {
    for (const name of commandNames(command)) {
      const regexp = text(values, name);
      if (isSet(values, name) || regexp !== '') chosen.push({ command, regexp });
    }
  }
  if (chosen.length > 1) throw new UsageError('must set at most one output format');
  return chosen[0];
}

function basesOfFlags(values: FlagValues): { bases: readonly string[]; diffBase: boolean } {
  const base = text(values, 'base');
  const diffBase = text(values, 'diff_base');
  if (base !== '' && diffBase !== '')
    throw new UsageError('-base and -diff_base flags cannot both be specified');
  return { bases: [base, diffBase].filter((source) => source !== ''), diffBase: diffBase !== '' };
}

/** A bare word that is nearly a command is not taken for the name of a host. */
function rejectMisspelledCommand(word: string): void {
  if (!/^[a-z]{3,}$/.test(word)) return;
  const names = [...commands.flatMap(commandNames), ...subcommands.map(({ name }) => name)];
  const meant = closestName(word, names);
  if (meant !== undefined) throw new UsageError(`unknown command "${word}"`, `did you mean "${meant}"?`);
}

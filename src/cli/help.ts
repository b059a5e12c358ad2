// Writes the help texts from the option, command and flag tables.

import {
  commands,
  defaultConfig,
  findCommand,
  findOption,
  optionGroups,
  options,
  optionText,
  reportFormats,
  sampleAliases,
  UsageError,
} from '#driver';
import type { Choice, Command, Option, OptionGroup } from '#driver';

import { requestFlags } from './flag-table.ts';
import { closestName } from './spelling.ts';
import type { Subcommand } from './subcommand.ts';
import { findSubcommand, subcommands } from './subcommand-table.ts';

/** What stands for the value of an option. */
const placeholders: Readonly<Record<Option['type'], string>> = {
  bool: '',
  int: '=N',
  float: '=NUMBER',
  regexp: '=REGEXP',
  string: '=TEXT',
  choice: '=NAME',
};

/** `topic` is '' for the overview, 'options', or a command. Throws UsageError for any other. */
export function helpText(topic: string): string {
  if (topic === '') return overview();
  if (topic === 'options') return optionsHelp();
  const subcommand = findSubcommand(topic);
  if (subcommand !== undefined) return subcommandHelp(subcommand);
  const command = findCommand(topic);
  if (command !== undefined) return commandHelp(command);
  const names = [...commands, ...subcommands].map(({ name }) => name);
  const meant = closestName(topic, ['options', ...names]);
  const hint = meant === undefined ? undefined : `did you mean heapwise help ${meant}?`;
  throw new UsageError(`no help on "${topic}"`, hint);
}

/** Fits one screen: 24 lines of 100 columns. */
function overview(): string {
  const everydayCommands = commands.filter(({ isEveryday }) => isEveryday);
  const otherCommands = commands.filter(({ isEveryday }) => !isEveryday);
  return lines(
    'heapwise reads profiles, by file or URL, and shows where memory and time go.',
    '',
    'heapwise COMMAND [REGEXP] [options] SOURCE...   heapwise top -cum -nodecount=20 cpu.pb.gz',
    'heapwise -COMMAND [options] SOURCE...           as pprof: heapwise -top -base=a.pb.gz b.pb.gz',
    '',
    'Reports on profiles:',
    ...everydayCommands.map((command) => row(commandUsage(command), command.help, 16)),
    ...wrapped(`also: ${otherCommands.map(({ name }) => name).join(' ')}`, 98).map((line) => `  ${line}`),
    'And beside reports:',
    ...subcommands.map(({ name, help }) => row(name, help, 16)),
    '',
    'heapwise help COMMAND shows its options and examples; heapwise help options lists all options.',
  );
}

function commandHelp(command: Command): string {
  const usage = `heapwise ${commandUsage(command)} [options] SOURCE...`;
  return lines(
    usage,
    '',
    `${command.help}.`,
    '',
    'Examples:',
    ...command.examples.map((example) => `  heapwise ${command.name} ${example}`),
    ...formatsHelp(command),
    ...optionGroups.filter(([group]) => command.optionGroups.includes(group)).flatMap(commandGroupHelp),
    '',
    'heapwise help options lists all options, with those of sources.',
  );
}

function subcommandHelp({ name, usage, help, examples, flags }: Subcommand): string {
  return lines(
    `heapwise ${name} [options] ${usage}`,
    '',
    `${help}.`,
    '',
    'Examples:',
    ...examples.map((example) => `  heapwise ${name} ${example}`),
    '',
    'Options:',
    ...flags.map((flag) => row(`-${flag.name}${flag.placeholder}`, flag.help)),
  );
}

function optionsHelp(): string {
  return lines(
    'Options are written -name=value or -name value, those without a value -name or -name=false.',
    ...optionGroups.flatMap(groupHelp),
    ...requestFlagHelp('source', 'What is read'),
    ...requestFlagHelp('session', 'Web UI'),
    '',
    'Short for -sample_index:',
    ...sampleAliases.map((alias) => row(`-${alias.name}`, alias.help)),
  );
}

/** The formats that the report has beside text. */
function formatsHelp(command: Command): string[] {
  const formats: readonly string[] = reportFormats(command.name);
  const others = formatChoices().filter(({ name }) => name !== 'text' && formats.includes(name));
  if (others.length === 0) return [];
  return ['', 'Other formats:', ...others.map((choice) => row(`-format=${choice.name}`, choice.help))];
}

function formatChoices(): readonly Choice[] {
  const option = findOption('format');
  return option?.type === 'choice' ? option.choices : [];
}

/** Without `format`, of which each command has its own choices. */
function commandGroupHelp([group, title]: readonly [OptionGroup, string]): string[] {
  return optionListHelp(
    title,
    options.filter((option) => option.group === group && option.name !== 'format'),
  );
}

function groupHelp([group, title]: readonly [OptionGroup, string]): string[] {
  return optionListHelp(
    title,
    options.filter((option) => option.group === group),
  );
}

function optionListHelp(title: string, listed: readonly Option[]): string[] {
  return ['', `${title}:`, ...listed.flatMap(optionHelp)];
}

function optionHelp(option: Option): string[] {
  if (option.type === 'choice' && option.choicesAreFlags) {
    return option.choices.map((choice) => row(`-${choice.name}`, choice.help));
  }
  return [row(`-${option.name}${placeholders[option.type]}`, option.help + defaultNote(option))];
}

function requestFlagHelp(group: 'source' | 'session', title: string): string[] {
  const flags = requestFlags.filter((flag) => flag.group === group);
  return ['', `${title}:`, ...flags.map((flag) => row(`-${flag.name}${flag.placeholder}`, flag.help))];
}

/** Of numbers only: the other defaults are in the help lines or go without saying. */
function defaultNote(option: Option): string {
  return option.type === 'float' || option.type === 'int'
    ? ` (default ${optionText(defaultConfig, option)})`
    : '';
}

function commandUsage(command: Command): string {
  return command.takesRegexp ? `${command.name} REGEXP` : command.name;
}

function row(name: string, help: string, width = 22): string {
  return `  ${name.padEnd(width)} ${help}`;
}

/** The words of `text` in lines of at most `width` columns. */
function wrapped(text: string, width: number): string[] {
  return text.match(new RegExp(`\\S.{0,${width - 2}}\\S(?=\\s|$)|\\S+`, 'g')) ?? [];
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

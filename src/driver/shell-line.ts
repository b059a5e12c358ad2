// The grammar of the interactive shell: what one line asks for. Words and messages are those of `go tool pprof`.

import { sampleTypeIndex, type Profile } from '#profile';
import { findCommand, type Command } from './commands.ts';
import type { Config } from './config.ts';
import { UsageError } from './errors.ts';
import { quoteGo } from './go-literals.ts';
import { findChoice, findOption, options } from './options.ts';
import { setOption } from './set-option.ts';

/** What a line asks for. */
export type ShellStep =
  | { readonly kind: 'nothing' }
  /** An option was set: lines from now on mean this config. */
  | { readonly kind: 'set'; readonly config: Config }
  | { readonly kind: 'list options' }
  | { readonly kind: 'help'; readonly topic: string }
  | { readonly kind: 'exit' }
  | ShellReport;

/** A report, with a config for it alone. */
export interface ShellReport {
  readonly kind: 'report';
  readonly command: Command;
  /** The regexp of a command that takes one, else ''. */
  readonly regexp: string;
  readonly config: Config;
}

/** The profile, as far as the grammar depends on it. */
export type ShellProfile = Pick<Profile, 'sampleTypes' | 'defaultSampleType'>;

/** A line that names nothing. `word` is what was meant to be a command or an option. */
export class UnknownCommandError extends UsageError {
  readonly word: string;

  constructor(word: string) {
    super(`unrecognized command: ${quoteGo(word)}`);
    this.word = word;
  }
}

/** How many entries `top` shows in the shell, unless it is told. */
const usualTop = 10;

/** The lines that a line stands for: those of a shortcut, or itself. */
export function expandShellLine(line: string, { sampleTypes }: ShellProfile): readonly string[] {
  const text = trimBlank(line);
  return shellShortcuts(sampleTypes.map(({ type }) => type)).get(text) ?? [text];
}

/** Short for several lines: `:` clears the filters, and a sample type selects itself. */
export function shellShortcuts(types: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const shortcuts = new Map<string, readonly string[]>([[':', clearedByColon.map((name) => `${name}=`)]]);
  for (const type of types) {
    const select = `sample_index=${type}`;
    shortcuts.set(type, [select]);
    shortcuts.set(`total_${type}`, ['mean=0', select]);
    shortcuts.set(`mean_${type}`, ['mean=1', select]);
  }
  return shortcuts;
}

const clearedByColon = ['focus', 'ignore', 'hide', 'tagfocus', 'tagignore'] as const;

/**
 * @param line out of `expandShellLine`.
 * @throws UsageError when it makes no sense; ProfileError for a sample type that the profile does not have.
 */
export function readShellLine(line: string, config: Config, profile: ShellProfile): ShellStep {
  const changed = readAssignment(line, config, profile);
  if (changed !== undefined) return { kind: 'set', config: changed };
  const [name, ...words] = wordsOf(line);
  if (name === undefined) return { kind: 'nothing' };
  if (name === 'o' || name === 'options') return { kind: 'list options' };
  if (name === 'exit' || name === 'quit' || name === 'q') return { kind: 'exit' };
  if (name === 'help') return { kind: 'help', topic: words.join(' ') };
  return readReport(name, words, config);
}

/** `name=value`, or a name alone. @returns undefined when the line is something else. */
function readAssignment(line: string, config: Config, profile: ShellProfile): Config | undefined {
  const equals = line.indexOf('=');
  const name = trimBlank(equals < 0 ? line : line.slice(0, equals));
  const option = findOption(name);
  if (option === undefined && findChoice(name) === undefined) return undefined;
  if (equals < 0 && option !== undefined && option.type !== 'bool')
    throw new UsageError(`please specify a value, e.g. ${name}=<val>`);
  const value = equals < 0 ? '' : withoutComment(line.slice(equals + 1));
  if (name !== 'sample_index') return setOption(config, name, value);
  const index = sampleTypeIndex(profile, value);
  const type = profile.sampleTypes[index]?.type;
  if (type === undefined) throw new UsageError(`invalid sample_index ${quoteGo(value)}`);
  return setOption(config, name, type);
}

/** What `o` prints behind a value may be pasted back. */
function withoutComment(text: string): string {
  const comment = text.lastIndexOf(commentStart);
  return trimBlank(comment < 0 ? text : text.slice(0, comment));
}

/** What starts a comment behind the value of an option. */
export const commentStart = '//:';

function readReport(word: string, words: readonly string[], config: Config): ShellReport {
  const [name, ...leading] = splitCount(word);
  const rest = [...leading, ...words];
  const command = findCommand(name);
  if (command === undefined) throw notACommand(name, rest[0]);
  if (command.takesRegexp && rest.length === 0) throw new UsageError(`command ${name} requires an argument`);
  const regexp = command.takesRegexp ? (rest.shift() ?? '') : '';
  const own = withWords(config, command, rest);
  const isTop = command.name === 'top';
  const nodeCount = isTop && own.nodeCount === -1 ? usualTop : own.nodeCount;
  return { kind: 'report', command, regexp, config: { ...own, nodeCount } };
}

/** `top10` is `top 10`, unless there is a command of the whole name. */
function splitCount(word: string): [name: string, ...count: string[]] {
  if (findCommand(word) !== undefined) return [word];
  const [, name, digits] = /^(.*?[^0-9])([0-9]+)$/s.exec(word) ?? [];
  return name === undefined || digits === undefined ? [word] : [name, digits];
}

function notACommand(name: string, value: string | undefined): UsageError {
  const isOption = options.some((option) => option.type !== 'choice' && option.name === name);
  if (!isOption && findChoice(name) === undefined) return new UnknownCommandError(name);
  return new UsageError(`did you mean: ${name}=${value ?? '<val>'}`);
}

/** The words behind a command: a number of entries, `>file`, `-cum`, `-ignored`, and what to focus on. */
function withWords(config: Config, command: Command, words: readonly string[]): Config {
  let { nodeCount, output, sort } = config;
  const focus: string[] = [];
  const ignore: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (isInt32(word)) nodeCount = Number(word);
    else if (word.startsWith('>')) output = fileName(word.slice(1) || rest.shift());
    else if (word === '-cum' || word === '--cum') sort = 'cum';
    else if (word.startsWith('-')) ignore.push(word.slice(1));
    else focus.push(word);
  }
  const filters = { focus: alternatives(focus), ignore: alternatives(ignore) };
  const base = { ...config, nodeCount, output, sort };
  return command.name === 'tags'
    ? {
        ...base,
        tagFocus: filters.focus || config.tagFocus,
        tagIgnore: filters.ignore || config.tagIgnore,
      }
    : { ...base, focus: filters.focus || config.focus, ignore: filters.ignore || config.ignore };
}

function fileName(word: string | undefined): string {
  if (word === undefined) throw new UsageError('unexpected end of line after >');
  return word;
}

/** One pattern that matches what any of them does. */
function alternatives(patterns: readonly string[]): string {
  return patterns.filter((pattern) => pattern !== '').join('|');
}

function isInt32(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && Math.abs(Number(text) + 0.5) < 2 ** 31;
}

// What Go counts as white space.
const blank = String.raw`[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const blanksAround = new RegExp(`^${blank}+|${blank}+$`, 'g');
const blanks = new RegExp(`${blank}+`);

function trimBlank(text: string): string {
  return text.replaceAll(blanksAround, '');
}

/** The words of a line, between white space. */
export function wordsOf(line: string): string[] {
  return line.split(blanks).filter((word) => word !== '');
}

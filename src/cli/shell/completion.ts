// What Tab offers in the shell: commands, options, their values, and the names of the profile's functions.

import {
  commandNames,
  commands,
  findCommand,
  findOption,
  options,
  shellShortcuts,
  type Option,
} from '#driver';

/** What replaces the end of a line: candidates for its last characters, `replaced`. */
export interface Completions {
  readonly candidates: readonly string[];
  readonly replaced: string;
}

export interface CompletionInput {
  readonly sampleTypes: readonly string[];
  /** Of units that values can be shown in. */
  readonly units: readonly string[];
  /** Names of functions as they can be typed, in order; asked for when they are wanted first. */
  functionNames(): readonly string[];
}

/** More would scroll the line away. */
const listedAtMost = 100;

/** All that can be the first word of a line. */
export function knownWords(sampleTypes: readonly string[]): readonly string[] {
  const choices = options.flatMap((option) =>
    option.type === 'choice' && option.choicesAreFlags ? option.choices.map(({ name }) => name) : [],
  );
  return [
    ...commands.flatMap(commandNames),
    'exit',
    'help',
    'options',
    'quit',
    ...options.map(({ name }) => name),
    ...choices,
    ...shellShortcuts(sampleTypes).keys(),
  ];
}

/** Whatever stands before the cursor in `line`, and how it can go on. */
export function completeLine(line: string, input: CompletionInput): Completions {
  const assignment = /^\s*([a-z_]+)\s*=\s*(.*)$/.exec(line);
  const option = findOption(assignment?.[1] ?? '');
  if (option !== undefined) return completeValue(option, assignment?.[2] ?? '', input);
  const words = line.trimStart().split(/\s+/);
  const [first = '', ...others] = words;
  const last = others.at(-1);
  if (last === undefined) return withPrefix(first, firstWords(input));
  if (first === 'help') return withPrefix(last, [...knownWords(input.sampleTypes)]);
  const command = findCommand(first.replace(/\d+$/, ''));
  if (command === undefined || command.name === 'tags' || last.startsWith('>')) return nothing(last);
  if ('-cum'.startsWith(last) && last !== '') return withPrefix(last, ['-cum']);
  return completeFunction(last.replace(/^-/, ''), input);
}

/** Options go on with a value, so the `=` comes with them. */
function firstWords({ sampleTypes }: CompletionInput): readonly string[] {
  const takesValue = new Set(options.filter(({ type }) => type !== 'bool').map(({ name }) => name));
  return knownWords(sampleTypes).map((word) => (takesValue.has(word) ? `${word}=` : word));
}

function completeValue(option: Option, typed: string, input: CompletionInput): Completions {
  switch (option.type) {
    case 'bool':
      return withPrefix(typed, ['true', 'false']);
    case 'choice':
      return withPrefix(
        typed,
        option.choices.map(({ name }) => name),
      );
    case 'regexp':
      return option.group === 'frames' ? completeFunction(typed, input) : nothing(typed);
    default:
  }
  if (option.name === 'sample_index') return withPrefix(typed, input.sampleTypes);
  if (option.name === 'unit') return withPrefix(typed, ['auto', 'minimum', ...input.units]);
  return nothing(typed);
}

function nothing(replaced: string): Completions {
  return { candidates: [], replaced };
}

function withPrefix(typed: string, words: readonly string[]): Completions {
  const start = typed.toLowerCase();
  return { candidates: words.filter((word) => word.startsWith(start)).toSorted(), replaced: typed };
}

/** Names that begin with what was typed, or else contain it. */
function completeFunction(typed: string, { functionNames }: CompletionInput): Completions {
  const names = functionNames();
  const starting = names.filter((name) => name.startsWith(typed));
  if (starting.length > 0) return { candidates: shortened(starting, typed), replaced: typed };
  const containing = names.filter((name) => name.includes(typed));
  // With what was typed among them, several are only listed, and nothing is inserted.
  return {
    candidates: containing.length > 1 ? shortened([typed, ...containing], typed) : containing,
    replaced: typed,
  };
}

/** So many that they cannot be listed are as far as they agree, and then a few of them. */
function shortened(names: readonly string[], typed: string): readonly string[] {
  if (names.length <= listedAtMost) return names;
  const shared = sharedStart(names);
  if (shared.length > typed.length) return [shared];
  return [...names.slice(0, listedAtMost), `… ${names.length - listedAtMost} more`];
}

function sharedStart(names: readonly string[]): string {
  let shared = names[0] ?? '';
  for (const name of names) {
    let length = 0;
    while (length < shared.length && shared[length] === name[length]) length++;
    shared = shared.slice(0, length);
  }
  return shared;
}

// The help of the shell, from the command and option tables.

import {
  commands,
  defaultConfig,
  findChoice,
  findCommand,
  findOption,
  optionGroups,
  options,
  optionText,
  reportFormats,
  UsageError,
  type Command,
  type Option,
} from '#driver';

/** `topic` is '' for the overview, else a command, an option or a choice. @throws UsageError for any other. */
export function shellHelp(topic: string): string {
  if (topic === '') return overview();
  const command = findCommand(topic);
  if (command !== undefined) return commandHelp(command, topic);
  const option = findOption(topic);
  if (option !== undefined) return optionHelp(option);
  const choice = findChoice(topic)?.choices.find(({ name }) => name === topic);
  if (choice !== undefined) return lines(`${choice.help}.`, '', `  ${topic}=1`);
  throw new UsageError(`Unknown command: ${topic}`);
}

function overview(): string {
  return lines(
    'Commands:',
    ...commands.map((command) =>
      row(command.takesRegexp ? `${command.name} FUNC` : command.name, command.help),
    ),
    row('o/options', 'List the options and their values'),
    row('help NAME', 'Explain a command or an option'),
    row('q/quit/exit/^D', 'Leave'),
    '',
    'Behind a command, in any order, for it alone:',
    row('10', 'At most 10 entries: top 10, or top10'),
    row('main|parse', 'Only samples with a function that matches'),
    row('-runtime', 'No samples with a function that matches'),
    row('-cum', 'Sorted by what a function and all that it called used'),
    row('>FILE', 'Written to a file'),
    ...optionGroups.flatMap(([group, title]) => [
      '',
      `Options: ${title.toLowerCase()}`,
      ...options
        .filter((option) => option.group === group)
        .map((option) => row(`${option.name}=`, option.help)),
    ]),
    '',
    'Short for several options:',
    row(':', 'Clear focus, ignore, hide, tagfocus and tagignore'),
    row('TYPE', 'Count this sample type: sample_index=TYPE; also total_TYPE and mean_TYPE'),
  );
}

function commandHelp(command: Command, name: string): string {
  const formats = reportFormats(command.name).filter((format) => format !== 'text');
  const words =
    command.name === 'tags' ? '[TAG]... [-IGNORED_TAG]...' : '[N] [FOCUS]... [-IGNORED]... [-cum]';
  const argument = command.takesRegexp ? ' FUNC' : '';
  const groups = optionGroups.filter(([group]) => command.optionGroups.includes(group));
  const names = groups.flatMap(([group]) => options.filter((option) => option.group === group));
  return lines(
    `${command.help}.`,
    '',
    `  ${name}${argument} ${words} [>FILE]`,
    ...(names.length === 0
      ? []
      : ['', 'Options that matter:', ...wrapped(names.map((option) => option.name))]),
    ...(formats.length === 0
      ? []
      : ['', `Formats: ${formats.map((format) => `format=${format}`).join(', ')}`]),
  );
}

function optionHelp(option: Option): string {
  const value = optionText(defaultConfig, option);
  const choices = option.type === 'choice' ? option.choices : [];
  return lines(
    `${option.help}.`,
    '',
    ...choices.map((choice) => row(`${option.name}=${choice.name}`, choice.help, 26)),
    ...(choices.length === 0 ? [`  ${option.name}=${placeholders[option.type]}`] : []),
    ...(value === '' ? [] : [`  default: ${value}`]),
  );
}

const placeholders: Readonly<Record<Option['type'], string>> = {
  bool: 'true or false',
  int: 'N',
  float: 'NUMBER',
  regexp: 'REGEXP',
  string: 'TEXT',
  choice: '',
};

function row(name: string, help: string, width = 21): string {
  return `  ${name.padEnd(width)} ${help}`;
}

function wrapped(words: readonly string[]): string[] {
  return (
    words
      .join(' ')
      .match(/\S.{0,74}\S(?=\s|$)|\S+/g)
      ?.map((line) => `  ${line}`) ?? []
  );
}

function lines(...parts: readonly string[]): string {
  return parts.join('\n');
}

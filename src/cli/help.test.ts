// Help covers the tables, fits the screen, and its examples are command lines that parse.

import { describe, expect, test } from 'vitest';

import { commands, options, UsageError } from '#driver';

import { parseCommandLine } from './command-line.ts';
import { flagKinds } from './flag-table.ts';
import { helpText } from './help.ts';
import { subcommands } from './subcommand-table.ts';

const topics = ['', 'options', ...[...commands, ...subcommands].map(({ name }) => name)];

test.each(topics)('"%s" is at most 100 columns wide', (topic) => {
  const longest = Math.max(
    ...helpText(topic)
      .split('\n')
      .map((line) => line.length),
  );
  expect(longest).toBeLessThanOrEqual(100);
});

test('the overview fits one screen and names every command that is there', () => {
  const overview = helpText('');
  expect(overview.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
  const words = new Set(overview.match(/\w+/g));
  for (const { name } of [...commands, ...subcommands]) expect(words).toContain(name);
});

test('help on options lists every flag that is no command', () => {
  const listed = [...helpText('options').matchAll(/^ {2}-(\w+)/gm)].map((match) => match[1] ?? '');
  const commandFlags = new Set(commands.flatMap((command) => [command.name].concat(command.aliases)));
  const flags = [...flagKinds().keys()].filter((name) => !commandFlags.has(name));
  expect(listed.toSorted()).toEqual(flags.toSorted());
});

describe('help on a command', () => {
  // The word `web` is the subcommand: pprof's -web draws one picture.
  const named = commands.filter(({ name }) => name !== 'web');
  test.each(named.map((command) => [command.name, command] as const))(
    '%s says what it shows, and its examples parse',
    (name, command) => {
      const help = helpText(name);
      expect(help).toContain(`${command.help}.`);
      const examples = [...help.matchAll(/^ {2}(heapwise .*)$/gm)].map((match) => match[1] ?? '');
      expect(examples.length).toBeGreaterThanOrEqual(2);
      for (const example of examples) {
        const [, ...argv] = example.replace(/ > .*/, '').replaceAll("'", '').split(' ');
        const surroundings = { isFile: () => false, isObjectFile: () => false, environment: {} };
        expect(parseCommandLine(argv, surroundings)).toMatchObject({ request: { command: name } });
      }
    },
  );

  test.each([
    ['top', ['json', 'csv', 'markdown']],
    ['list', ['json', 'csv', 'markdown']],
    ['comments', ['json', 'csv', 'markdown']],
    ['raw', ['json']],
    ['folded', []],
    ['proto', []],
  ])('%s names the formats that it has: %j', (name, formats) => {
    const listed = [...helpText(name).matchAll(/^ {2}-format=(\w+)/gm)].map((match) => match[1]);
    expect(listed).toEqual(formats);
  });

  test('lists the options that matter to it and no others', () => {
    expect(helpText('tags')).toContain('-tagfocus=');
    expect(helpText('tags')).not.toContain('-nodecount=');
    for (const option of options.filter(({ group }) => group === 'size')) {
      expect(helpText('top')).toContain(`-${option.name}`);
    }
  });

  test('of another name is the same help', () => {
    expect(helpText('text')).toBe(helpText('top'));
  });
});

test('help on something unknown', () => {
  expect(() => helpText('lsit')).toThrow(
    new UsageError('no help on "lsit"', 'did you mean heapwise help list?'),
  );
});

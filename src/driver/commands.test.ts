// The command table against pprof's, and what each command makes of the config.

import { describe, expect, test } from 'vitest';

import { applyCommandOverrides, commandNames, commands, findCommand } from './commands.ts';
import type { Command } from './commands.ts';
import { defaultConfig } from './config.ts';
import { optionGroups } from './options.ts';

const everything = { nodeCount: 0, nodeFraction: 0, edgeFraction: 0 };
const graphDefaults = { nodeCount: 80 };

test('has the commands of pprof and our own', () => {
  const pprofCommands =
    'callgrind comments disasm dot eog evince gif gv kcachegrind list pdf peek png proto ps raw svg tags text top topproto traces tree web weblist';
  expect(commands.flatMap(commandNames).toSorted()).toEqual(
    [...pprofCommands.split(' '), 'flame', 'folded', 'speedscope'].toSorted(),
  );
});

test('takes a regexp where pprof does', () => {
  const names = commands.filter((command) => command.takesRegexp).map((command) => command.name);
  expect(names.toSorted()).toEqual(['disasm', 'list', 'peek', 'weblist']);
});

describe('overrides of the default config', () => {
  test.each([
    ['top', { nodeCount: 0 }],
    ['text', { nodeCount: 0 }],
    ['topproto', { nodeCount: 0 }],
    ['tree', graphDefaults],
    ['traces', graphDefaults],
    ['tags', graphDefaults],
    ['comments', graphDefaults],
    ['dot', graphDefaults],
    ['svg', graphDefaults],
    ['peek', everything],
    ['folded', everything],
    ['speedscope', everything],
    ['list', { ...everything, granularity: 'lines' }],
    ['disasm', { ...everything, granularity: 'addresses', noInlines: true }],
    ['weblist', { ...everything, granularity: 'addresses', noInlines: false }],
    ['raw', { ...everything, granularity: 'addresses' }],
    ['proto', { ...everything, granularity: 'addresses' }],
    ['callgrind', { ...everything, granularity: 'addresses' }],
    ['kcachegrind', { ...everything, granularity: 'addresses' }],
  ])('%s', (name, changed) => {
    expect(applyCommandOverrides(defaultConfig, command(name))).toEqual({ ...defaultConfig, ...changed });
  });
});

describe('overrides of what was set', () => {
  const set = { ...defaultConfig, nodeCount: 7, noInlines: true, granularity: 'files' } as const;

  test('a node count that was set stays', () => {
    expect(applyCommandOverrides(set, command('top'))).toEqual(set);
    expect(applyCommandOverrides(set, command('dot'))).toEqual(set);
  });

  test('untrimmed reports have no limits, and noinlines stays unless the report is about inlining', () => {
    expect(applyCommandOverrides(set, command('peek'))).toEqual({ ...set, ...everything });
    expect(applyCommandOverrides(set, command('list')).noInlines).toBe(true);
    expect(applyCommandOverrides(set, command('weblist')).noInlines).toBe(false);
  });

  test('-trim=false takes all limits away from every report', () => {
    const untrimmed = { ...set, trim: false };
    expect(applyCommandOverrides(untrimmed, command('top'))).toEqual({ ...untrimmed, ...everything });
  });
});

describe('rows', () => {
  const groups = optionGroups.map(([group]) => group);

  test.each(commands.map((row) => [row.name, row] as const))('%s', (_, row) => {
    expect(row.help).not.toMatch(/\.$|\n/);
    expect(groups).toEqual(expect.arrayContaining([...row.optionGroups]));
    expect(row.examples.length).toBeGreaterThanOrEqual(2);
  });
});

function command(name: string): Command {
  const found = findCommand(name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

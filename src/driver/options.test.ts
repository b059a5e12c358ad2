// The option table against pprof's (name, default, URL parameter, saved or not), and setting options from text.

import { describe, expect, test } from 'vitest';

import { defaultConfig } from './config.ts';
import type { Config } from './config.ts';
import { UsageError } from './errors.ts';
import { findChoice, findOption, options } from './options.ts';
import { optionText, setOption } from './set-option.ts';

const pprofOptions: readonly (readonly [
  name: string,
  initial: string,
  urlParameter: string,
  saved: boolean,
])[] = [
  ['output', '', '', false],
  ['call_tree', 'false', 'calltree', true],
  ['relative_percentages', 'false', 'rel', true],
  ['unit', 'minimum', 'unit', true],
  ['compact_labels', 'false', 'compact', true],
  ['source_path', '', '', false],
  ['trim_path', '', '', false],
  ['intel_syntax', 'false', 'intel', true],
  ['mean', 'false', 'mean', true],
  ['sample_index', '', 'si', false],
  ['divide_by', '1', '', false],
  ['normalize', 'false', 'norm', true],
  ['sort', 'flat', 'sort', true],
  ['tagroot', '', 'tagroot', true],
  ['tagleaf', '', 'tagleaf', true],
  ['drop_negative', 'false', 'dropneg', true],
  ['nodecount', '-1', 'n', true],
  ['nodefraction', '0.005', 'nf', true],
  ['edgefraction', '0.001', 'ef', true],
  ['trim', 'true', 'trim', true],
  ['focus', '', 'f', true],
  ['ignore', '', 'i', true],
  ['prune_from', '', 'prunefrom', true],
  ['hide', '', 'h', true],
  ['show', '', 's', true],
  ['show_from', '', 'sf', true],
  ['tagfocus', '', 'tf', true],
  ['tagignore', '', 'ti', true],
  ['tagshow', '', 'ts', true],
  ['taghide', '', 'th', true],
  ['noinlines', 'false', 'noinlines', true],
  ['showcolumns', 'false', 'showcolumns', true],
  ['granularity', '', 'g', true],
];

describe('the option table', () => {
  test('has the options of pprof in its order, then our own', () => {
    const rows = options.map((option) => [
      option.name,
      optionText(defaultConfig, option),
      option.urlParameter,
      option.saved,
    ]);
    expect(rows).toEqual([
      ...pprofOptions,
      ['format', 'text', '', false],
      ['compat', 'false', '', false],
      ['dot_program', '', '', false],
      ['escape', 'false', '', false],
    ]);
  });

  test('has one row for every field of the config', () => {
    const fields: string[] = options.map((option) => option.field);
    expect(fields).toEqual(Object.keys(defaultConfig));
  });

  test('has no name twice, choices included', () => {
    const names = options.flatMap((option) =>
      option.type === 'choice' && option.choicesAreFlags
        ? [option.name].concat(option.choices.map((choice) => choice.name))
        : [option.name],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('setOption', () => {
  const settings: readonly (readonly [name: string, text: string, changed: Partial<Config>])[] = [
    ['focus', 'a=b|c', { focus: 'a=b|c' }],
    ['focus', '', { focus: '' }],
    ['nodecount', '12', { nodeCount: 12 }],
    ['nodecount', '-5', { nodeCount: -5 }],
    ['nodefraction', '.25', { nodeFraction: 0.25 }],
    ['divide_by', '1e3', { divideBy: 1000 }],
    ['mean', '', { mean: true }],
    ['mean', 'YES', { mean: true }],
    ['trim', 'N', { trim: false }],
    ['trim', '0', { trim: false }],
    ['sort', 'cum', { sort: 'cum' }],
    ['granularity', 'lines', { granularity: 'lines' }],
    ['cum', '1', { sort: 'cum' }],
    ['addresses', 'T', { granularity: 'addresses' }],
    ['format', 'json', { format: 'json' }],
    ['compat', 'true', { compat: true }],
    ['dot_program', 'dot', { dotProgram: 'dot' }],
    ['escape', '1', { escape: true }],
  ];
  test.each(settings)('%s=%s', (name, text, changed) => {
    expect(setOption(defaultConfig, name, text)).toEqual({ ...defaultConfig, ...changed });
  });

  test('leaves the config that it was given as it was', () => {
    const before = { ...defaultConfig };
    setOption(defaultConfig, 'nodecount', '12');
    expect(defaultConfig).toEqual(before);
  });

  test.each([
    ['bogus', '1', 'unknown config field "bogus"'],
    ['cum', '', 'unknown config field "cum"'],
    ['cum', 'yes', 'unknown config field "cum"'],
    ['json', '1', 'unknown config field "json"'],
    ['sort', 'x', 'invalid "sort" value "x"'],
    ['granularity', '', 'invalid "granularity" value ""'],
    ['mean', 'x', 'illegal value "x" for bool variable'],
    ['nodecount', 'abc', 'strconv.Atoi: parsing "abc": invalid syntax'],
    ['nodecount', '0x10', 'strconv.Atoi: parsing "0x10": invalid syntax'],
    ['nodecount', '9223372036854775808', 'strconv.Atoi: parsing "9223372036854775808": value out of range'],
    ['nodefraction', 'x', 'strconv.ParseFloat: parsing "x": invalid syntax'],
    ['nodefraction', '1e999', 'strconv.ParseFloat: parsing "1e999": value out of range'],
  ])('%s=%s is refused', (name, text, message) => {
    expect(() => setOption(defaultConfig, name, text)).toThrow(new UsageError(message));
  });
});

test.each([
  ['nodecount', '1000000', '1000000'],
  ['divide_by', '1000000', '1e+06'],
  ['divide_by', '0.00001', '1e-05'],
  ['nodefraction', '0.25', '0.25'],
  ['trim', 'no', 'false'],
  ['unit', 'ms', 'ms'],
])('%s=%s shows as %s', (name, text, shown) => {
  const option = findOption(name);
  expect(option && optionText(setOption(defaultConfig, name, text), option)).toBe(shown);
});

test('a choice is found by its name only if it is a flag', () => {
  expect(findChoice('cum')?.name).toBe('sort');
  expect(findChoice('files')?.name).toBe('granularity');
  expect(findChoice('json')).toBeUndefined();
  expect(findChoice('sort')).toBeUndefined();
});

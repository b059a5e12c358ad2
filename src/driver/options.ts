// The option table: flags, shell variables, URL parameters, saved settings and help are all made from these rows.

import type { Config } from './config.ts';

export type OptionGroup =
  | 'value'
  | 'frames'
  | 'labels'
  | 'size'
  | 'grouping'
  | 'display'
  | 'source'
  | 'image';

/** The groups in the order of help, with what they are about. */
export const optionGroups: readonly (readonly [group: OptionGroup, title: string])[] = [
  ['value', 'Which value is counted'],
  ['frames', 'Which samples and frames take part'],
  ['labels', 'Labels (tags) of samples'],
  ['size', 'How much is shown'],
  ['grouping', 'What counts as one entry'],
  ['display', 'How it is shown'],
  ['source', 'Source and assembly'],
  ['image', 'Images'],
];

/** One value of a choice. */
export interface Choice {
  readonly name: string;
  readonly help: string;
}

interface OptionBase {
  /** The name that pprof and its users know. The default value is the field's in `defaultConfig`. */
  readonly name: string;
  /** '' for an option that URLs do not carry. */
  readonly urlParameter: string;
  /** Whether saved settings keep it. */
  readonly saved: boolean;
  readonly group: OptionGroup;
  readonly help: string;
  /** pprof does not have it. */
  readonly isOurs?: true;
}

type FieldWith<Value> = {
  [Field in keyof Config]: [Value, Config[Field]] extends [Config[Field], Value] ? Field : never;
}[keyof Config];

export interface BoolOption extends OptionBase {
  readonly type: 'bool';
  readonly field: FieldWith<boolean>;
}

export interface NumberOption extends OptionBase {
  readonly type: 'int' | 'float';
  readonly field: FieldWith<number>;
}

export interface TextOption extends OptionBase {
  readonly type: 'string' | 'regexp';
  readonly field: FieldWith<string>;
}

export interface ChoiceOption extends OptionBase {
  readonly type: 'choice';
  readonly field: 'sort' | 'granularity' | 'format';
  readonly choices: readonly Choice[];
  /** Whether each choice is a flag of its own (`-cum`), as for pprof's choices, instead of `-format=json`. */
  readonly choicesAreFlags: boolean;
}

export type Option = BoolOption | NumberOption | TextOption | ChoiceOption;

/** In pprof's order of declaration, which is the order of saved settings; our own options follow. */
export const options: readonly Option[] = [
  {
    name: 'output',
    field: 'output',
    type: 'string',
    urlParameter: '',
    saved: false,
    group: 'display',
    help: 'Write the report to this file instead of the terminal',
  },
  {
    name: 'call_tree',
    field: 'callTree',
    type: 'bool',
    urlParameter: 'calltree',
    saved: true,
    group: 'grouping',
    help: 'Keep a function apart for each path that leads to it (graphs and callgrind)',
  },
  {
    name: 'relative_percentages',
    field: 'relativePercentages',
    type: 'bool',
    urlParameter: 'rel',
    saved: true,
    group: 'display',
    help: 'Take what the filters left as 100%, not the whole profile',
  },
  {
    name: 'unit',
    field: 'unit',
    type: 'string',
    urlParameter: 'unit',
    saved: true,
    group: 'display',
    help: 'Show values in this unit (ms, MB, …); auto picks one for each value',
  },
  {
    name: 'compact_labels',
    field: 'compactLabels',
    type: 'bool',
    urlParameter: 'compact',
    saved: true,
    group: 'display',
    help: 'Leave file, type, time and duration out of the header',
  },
  {
    name: 'source_path',
    field: 'sourcePath',
    type: 'string',
    urlParameter: '',
    saved: false,
    group: 'source',
    help: 'Directories to look for source files in, separated by ":"',
  },
  {
    name: 'trim_path',
    field: 'trimPath',
    type: 'string',
    urlParameter: '',
    saved: false,
    group: 'source',
    help: 'Prefixes to cut off the source paths in the profile, separated by ":"',
  },
  {
    name: 'intel_syntax',
    field: 'intelSyntax',
    type: 'bool',
    urlParameter: 'intel',
    saved: true,
    group: 'source',
    help: 'Show assembly in Intel syntax',
  },
  {
    name: 'mean',
    field: 'mean',
    type: 'bool',
    urlParameter: 'mean',
    saved: true,
    group: 'value',
    help: 'Divide by the first value, a count: memory per allocation, time per event',
  },
  {
    name: 'sample_index',
    field: 'sampleIndex',
    type: 'string',
    urlParameter: 'si',
    saved: false,
    group: 'value',
    help: 'Which value of the samples to count: its type, or its index from 0',
  },
  {
    name: 'divide_by',
    field: 'divideBy',
    type: 'float',
    urlParameter: '',
    saved: false,
    group: 'value',
    help: 'Divide all values by this, such as the number of processes',
  },
  {
    name: 'normalize',
    field: 'normalize',
    type: 'bool',
    urlParameter: 'norm',
    saved: true,
    group: 'value',
    help: 'Scale the profile so that its total equals that of the base',
  },
  {
    name: 'sort',
    field: 'sort',
    type: 'choice',
    urlParameter: 'sort',
    saved: true,
    group: 'display',
    help: 'Order of entries',
    choicesAreFlags: true,
    choices: [
      { name: 'cum', help: 'Sort by what an entry and all that it called used' },
      { name: 'flat', help: 'Sort by what an entry used by itself (default)' },
    ],
  },
  {
    name: 'tagroot',
    field: 'tagRoot',
    type: 'string',
    urlParameter: 'tagroot',
    saved: true,
    group: 'labels',
    help: 'Add the values of these labels (keys, by comma) as frames at the root',
  },
  {
    name: 'tagleaf',
    field: 'tagLeaf',
    type: 'string',
    urlParameter: 'tagleaf',
    saved: true,
    group: 'labels',
    help: 'Add the values of these labels (keys, by comma) as frames at the leaf',
  },
  {
    name: 'drop_negative',
    field: 'dropNegative',
    type: 'bool',
    urlParameter: 'dropneg',
    saved: true,
    group: 'size',
    help: 'In a comparison, leave out what shrank',
  },
  {
    name: 'nodecount',
    field: 'nodeCount',
    type: 'int',
    urlParameter: 'n',
    saved: true,
    group: 'size',
    help: 'Show at most so many entries; 0: all, -1: as the report has it',
  },
  {
    name: 'nodefraction',
    field: 'nodeFraction',
    type: 'float',
    urlParameter: 'nf',
    saved: true,
    group: 'size',
    help: 'Leave out entries below this share of the total',
  },
  {
    name: 'edgefraction',
    field: 'edgeFraction',
    type: 'float',
    urlParameter: 'ef',
    saved: true,
    group: 'size',
    help: 'Leave out calls below this share of the total',
  },
  {
    name: 'trim',
    field: 'trim',
    type: 'bool',
    urlParameter: 'trim',
    saved: true,
    group: 'size',
    help: 'Leave out what is small; -trim=false shows everything',
  },
  {
    name: 'focus',
    field: 'focus',
    type: 'regexp',
    urlParameter: 'f',
    saved: true,
    group: 'frames',
    help: 'Keep only samples with a function, file or binary that matches',
  },
  {
    name: 'ignore',
    field: 'ignore',
    type: 'regexp',
    urlParameter: 'i',
    saved: true,
    group: 'frames',
    help: 'Drop samples with a function, file or binary that matches',
  },
  {
    name: 'prune_from',
    field: 'pruneFrom',
    type: 'regexp',
    urlParameter: 'prunefrom',
    saved: true,
    group: 'frames',
    help: 'Count what a matching function called as its own',
  },
  {
    name: 'hide',
    field: 'hide',
    type: 'regexp',
    urlParameter: 'h',
    saved: true,
    group: 'frames',
    help: 'Take matching frames out of the stacks; the samples stay',
  },
  {
    name: 'show',
    field: 'show',
    type: 'regexp',
    urlParameter: 's',
    saved: true,
    group: 'frames',
    help: 'Take all other frames out of the stacks',
  },
  {
    name: 'show_from',
    field: 'showFrom',
    type: 'regexp',
    urlParameter: 'sf',
    saved: true,
    group: 'frames',
    help: 'Cut stacks above the matching frame nearest the root; drop those without',
  },
  {
    name: 'tagfocus',
    field: 'tagFocus',
    type: 'string',
    urlParameter: 'tf',
    saved: true,
    group: 'labels',
    help: 'Keep samples with a label that matches: [key=]REGEXP or a range, 1kb:10kb',
  },
  {
    name: 'tagignore',
    field: 'tagIgnore',
    type: 'string',
    urlParameter: 'ti',
    saved: true,
    group: 'labels',
    help: 'Drop samples with a label that matches: [key=]REGEXP or a range, 1kb:10kb',
  },
  {
    name: 'tagshow',
    field: 'tagShow',
    type: 'regexp',
    urlParameter: 'ts',
    saved: true,
    group: 'labels',
    help: 'Use only the labels whose key matches',
  },
  {
    name: 'taghide',
    field: 'tagHide',
    type: 'regexp',
    urlParameter: 'th',
    saved: true,
    group: 'labels',
    help: 'Do without the labels whose key matches',
  },
  {
    name: 'noinlines',
    field: 'noInlines',
    type: 'bool',
    urlParameter: 'noinlines',
    saved: true,
    group: 'grouping',
    help: 'Count inlined functions as part of what they were inlined into',
  },
  {
    name: 'showcolumns',
    field: 'showColumns',
    type: 'bool',
    urlParameter: 'showcolumns',
    saved: true,
    group: 'grouping',
    help: 'Tell columns of a source line apart',
  },
  {
    name: 'granularity',
    field: 'granularity',
    type: 'choice',
    urlParameter: 'g',
    saved: true,
    group: 'grouping',
    help: 'What one entry is',
    choicesAreFlags: true,
    choices: [
      { name: 'functions', help: 'One entry per function name (default)' },
      { name: 'filefunctions', help: 'One entry per function and file' },
      { name: 'files', help: 'One entry per source file' },
      { name: 'lines', help: 'One entry per source line' },
      { name: 'addresses', help: 'One entry per machine address' },
    ],
  },
  {
    name: 'format',
    isOurs: true,
    field: 'format',
    type: 'choice',
    urlParameter: '',
    saved: false,
    group: 'display',
    help: 'Print the report as text, json, csv, markdown, html or svg',
    choicesAreFlags: false,
    choices: [
      { name: 'text', help: 'For people, as pprof prints it (default)' },
      { name: 'json', help: 'For programs: raw numbers and their units' },
      { name: 'csv', help: 'For spreadsheets' },
      { name: 'markdown', help: 'For pull requests and issues' },
      { name: 'html', help: 'One page with all that it needs (flame, compare)' },
      { name: 'svg', help: 'A picture (flame)' },
    ],
  },
  {
    name: 'compat',
    isOurs: true,
    field: 'compat',
    type: 'bool',
    urlParameter: '',
    saved: false,
    group: 'display',
    help: 'Repeat the known mistakes of pprof, byte for byte',
  },
  {
    name: 'dot_program',
    isOurs: true,
    field: 'dotProgram',
    type: 'string',
    // A page must not be able to start programs.
    urlParameter: '',
    saved: false,
    group: 'image',
    help: 'Draw by this dot of Graphviz, not the built-in one (default $HEAPWISE_DOT)',
  },
  {
    name: 'escape',
    isOurs: true,
    field: 'escape',
    type: 'bool',
    // A page must not be able to start programs: who serves it decides.
    urlParameter: '',
    saved: false,
    group: 'source',
    help: 'Beside source lines of Go, say why they allocate (asks the compiler)',
  },
];

/** The option of that name; undefined if there is none. The name of a choice is not one: see findChoice. */
export function findOption(name: string): Option | undefined {
  return options.find((option) => option.name === name);
}

/** The option that has `name` as one of the choices that can be set by themselves (`cum`, `lines`). */
export function findChoice(name: string): ChoiceOption | undefined {
  return options
    .filter((option) => option.type === 'choice')
    .find((option) => option.choicesAreFlags && option.choices.some((choice) => choice.name === name));
}

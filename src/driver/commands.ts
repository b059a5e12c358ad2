// The command table: every report that can be asked for, what it overrides in the config, and its help.

import type { ViewerProgram } from '#ports';
import type { Config, Granularity } from './config.ts';
import type { OptionGroup } from './options.ts';

export interface Command {
  readonly name: string;
  /** Other names of the same report. */
  readonly aliases: readonly string[];
  /** Whether it takes a regexp that picks functions: `-list main`. */
  readonly takesRegexp: boolean;
  /** One line: what the report shows. */
  readonly help: string;
  /** Arguments of `heapwise <name>`, each an example that can be typed as it stands. */
  readonly examples: readonly string[];
  /** Whether the first page of help says what it shows; it only names the others. */
  readonly isEveryday: boolean;
  /** The groups of options that matter to it. */
  readonly optionGroups: readonly OptionGroup[];
  readonly overrides: CommandOverrides;
  /** The ending of the file that takes the report in place of a terminal; '' for text, which a terminal can show. */
  readonly fileSuffix: string;
  /** What shows the report, unless it goes to a file of the user's: a file for it, with this ending, is made. */
  readonly viewer: 'browser' | ViewerProgram | undefined;
}

/** What a report insists on, whatever the options say. */
export interface CommandOverrides {
  /** Shows everything: no limits on entries and calls. */
  readonly untrimmed?: true;
  readonly granularity?: Granularity;
  readonly noInlines?: boolean;
  /** What a nodecount of -1 stands for; 0 is no limit. */
  readonly usualNodeCount?: number;
}

const samples: readonly OptionGroup[] = ['value', 'frames', 'labels'];
const graphs: readonly OptionGroup[] = [...samples, 'size', 'grouping', 'display'];
const listings: readonly OptionGroup[] = [...samples, 'display', 'source'];
const exports: readonly OptionGroup[] = [...samples, 'grouping', 'display'];

const usual = {
  aliases: [],
  takesRegexp: false,
  isEveryday: false,
  optionGroups: graphs,
  overrides: {},
  fileSuffix: '',
  viewer: undefined,
} as const;
const everyAddress = { untrimmed: true, granularity: 'addresses' } as const;

/** In the order of help: first what people ask for most. */
export const commands: readonly Command[] = [
  {
    ...usual,
    name: 'top',
    isEveryday: true,
    aliases: ['text'],
    overrides: { usualNodeCount: 0 },
    help: 'List the functions that use most',
    examples: [
      'heap.pb.gz',
      '-cum -nodecount=20 cpu.pb.gz',
      '-sample_index=alloc_space -focus=json heap.pb.gz',
    ],
  },
  {
    ...usual,
    name: 'tree',
    isEveryday: true,
    help: 'List functions, each with its callers and callees',
    examples: ['cpu.pb.gz', '-focus=parse -nodecount=10 cpu.pb.gz'],
  },
  {
    ...usual,
    name: 'peek',
    isEveryday: true,
    takesRegexp: true,
    overrides: { untrimmed: true },
    help: 'Show callers and callees of the functions that match',
    examples: ['parse cpu.pb.gz', "'^main\\.' -cum cpu.pb.gz"],
  },
  {
    ...usual,
    name: 'list',
    isEveryday: true,
    takesRegexp: true,
    optionGroups: listings,
    overrides: { untrimmed: true, granularity: 'lines' },
    help: 'Show the source of the functions that match, line by line with values',
    examples: ['parse cpu.pb.gz', 'parse -source_path=./src cpu.pb.gz'],
  },
  {
    ...usual,
    name: 'traces',
    optionGroups: exports,
    help: 'Print every sample with its labels and stack',
    examples: ['heap.pb.gz', '-focus=parse -lines heap.pb.gz'],
  },
  {
    ...usual,
    name: 'tags',
    isEveryday: true,
    optionGroups: samples,
    help: 'List the labels of samples and how much each value accounts for',
    examples: ['heap.pb.gz', '-tagshow=request heap.pb.gz'],
  },
  {
    ...usual,
    name: 'comments',
    optionGroups: [],
    help: 'Print the comments that the profile carries',
    examples: ['heap.pb.gz', '-output=notes.txt heap.pb.gz'],
  },
  {
    ...usual,
    name: 'raw',
    optionGroups: exports,
    overrides: everyAddress,
    help: 'Print all that the profile contains, as text',
    examples: ['heap.pb.gz', '-symbolize=none heap.pb.gz'],
  },
  {
    ...usual,
    name: 'dot',
    help: 'Write the call graph in the DOT language of Graphviz',
    examples: ['cpu.pb.gz > cpu.dot', '-call_tree -output=cpu.dot cpu.pb.gz'],
  },
  {
    ...usual,
    name: 'callgrind',
    overrides: everyAddress,
    fileSuffix: 'callgraph.out',
    help: 'Write the call graph for KCachegrind and QCachegrind',
    examples: ['-output=callgrind.out cpu.pb.gz', '-call_tree -output=callgrind.out cpu.pb.gz'],
  },
  {
    ...usual,
    name: 'flame',
    isEveryday: true,
    optionGroups: exports,
    overrides: { untrimmed: true },
    fileSuffix: 'html',
    help: 'Write a flame graph: a page or an SVG that works offline, with search',
    examples: [
      '-output=heap.html heap.pb.gz',
      '-output=cpu.svg -focus=parse cpu.pb.gz',
      '-format=svg -lines heap.pb.gz > heap.svg',
    ],
  },
  {
    ...usual,
    name: 'folded',
    optionGroups: exports,
    overrides: { untrimmed: true },
    help: 'Write one line per stack, "main;parse;read 42", for flame graph tools',
    examples: ['cpu.pb.gz > cpu.folded', '-sample_index=alloc_space -output=heap.folded heap.pb.gz'],
  },
  {
    ...usual,
    name: 'speedscope',
    optionGroups: exports,
    overrides: { untrimmed: true },
    help: 'Write a JSON file that speedscope.app opens',
    examples: ['-output=cpu.speedscope.json cpu.pb.gz', '-focus=parse cpu.pb.gz > parse.speedscope.json'],
  },
  {
    ...usual,
    name: 'proto',
    optionGroups: exports,
    overrides: everyAddress,
    fileSuffix: 'pb.gz',
    help: 'Write a profile again: merged, filtered, symbolized',
    examples: ['-output=merged.pb.gz a.pb.gz b.pb.gz', '-focus=parse -output=parse.pb.gz cpu.pb.gz'],
  },
  {
    ...usual,
    name: 'topproto',
    overrides: { usualNodeCount: 0 },
    fileSuffix: 'pb.gz',
    help: 'Write the entries of top as a profile',
    examples: ['-output=top.pb.gz cpu.pb.gz', '-nodecount=100 -output=top.pb.gz cpu.pb.gz'],
  },
  {
    ...usual,
    name: 'disasm',
    takesRegexp: true,
    optionGroups: listings,
    overrides: { ...everyAddress, noInlines: true },
    help: 'Show the machine code of the functions that match, with values',
    examples: ['parse cpu.pb.gz', "'^main\\.parse$' -intel_syntax ./server cpu.pb.gz"],
  },
  {
    ...usual,
    name: 'weblist',
    takesRegexp: true,
    optionGroups: listings,
    overrides: { ...everyAddress, noInlines: false },
    fileSuffix: 'html',
    viewer: 'browser',
    help: 'Show source and machine code of the functions that match in a browser',
    examples: ['parse cpu.pb.gz', 'parse -output=parse.html ./server cpu.pb.gz'],
  },
  image('svg', 'SVG, to zoom, pan and search in a browser', 'svg'),
  image('png', 'PNG', 'png'),
  image('pdf', 'PDF', 'pdf'),
  image('ps', 'PostScript', 'ps'),
  image('gif', 'GIF', 'gif'),
  shownImage('web', 'a browser', 'svg', 'browser'),
  shownImage('eog', 'eog', 'svg', 'eog'),
  shownImage('evince', 'evince', 'pdf', 'evince'),
  shownImage('gv', 'gv', 'ps', 'gv'),
  {
    ...usual,
    name: 'kcachegrind',
    overrides: everyAddress,
    fileSuffix: 'grind',
    viewer: 'kcachegrind',
    help: 'Open the call graph in KCachegrind',
    examples: ['cpu.pb.gz', '-sample_index=alloc_space heap.pb.gz'],
  },
];

/** The command of that name or alias; undefined if there is none. */
export function findCommand(name: string): Command | undefined {
  return commands.find((command) => commandNames(command).includes(name));
}

/** The name of the command, then its aliases. */
export function commandNames(command: Command): readonly string[] {
  return [command.name, ...command.aliases];
}

/** The config with what the command insists on. Limits of -1 become the usual ones of the report. */
export function applyCommandOverrides(config: Config, command: Command): Config {
  const { untrimmed = false, granularity, noInlines, usualNodeCount = 80 } = command.overrides;
  const overridden: Config = {
    ...config,
    granularity: granularity ?? config.granularity,
    noInlines: noInlines ?? config.noInlines,
    nodeCount: config.nodeCount === -1 ? usualNodeCount : config.nodeCount,
  };
  const trimmed = config.trim && !untrimmed;
  return trimmed ? overridden : { ...overridden, nodeCount: 0, nodeFraction: 0, edgeFraction: 0 };
}

function image(name: string, kind: string, fileSuffix: string): Command {
  return {
    ...usual,
    name,
    optionGroups: [...graphs, 'image'],
    fileSuffix,
    help: `Draw the call graph as ${kind}`,
    examples: [
      `-output=cpu.${fileSuffix} cpu.pb.gz`,
      `-focus=parse -nodecount=40 cpu.pb.gz > parse.${fileSuffix}`,
    ],
  };
}

function shownImage(name: string, program: string, fileSuffix: string, viewer: Command['viewer']): Command {
  return {
    ...image(name, '', fileSuffix),
    viewer,
    help: `Draw the call graph and open it in ${program}`,
    examples: ['cpu.pb.gz', '-sample_index=alloc_space heap.pb.gz'],
  };
}

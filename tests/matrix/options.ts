// The option groups that every command is tried with: one row each, as flags of `go tool pprof`.

import type { Subject } from './subjects.ts';

/** What a row adds to a command line. */
export interface OptionUse {
  readonly flags: readonly string[];
  /** More profiles to merge, below tests/corpus. */
  readonly otherSources?: readonly string[];
  /** Environment variable TZ, if not UTC. */
  readonly timeZone?: string;
  /** Whether symbolization is left on, although there is no program to read symbols from. */
  readonly symbolizes?: boolean;
}

export interface OptionRow {
  /** Part of the case's name, and so of a file name. */
  readonly name: string;
  /** Undefined where the profile has nothing that the option could name. */
  readonly use: (subject: Subject) => OptionUse | undefined;
  /** Whether pprof refuses it, so that one profile for each command is enough. */
  readonly isRefused?: true;
}

export const corpusFolder = 'tests/corpus';

const corpusFile = (path: string): string => `${corpusFolder}/${path}`;

/** The same flags for every profile. */
function always(name: string, ...flags: string[]): OptionRow {
  return { name, use: () => ({ flags }) };
}

/** Flags that pprof refuses. */
function refused(name: string, ...flags: string[]): OptionRow {
  return { name, use: () => ({ flags }), isRefused: true };
}

/** A flag that is short for a sample type, where profiles have such. */
function alias(name: string, profiles: RegExp, ...flags: string[]): OptionRow {
  return { name, use: ({ profile }) => (profiles.test(profile) ? { flags } : undefined) };
}

const heaps = /heap\.pb|allocs|bench-|late\.heap|heap-four|java-heapz/;
const contention = /block|mutex|contention/;

/** Flags made from something that not every profile has. */
function having(
  field: 'caller' | 'callee' | 'file' | 'labelKey' | 'label' | 'range' | 'base',
  name: string,
  flags: (value: string, subject: Subject) => readonly string[],
): OptionRow {
  return {
    name,
    use(subject) {
      const value = subject[field];
      return value === undefined ? undefined : { flags: flags(value, subject) };
    },
  };
}

function base(name: string, flag: '-base' | '-diff_base', ...others: string[]): OptionRow {
  return having('base', name, (path) => [`${flag}=${corpusFile(path)}`, ...others]);
}

function inTimeZone(name: string, timeZone: string): OptionRow {
  return { name: `tz-${name}`, use: () => ({ flags: [], timeZone }) };
}

/** Several sources. pprof takes a binary CPU profile that comes first for a program, as it begins with zeros. */
function merged(
  name: string,
  others: (subject: Subject) => readonly string[],
  ...flags: string[]
): OptionRow {
  return {
    name,
    use(subject) {
      const otherSources = others(subject);
      const canMerge = otherSources.length > 0 && !subject.profile.endsWith('.cpu');
      return canMerge ? { flags, otherSources } : undefined;
    },
  };
}

/** Sources in the repository, by the paths that the Go programs of the corpus were built under. */
export const sourceFlags = [
  '-source_path=examples',
  '-trim_path=/tmp/heapwise-corpus:/usr/local/go/src',
] as const;

const grouping: readonly OptionRow[] = [
  always('functions', '-functions'),
  always('filefunctions', '-filefunctions'),
  always('files', '-files'),
  always('lines', '-lines'),
  always('addresses', '-addresses'),
  always('flat', '-flat'),
  always('cum', '-cum'),
  always('noinlines', '-noinlines'),
  always('noinlines-lines', '-noinlines', '-lines'),
  always('noinlines-addresses', '-noinlines', '-addresses'),
  always('showcolumns', '-showcolumns'),
  always('showcolumns-lines', '-showcolumns', '-lines'),
  always('showcolumns-noinlines', '-showcolumns', '-noinlines', '-addresses'),
  always('call_tree', '-call_tree'),
  always('call_tree-lines', '-call_tree', '-lines'),
  having('caller', 'call_tree-focus', (caller) => ['-call_tree', `-focus=${caller}`, '-nodecount=20']),
];

const frames: readonly OptionRow[] = [
  having('caller', 'focus', (caller) => [`-focus=${caller}`]),
  having('file', 'focus-file', (file) => [`-focus=${file}`, '-files']),
  having('callee', 'ignore', (callee) => [`-ignore=${callee}`]),
  having('callee', 'hide', (callee) => [`-hide=${callee}`]),
  having('file', 'hide-file', (file) => [`-hide=${file}`]),
  having('caller', 'show', (caller, { callee }) => [`-show=${caller}|${callee}`]),
  having('caller', 'show_from', (caller) => [`-show_from=${caller}`]),
  having('callee', 'prune_from', (callee) => [`-prune_from=${callee}`]),
  having('caller', 'focus-ignore', (caller, { callee }) => [`-focus=${caller}`, `-ignore=${callee}`]),
  having('caller', 'focus-hide-lines', (caller, { callee }) => [
    `-focus=${caller}`,
    `-hide=${callee}`,
    '-lines',
  ]),
  having('caller', 'relative-focus', (caller) => ['-relative_percentages', `-focus=${caller}`]),
  having('callee', 'relative-ignore', (callee) => ['-relative_percentages', `-ignore=${callee}`, '-cum']),
  always('focus-nothing', '-focus=no_such_function'),
  always('ignore-nothing', '-ignore=no_such_function', '-hide=nor_this_one'),
  refused('focus-broken', '-focus=a(b'),
];

const labels: readonly OptionRow[] = [
  having('label', 'tagfocus', (label) => [`-tagfocus=${label}`]),
  having('range', 'tagfocus-range', (range) => [`-tagfocus=${range}`]),
  having('label', 'tagignore', (label) => [`-tagignore=${label}`]),
  having('range', 'tagignore-range', (range) => [`-tagignore=${range}`]),
  having('range', 'relative-tagfocus', (range) => ['-relative_percentages', `-tagfocus=${range}`]),
  having('labelKey', 'tagshow', (key) => [`-tagshow=${key}`]),
  having('labelKey', 'taghide', (key) => [`-taghide=${key}`]),
  having('labelKey', 'tagroot', (key) => [`-tagroot=${key}`]),
  having('labelKey', 'tagleaf', (key) => [`-tagleaf=${key}`]),
  having('labelKey', 'tagroot-two', (key, { otherLabelKey = 'nokey' }) => [
    `-tagroot=${key},${otherLabelKey}`,
    '-lines',
  ]),
  having('labelKey', 'tagroot-tagleaf', (key, { otherLabelKey = key }) => [
    `-tagroot=${key}`,
    `-tagleaf=${otherLabelKey}`,
    '-unit=auto',
  ]),
  always('tagfocus-nothing', '-tagfocus=no_such_label'),
  always('tagroot-nothing', '-tagroot=no_such_label'),
];

const values: readonly OptionRow[] = [
  always('index-0', '-sample_index=0'),
  always('index-1', '-sample_index=1'),
  refused('index-outside', '-sample_index=9'),
  refused('index-unknown', '-sample_index=no_such_type'),
  having('caller', 'index-name', (_, { firstType }) => [`-sample_index=${firstType}`]),
  alias('inuse_space', heaps, '-inuse_space'),
  alias('inuse_objects', heaps, '-inuse_objects'),
  alias('alloc_space', heaps, '-alloc_space'),
  alias('alloc_objects', heaps, '-alloc_objects'),
  alias('two-aliases', heaps, '-alloc_space', '-inuse_objects'),
  alias('total_delay', contention, '-total_delay'),
  alias('mean_delay', contention, '-mean_delay'),
  alias('contentions', contention, '-contentions'),
  always('mean', '-mean'),
  always('mean-index-0', '-mean', '-sample_index=0'),
  always('divide_by', '-divide_by=3'),
  always('divide_by-half', '-divide_by=0.5', '-mean', '-unit=auto'),
  refused('divide_by-zero', '-divide_by=0'),
  base('base', '-base'),
  base('diff_base', '-diff_base'),
  base('base-normalize', '-base', '-normalize'),
  base('diff_base-normalize', '-diff_base', '-normalize'),
  base('base-drop_negative', '-base', '-drop_negative'),
  base('diff_base-drop_negative', '-diff_base', '-drop_negative', '-cum'),
  base('diff_base-call_tree', '-diff_base', '-call_tree'),
  having('base', 'diff_base-focus', (path, { caller }) => [
    `-diff_base=${corpusFile(path)}`,
    `-focus=${caller}`,
    '-relative_percentages',
  ]),
  having('caller', 'base-itself', (_, { profile }) => [`-base=${corpusFile(profile)}`]),
  refused('base-missing', `-base=${corpusFile('no-such-file')}`),
  refused('normalize-alone', '-normalize'),
  always('drop_negative', '-drop_negative'),
];

const display: readonly OptionRow[] = [
  always('unit-ms', '-unit=ms'),
  always('unit-seconds', '-unit=seconds'),
  always('unit-kb', '-unit=kb'),
  always('unit-MB', '-unit=MB'),
  always('unit-auto', '-unit=auto'),
  always('unit-unknown', '-unit=widgets'),
  always('compact_labels', '-compact_labels'),
  always('relative_percentages', '-relative_percentages'),
  always('nodecount-0', '-nodecount=0'),
  always('nodecount-1', '-nodecount=1'),
  always('nodecount-7', '-nodecount=7'),
  always('nodecount-15-cum', '-nodecount=15', '-cum'),
  always('nodefraction', '-nodefraction=0.05'),
  always('nodefraction-0', '-nodefraction=0'),
  always('edgefraction', '-edgefraction=0.1'),
  always('fractions-0', '-nodefraction=0', '-edgefraction=0'),
  always('fractions-call_tree', '-nodefraction=0.02', '-edgefraction=0.02', '-call_tree'),
  always('no-trim', '-trim=false'),
  always('no-trim-nodecount', '-trim=false', '-nodecount=3'),
  always('add_comment', '-add_comment=measured on a quiet machine'),
  always('trim_path', '-trim_path=/tmp/heapwise-corpus/go-service:/src', '-lines'),
  always('source_path', ...sourceFlags, '-lines'),
  inTimeZone('new-york', 'America/New_York'),
  inTimeZone('kolkata', 'Asia/Kolkata'),
  inTimeZone('sao-paulo', 'America/Sao_Paulo'),
  inTimeZone('unknown', 'Mars/Olympus_Mons'),
];

const sources: readonly OptionRow[] = [
  merged('merged', ({ base: other }) => (other === undefined ? [] : [other])),
  merged('merged-thrice', ({ profile }) => [profile, profile], '-divide_by=3'),
  merged('merged-one-missing', ({ profile }) => ['no-such-file', profile]),
  merged('merged-unlike', ({ firstType }) => [
    firstType === 'goroutine' ? 'go/cpu.pb.gz' : 'go/goroutine.pb.gz',
  ]),
  {
    // Where programs of the corpus were built on this machine, their symbols would be found.
    name: 'symbolize',
    use: ({ profile }) => (profile.startsWith('gperftools/') ? undefined : { flags: [], symbolizes: true }),
  },
  always('demangle-full', '-symbolize=demangle=full:none'),
  always('buildid', '-buildid=0123456789abcdef'),
];

/** What is refused whatever the profile is. */
const wrong: readonly OptionRow[] = [
  refused('wrong-flag', '-no_such_flag'),
  refused('wrong-number', '-nodecount=many'),
  refused('wrong-bool', '-trim=perhaps'),
  refused('wrong-choices', '-lines', '-files'),
  refused('wrong-formats', '-pdf', '-raw'),
  refused('wrong-bases', '-base=a', '-diff_base=b'),
];

/** In groups; every command is tried with each row. */
export const optionRows: readonly OptionRow[] = [
  ...grouping,
  ...frames,
  ...labels,
  ...values,
  ...display,
  ...sources,
  ...wrong,
];

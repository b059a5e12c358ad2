import { describe, expect, test } from 'vitest';
import { defaultConfig, type Config } from './config.ts';
import { expandShellLine, readShellLine, UnknownCommandError, type ShellReport } from './shell-line.ts';

const profile = {
  sampleTypes: [
    { type: 'alloc_space', unit: 'bytes' },
    { type: 'inuse_space', unit: 'bytes' },
  ],
  defaultSampleType: '',
};

function report(line: string, config: Partial<Config> = {}): ShellReport {
  const step = readShellLine(line, { ...defaultConfig, ...config }, profile);
  if (step.kind !== 'report') throw new Error(`${line} is no report`);
  return step;
}

/** Only what differs from the config that the line is read with. */
function changed(line: string, config: Partial<Config> = {}): Partial<Config> {
  const before: Config = { ...defaultConfig, ...config };
  const step = readShellLine(line, before, profile);
  if (step.kind !== 'set' && step.kind !== 'report') throw new Error(`${line} changes no config`);
  const entries = Object.entries(step.config) as [keyof Config, never][];
  return Object.fromEntries(entries.filter(([field, value]) => before[field] !== value));
}

describe('words behind a command', () => {
  test.each<[string, Partial<Config>]>([
    ['top', { nodeCount: 10 }],
    ['text', { nodeCount: 10 }],
    ['tree', {}],
    ['top25', { nodeCount: 25 }],
    ['top 25', { nodeCount: 25 }],
    ['top -5', { nodeCount: -5 }],
    ['tree +7', { nodeCount: 7 }],
    ['tree 2147483647', { nodeCount: 2_147_483_647 }],
    ['tree 2147483648', { focus: '2147483648' }],
    ['tree a b -c -d', { focus: 'a|b', ignore: 'c|d' }],
    ['tree -', {}],
    ['tree -cum', { sort: 'cum' }],
    ['tree --cum', { sort: 'cum' }],
    ['tree --x', { ignore: '-x' }],
    ['tree >f', { output: 'f' }],
    ['tree > f x', { output: 'f', focus: 'x' }],
    ['tags a -b', { tagFocus: 'a', tagIgnore: 'b' }],
    ['peek f g', { focus: 'g' }],
    ['\ttree\u{a0}3 ', { nodeCount: 3 }],
  ])('%s', (line, config) => {
    expect(changed(line)).toEqual(config);
  });

  test('replace what was set', () => {
    const set = { focus: 'f', ignore: 'i', nodeCount: 3 };
    expect(report('top', set).config).toMatchObject(set);
    expect(report('top a 4', set).config).toMatchObject({ focus: 'a', ignore: 'i', nodeCount: 4 });
  });

  test('the first one is the regexp of a command that takes one', () => {
    expect(report('list 10')).toMatchObject({ command: { name: 'list' }, regexp: '10' });
    expect(report('top').regexp).toBe('');
  });
});

describe('options', () => {
  test.each<[string, Partial<Config>]>([
    ['focus=a=b', { focus: 'a=b' }],
    [' nodecount = 5 //: default', { nodeCount: 5 }],
    ['hide=a //: b //: c', { hide: 'a //: b' }],
    ['mean', { mean: true }],
    ['mean=', { mean: true }],
    ['trim=no', { trim: false }],
    ['cum=1', { sort: 'cum' }],
    ['sort=cum //: [cum | flat]', { sort: 'cum' }],
    ['sample_index=0', { sampleIndex: 'alloc_space' }],
    ['sample_index=', { sampleIndex: 'inuse_space' }],
  ])('%s', (line, config) => {
    expect(changed(line)).toEqual(config);
  });
});

test.each([
  ['peek', 'command peek requires an argument'],
  ['tree >', 'unexpected end of line after >'],
  ['focus', 'please specify a value, e.g. focus=<val>'],
  ['sort', 'please specify a value, e.g. sort=<val>'],
  ['cum', 'unknown config field "cum"'],
  ['nodecount 10', 'did you mean: nodecount=10'],
  ['lines 1', 'did you mean: lines=1'],
  ['mean  ', undefined],
  ['sort cum', 'unrecognized command: "sort"'],
  ['tpo', 'unrecognized command: "tpo"'],
  ['tpo12', 'unrecognized command: "tpo"'],
  ['12', 'unrecognized command: "12"'],
  ['a"\u{7f}', String.raw`unrecognized command: "a\"\x7f"`],
  ['sample_index=x', 'sample_index "x" must be one of: [alloc_space inuse_space]'],
])('%s: %s', (line, message) => {
  const read = (): unknown => readShellLine(line, defaultConfig, profile);
  if (message === undefined) expect(read).not.toThrow();
  else expect(read).toThrow(message);
});

test('a line that names nothing says which word it was', () => {
  let thrown: unknown;
  try {
    readShellLine('tpo 10', defaultConfig, profile);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UnknownCommandError);
  expect(thrown).toMatchObject({ word: 'tpo' });
});

test.each([
  [':', ['focus=', 'ignore=', 'hide=', 'tagfocus=', 'tagignore=']],
  [' alloc_space\n', ['sample_index=alloc_space']],
  ['total_alloc_space', ['mean=0', 'sample_index=alloc_space']],
  ['mean_inuse_space', ['mean=1', 'sample_index=inuse_space']],
  ['alloc_space 1', ['alloc_space 1']],
  ['constructor', ['constructor']],
])('%s stands for %j', (line, lines) => {
  expect(expandShellLine(line, profile)).toEqual(lines);
});

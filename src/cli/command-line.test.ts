// Command lines and what becomes of them: values, Go's flag grammar, pprof's checks in pprof's order, and sentences.

import { describe, expect, test } from 'vitest';

import { defaultConfig, UsageError } from '#driver';
import type { Config, Request } from '#driver';

import { parseCommandLine } from './command-line.ts';
import type { Surroundings } from './command-line.ts';

const surroundings: Surroundings = {
  isFile: (path) => path === 'tree' || path.endsWith('.pb.gz'),
  isObjectFile: (path) => path === './program',
  environment: {},
};

const plain: Request = {
  command: undefined,
  regexp: '',
  config: defaultConfig,
  sources: ['p.pb.gz'],
  bases: [],
  diffBase: false,
  binary: '',
  buildId: '',
  symbolize: '',
  seconds: -1,
  timeout: -1,
  addComment: '',
  allFrames: false,
  tools: '',
  http: '',
  noBrowser: false,
  retrySeconds: -1,
  headers: [],
  tlsCert: '',
  tlsKey: '',
  tlsCa: '',
  warnings: [],
};

type Expected = Partial<Omit<Request, 'config'>> & { readonly config?: Partial<Config> };

const flagForms: readonly (readonly [line: string, expected: Expected])[] = [
  ['p.pb.gz', {}],
  ['-top p.pb.gz', { command: 'top' }],
  ['--top p.pb.gz', { command: 'top' }],
  ['-text p.pb.gz', { command: 'top' }],
  ['-top=false p.pb.gz', {}],
  ['-top=T p.pb.gz', { command: 'top' }],
  ['-list=main p.pb.gz', { command: 'list', regexp: 'main' }],
  ['-peek main p.pb.gz', { command: 'peek', regexp: 'main' }],
  ['-peek= p.pb.gz', {}],
  ['-top p.pb.gz -cum', { command: 'top', sources: ['p.pb.gz', '-cum'] }],
  ['-top -- -odd', { command: 'top', sources: ['-odd'] }],
  ['-top -', { command: 'top', sources: ['-'] }],
  ['-focus a=b p.pb.gz', { config: { focus: 'a=b' } }],
  ['-focus=a=b p.pb.gz', { config: { focus: 'a=b' } }],
  ['-focus=a -focus=b p.pb.gz', { config: { focus: 'b' } }],
  ['-focus -top p.pb.gz', { config: { focus: '-top' } }],
  ['-nodecount=0x10 p.pb.gz', { config: { nodeCount: 16 } }],
  ['-nodecount 1_000 p.pb.gz', { config: { nodeCount: 1000 } }],
  ['-nodecount -1 p.pb.gz', { config: { nodeCount: -1 } }],
  ['-nodefraction=.1 -edgefraction 0 p.pb.gz', { config: { nodeFraction: 0.1, edgeFraction: 0 } }],
  ['-trim=false -mean p.pb.gz', { config: { trim: false, mean: true } }],
  ['-cum -lines p.pb.gz', { config: { sort: 'cum', granularity: 'lines' } }],
  ['-cum=false -flat p.pb.gz', { config: { sort: 'flat' } }],
  ['-format=json -compat p.pb.gz', { config: { format: 'json', compat: true } }],
  ['-unit=ms -output=o.txt p.pb.gz', { config: { unit: 'ms', output: 'o.txt' } }],
  ['-inuse_space p.pb.gz', { config: { sampleIndex: 'inuse_space' } }],
  ['-total_delay p.pb.gz', { config: { sampleIndex: 'delay' } }],
  ['-mean_delay p.pb.gz', { config: { sampleIndex: 'delay', mean: true } }],
  [
    '-alloc_space -sample_index=1 p.pb.gz',
    { config: { sampleIndex: '1' }, warnings: ['Multiple value selections, ignoring -alloc_space'] },
  ],
  [
    '-alloc_space -contentions -mean_delay p.pb.gz',
    {
      config: { sampleIndex: 'delay', mean: true },
      warnings: [
        'Multiple value selections, ignoring -contentions',
        'Multiple value selections, ignoring -alloc_space',
      ],
    },
  ],
  ['-base=a p.pb.gz', { bases: ['a'] }],
  ['-base=a -base=b p.pb.gz', { bases: ['b'] }],
  ['-base= p.pb.gz', {}],
  ['-diff_base=a -normalize p.pb.gz', { bases: ['a'], diffBase: true, config: { normalize: true } }],
  ['./program p.pb.gz', { binary: './program' }],
  ['./program', { sources: ['./program'] }],
  ['p.pb.gz ./program', { sources: ['p.pb.gz', './program'] }],
  ['-http=:8080 -no_browser p.pb.gz', { http: ':8080', noBrowser: true }],
  ['-seconds=30 -timeout 60 http://h/p', { seconds: 30, timeout: 60, sources: ['http://h/p'] }],
  ['-symbolize=none -buildid=ab -tools=/t p.pb.gz', { symbolize: 'none', buildId: 'ab', tools: '/t' }],
  ['-add_comment=hi -all_frames p.pb.gz', { addComment: 'hi', allFrames: true }],
  ['-tls_cert=c -tls_key=k -tls_ca=a p.pb.gz', { tlsCert: 'c', tlsKey: 'k', tlsCa: 'a' }],
];

const sentences: readonly (readonly [line: string, expected: Expected])[] = [
  ['top p.pb.gz', { command: 'top' }],
  ['text p.pb.gz', { command: 'top' }],
  [
    'top -cum p.pb.gz -nodecount 5 q.pb.gz',
    { command: 'top', sources: ['p.pb.gz', 'q.pb.gz'], config: { sort: 'cum', nodeCount: 5 } },
  ],
  ['top p.pb.gz -- -odd', { command: 'top', sources: ['p.pb.gz', '-odd'] }],
  ['top ./program p.pb.gz', { command: 'top', binary: './program' }],
  ['list main p.pb.gz', { command: 'list', regexp: 'main' }],
  [
    'list -lines main ./program p.pb.gz',
    { command: 'list', regexp: 'main', binary: './program', config: { granularity: 'lines' } },
  ],
  ['peek -- -x p.pb.gz', { command: 'peek', regexp: '-x' }],
  ['folded p.pb.gz', { command: 'folded' }],
  ['tree p.pb.gz', { sources: ['tree', 'p.pb.gz'] }],
  ['topology p.pb.gz', { sources: ['topology', 'p.pb.gz'] }],
  ['tpo', { sources: ['tpo'] }],
];

describe.each([
  ['flags', flagForms],
  ['sentences', sentences],
] as const)('%s', (_, rows) => {
  test.each(rows)('%s', (line, { config, ...expected }) => {
    expect(parse(line)).toEqual({
      kind: 'run',
      request: { ...plain, ...expected, config: { ...defaultConfig, ...config } },
    });
  });
});

test('an empty argument is an argument', () => {
  expect(parseCommandLine(['-focus', '', '-top', 'p.pb.gz'], surroundings)).toEqual({
    kind: 'run',
    request: { ...plain, command: 'top' },
  });
});

test('-tools falls back on PPROF_TOOLS', () => {
  const withTools = { ...surroundings, environment: { PPROF_TOOLS: '/opt/tools' } };
  expect(parseCommandLine(['p.pb.gz'], withTools)).toMatchObject({ request: { tools: '/opt/tools' } });
  expect(parseCommandLine(['-tools=', 'p.pb.gz'], withTools)).toMatchObject({ request: { tools: '' } });
});

describe('help', () => {
  test.each([
    ['-h', ''],
    ['-help', ''],
    ['--help', ''],
    ['-top -h p.pb.gz', ''],
    ['help', ''],
    ['help top', 'top'],
    ['help options', 'options'],
    ['top -h', 'top'],
    ['text p.pb.gz --help', 'top'],
  ])('%s', (line, topic) => {
    expect(parse(line)).toEqual({ kind: 'help', topic });
  });
});

describe('errors', () => {
  const standardHint = 'run heapwise --help';
  test.each([
    ['', 'no profile source specified', standardHint],
    ['-top', 'no profile source specified', standardHint],
    ['-bogus p.pb.gz', 'flag provided but not defined: -bogus', standardHint],
    ['-nodecuont=3 p.pb.gz', 'flag provided but not defined: -nodecuont', 'did you mean -nodecount?'],
    ['-o x -top p.pb.gz', 'flag provided but not defined: -o', 'did you mean -output?'],
    ['--tpo p.pb.gz', 'flag provided but not defined: -tpo', 'did you mean -top?'],
    ['-granularity=lines p.pb.gz', 'flag provided but not defined: -granularity', standardHint],
    ['---top p.pb.gz', 'bad flag syntax: ---top', standardHint],
    ['-=x p.pb.gz', 'bad flag syntax: -=x', standardHint],
    ['-top -output', 'flag needs an argument: -output', standardHint],
    ['-nodecount=x p.pb.gz', 'invalid value "x" for flag -nodecount: parse error', standardHint],
    ['-nodecount=1e3 p.pb.gz', 'invalid value "1e3" for flag -nodecount: parse error', standardHint],
    [
      '-seconds=9223372036854775808 p.pb.gz',
      'invalid value "9223372036854775808" for flag -seconds: value out of range',
      standardHint,
    ],
    [
      '-nodefraction=1e999 p.pb.gz',
      'invalid value "1e999" for flag -nodefraction: value out of range',
      standardHint,
    ],
    ['-call_tree=maybe p.pb.gz', 'invalid boolean value "maybe" for -call_tree: parse error', standardHint],
    ['-top=yes p.pb.gz', 'invalid boolean value "yes" for -top: parse error', standardHint],
    ['-cum -flat p.pb.gz', 'conflicting options set: [cum flat]', standardHint],
    ['-lines -files p.pb.gz', 'conflicting options set: [files lines]', standardHint],
    ['-format=xml p.pb.gz', 'invalid "format" value "xml"', standardHint],
    ['-top -tree p.pb.gz', 'must set at most one output format', standardHint],
    ['-top -text p.pb.gz', 'must set at most one output format', standardHint],
    ['-top -list=x p.pb.gz', 'must set at most one output format', standardHint],
    [
      '-top -http=:80 p.pb.gz',
      '-http is not compatible with an output format on the command line',
      standardHint,
    ],
    ['-no_browser p.pb.gz', '-no_browser only makes sense with -http', standardHint],
    ['-base=a -diff_base=b p.pb.gz', '-base and -diff_base flags cannot both be specified', standardHint],
    ['-normalize p.pb.gz', 'must have base profile to normalize by', standardHint],
    ['-svg -normalize p.pb.gz', 'must have base profile to normalize by', standardHint],
    ['tpo p.pb.gz', 'unknown command "tpo"', 'did you mean "top"?'],
    ['top', 'no profile source specified', standardHint],
    ['list', 'command list requires an argument', 'run heapwise help list'],
    ['list p.pb.gz', 'no profile source specified after the regexp p.pb.gz', 'run heapwise help list'],
    ['top -tree p.pb.gz', 'must set at most one output format', 'run heapwise help top'],
  ])('%s', (line, message, hint) => {
    const error = thrownBy(() => parse(line));
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ message, hint });
  });

  test.each([
    ['-cum -flat', 'no profile source specified'],
    ['-cum -flat -top -tree p.pb.gz', 'conflicting options set: [cum flat]'],
    ['-top -tree -http=:80 p.pb.gz', 'must set at most one output format'],
    [
      '-top -http=:80 -base=a -diff_base=b p.pb.gz',
      '-http is not compatible with an output format on the command line',
    ],
    ['-no_browser -base=a -diff_base=b p.pb.gz', '-no_browser only makes sense with -http'],
    ['-base=a -diff_base=b -normalize p.pb.gz', '-base and -diff_base flags cannot both be specified'],
  ])('the first in order of checks wins: %s', (line, message) => {
    expect(() => parse(line)).toThrow(new UsageError(message));
  });
});

function parse(line: string): unknown {
  return parseCommandLine(line === '' ? [] : line.split(' '), surroundings);
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

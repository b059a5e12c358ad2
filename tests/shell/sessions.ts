// Scripted sessions of the shell, as they go through a pipe, and what a program makes of one.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Session {
  readonly name: string;
  /** Below tests/corpus. */
  readonly profile: string;
  readonly flags: readonly string[];
  /** What is typed; `{root}` stands for the directory of this repository. */
  readonly input: string;
}

export interface Transcript {
  readonly stdout: string;
  readonly stderr: string;
  /** Name and SHA-256 of each file that was written, uncompressed. */
  readonly files: readonly string[];
}

/** All that is the same in every run of pprof. Help is not among it: its words are ours. */
export const sessions: readonly Session[] = [
  session('reports', 'go/heap.pb.gz', [
    'top',
    'top3',
    'text 2 -cum',
    'tree 4',
    'peek newOrder',
    'source_path={root}/examples/go-service',
    'list concatenateReceipt',
    'tags',
    'traces newOrder -article',
    'comments',
    'dot 5',
    'raw nothing',
  ]),
  session('grammar', 'go/heap.pb.gz', [
    '',
    '   ',
    'top 2 main -newOrder',
    'top 2 main shop -newOrder -encoding',
    'top -5',
    'top +2 --cum',
    'top 99999999999',
    'top 2 -',
    '  top\t2  ',
    'tags bytes -bytes=16',
    'tags nothing',
    'peek',
    'list',
    'top >',
    'peek [',
    'top [',
    'focus=[',
    'top',
    ':',
    'foo',
    'foo12',
    '12',
    'top 1 extra_long_regexp_that_matches_nothing_at_all_and_is_longer_than_eighty_bytes_when_it_is_listed',
    'nodecount 10',
    'focus main',
    'cum 1',
    'foo"\u{1}é\u{202e}',
    'tree top',
    'exit now',
    'top',
  ]),
  session('options', 'go/heap.pb.gz', [
    'o',
    'nodecount',
    'focus',
    'sort',
    'granularity',
    'nodecount=x',
    'nodecount=7 //: default',
    'nodefraction=x',
    'edgefraction=1e-9',
    'divide_by=2.50',
    'trim=maybe',
    'trim=NO',
    'mean',
    'call_tree=',
    'sort=x',
    'sort=cum //: [cum | flat]',
    'cum',
    'flat=T',
    'lines=yes',
    'filefunctions=1',
    'granularity=',
    'unit = kB',
    'focus = a=b //: x //: y',
    'hide=main',
    'sample_index=nothing',
    'sample_index=9',
    'sample_index=-1',
    'sample_index=space',
    'sample_index=0',
    'no_such_option=1',
    'tagfocus=bytes=1kb:2kb',
    'source_path=/nowhere',
    'options',
    'relative_percentages=1',
    'compact_labels=0',
    'top 1',
    ':',
    'o',
    'top 1',
  ]),
  session('shortcuts', 'go/heap.pb.gz', [
    'alloc_space',
    'top 1',
    'mean_alloc_space',
    'top 1',
    'total_inuse_objects',
    'top 1',
    ' inuse_objects ',
    'o',
    'alloc_space 1',
    'focus=main',
    'tagfocus=32',
    'show=main',
    ':',
    'o',
  ]),
  session('files', 'go/heap.pb.gz', [
    'top 2 >top.txt',
    'tree 2 > tree.txt',
    'proto',
    'proto main',
    'topproto 3',
    'callgrind >calls.out',
    'callgrind',
    'output=all.txt',
    'top 1',
    'tags',
    'output=',
    'top 1',
  ]),
  { ...session('unended', 'go/heap.pb.gz', []), input: 'top 1\n\ntop 2' },
  { ...session('crlf', 'go/heap.pb.gz', []), input: 'top 1\r\nnodecount=1\r\ntop\r\nquit\r\ntop\r\n' },
  { ...session('empty', 'go/heap.pb.gz', []), input: '' },
  session('flags', 'go/heap.pb.gz', ['o', 'top', 'nodecount=-1', 'top'], {
    flags: ['-cum', '-focus=main', '-nodecount=3', '-sample_index=alloc_space', '-unit=MB', '-mean'],
  }),
  session('bad-flags', 'go/heap.pb.gz', ['top 1', 'sample_index=', 'top 1'], { flags: ['-sample_index=9'] }),
  session('cpu', 'go/cpu.pb.gz', [
    'top 5',
    'cpu',
    'samples',
    'top 5 -cum',
    'mean',
    'top 2',
    'o',
    'peek main',
  ]),
  session('no-values', 'synthetic/zero-total.pb.gz', ['o', 'top', 'tags']),
  session('comments', 'synthetic/comments.pb.gz', ['comments', 'top']),
];

function session(
  name: string,
  profile: string,
  lines: readonly string[],
  { flags = [] }: { readonly flags?: readonly string[] } = {},
): Session {
  return { name, profile, flags, input: lines.map((line) => `${line}\n`).join('') };
}

const root = resolve('.');

/** @param command the words that start the program. */
export async function runSession(
  command: readonly [string, ...string[]],
  { profile, flags, input }: Session,
): Promise<Transcript> {
  const folder = mkdtempSync(join(tmpdir(), 'session-'));
  try {
    const places = { HOME: folder, PPROF_TMPDIR: folder, PPROF_BINARY_PATH: folder, XDG_STATE_HOME: folder };
    const [program, ...words] = [
      ...command,
      '-symbolize=none',
      ...flags,
      join(root, 'tests', 'corpus', profile),
    ];
    const child = spawn(program, words, {
      cwd: folder,
      env: { PATH: process.env['PATH'], TZ: 'UTC', TERM: 'dumb', ...places },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // A program that ends early reads no more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input.replaceAll('{root}', root));
    const exitCode = await new Promise<number | null>((ended, failed) => {
      child.on('error', failed);
      child.on('close', ended);
    });
    if (exitCode !== 0) throw new Error(`${program} ended with ${String(exitCode)}: ${stderr}`);
    return { stdout, stderr, files: filesIn(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => {
      const bytes = readFileSync(join(folder, name));
      const content = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
      return `${name} ${createHash('sha256').update(content).digest('hex')}`;
    })
    .toSorted();
}

const recordedFile = join('tests', 'shell', 'recorded.json');

export interface Recorded {
  /** The release of Go whose pprof it was. */
  readonly pprof: string;
  /** By the name of the session; texts as lists of lines, to be readable. */
  readonly sessions: Readonly<Record<string, Readonly<Record<keyof Transcript, readonly string[]>>>>;
}

export function readRecorded(): Recorded {
  return JSON.parse(readFileSync(recordedFile, 'utf8')) as Recorded;
}

export function writeRecorded(recorded: Recorded): void {
  writeFileSync(recordedFile, `${JSON.stringify(recorded, undefined, 1)}\n`);
}

/** A transcript as it is recorded. */
export function asRecorded({ stdout, stderr, files }: Transcript): Recorded['sessions'][string] {
  return { stdout: stdout.split('\n'), stderr: stderr.split('\n'), files };
}

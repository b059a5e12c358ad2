// Whatever the input is, the command line answers with a report or with one line, soon and within bounds of memory.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profile } from './hostile-bytes.ts';
import { hostileInputs } from './hostile-inputs.ts';
import { createCli, type Cli } from './run-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

describe.concurrent('input', () => {
  test.each(hostileInputs.map((input, i) => ({ ...input, i })))('$name', async (input) => {
    const path = join(cli.directory, `input-${input.i}`);
    writeFileSync(path, input.bytes());
    const run = await cli.run([...(input.args ?? ['-top']), path]);
    expect(run).toEqual(input.says === '' ? reported(input.reports) : refused(1, input.says));
    expect(run.seconds).toBeLessThan(40);
    expect(run.megabytes).toBeLessThan(input.memory ?? 200);
  });
});

describe.concurrent('sources', () => {
  const sources: readonly (readonly [name: string, make: (path: string) => string, says: RegExp])[] = [
    ['a missing file', (path) => path, /no such file; check the path/],
    ['a name with newlines and escapes', (path) => `${path}\n\u001b[2J`, /\\n\\x1b\[2J: no such file/],
    ['a name of 300 characters', (path) => path + 'x'.repeat(300), /name is too long/],
    ['a directory without profiles', emptyDirectory, /no profiles are in this directory/],
    ['a path through a file', () => join(process.execPath, 'heap.pb.gz'), /not a directory/],
    ['/dev/null', () => '/dev/null', /empty input file/],
    ['/dev/zero', () => '/dev/zero', /more than 1073741824 bytes came/],
    ['standard input without bytes', () => '-', /-: empty input file/],
    ['a pipe that nobody writes to', madePipe, /a pipe that nobody writes to; start the writer first/],
  ];
  test.each(sources.map(([name, make, says], i) => ({ name, make, says, i })))(
    '$name',
    async ({ make, says, i }) => {
      const run = await cli.run(['-top', make(join(cli.directory, `source-${i}`))]);
      expect(run).toEqual(refused(1, says));
      expect(run.seconds).toBeLessThan(40);
      expect(run.megabytes).toBeLessThan(1500);
    },
  );

  test('a file that may not be read', async (context) => {
    if (process.getuid?.() === 0) {
      process.stdout.write('not run: a file that may not be read, because root may read every file\n');
      context.skip();
    }
    const path = join(cli.directory, 'unreadable');
    writeFileSync(path, profile({}), { mode: 0o000 });
    expect(await cli.run(['-top', path])).toEqual(refused(1, /permission denied; check who may read it/));
  });

  test('standard input, and a pipe whose writer comes late', async () => {
    const fromStdin = await cli.run(['-top', '-'], { stdin: profile({}) });
    expect(fromStdin).toEqual(reported(/work/));
    const [pipe, path] = [madePipe(join(cli.directory, 'late')), join(cli.directory, 'written-late')];
    writeFileSync(path, profile({}));
    const late = cli.run(['-top', pipe]);
    // By a process of its own, which the tests beside this one cannot hold up.
    spawn('sh', ['-c', 'sleep 0.5; cat "$0" > "$1"', path, pipe], { stdio: 'ignore' });
    expect(await late).toMatchObject({ exitCode: 0, stdout: fromStdin.stdout });
  });

  test('one that is broken beside one that is sound', async () => {
    const path = join(cli.directory, 'sound');
    writeFileSync(path, profile({}));
    const run = await cli.run(['-top', path, '/dev/null']);
    expect(run).toMatchObject({
      exitCode: 0,
      stderr:
        '/dev/null: empty input file; the program may have ended before it wrote the profile\n' +
        'Fetched 1 source profiles out of 2\n',
    });
  });
});

function emptyDirectory(path: string): string {
  mkdirSync(path);
  return path;
}

function madePipe(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}

describe.concurrent('options', () => {
  test.each<[exitCode: 1 | 2, args: string, says: RegExp]>([
    [2, '-top -no_such_option', /no_such_option/],
    [2, '-top -focus', /flag needs an argument|no profile source/],
    [2, '-top -focus=(', /focus/],
    [2, '-top -ignore=a{1001}', /ignore/],
    [2, '-peek=*', /peek|regexp/],
    [2, '-top -tagfocus=(', /tagfocus/],
    [1, '-top -sample_index=99', /sample_index/],
    [1, '-top -sample_index=nothing', /sample_index/],
    [2, '-top -divide_by=0', /zero divisor/],
    [2, '-top -nodecount=x', /nodecount/],
    [2, '-top -granularity=atoms', /granularity/],
    [2, '-top -http=:0', /-http is not compatible/],
    [2, '-top -tree', /at most one output format/],
    [1, '-list=^$', /no matches found/],
  ])('%i: %s', async (exitCode, args, says) => {
    const run = await cli.run([...args.split(' '), 'tests/corpus/go/heap.pb.gz']);
    expect(run).toEqual(refused(exitCode, says));
  });

  test.each([
    '-divide_by=NaN',
    '-nodefraction=NaN',
    '-edgefraction=-Inf',
    '-nodecount=-5',
    '-unit=parsecs',
    '-drop_negative',
    '-trim=false',
  ])('%s is in order', async (option) => {
    expect(await cli.run(['-top', option, 'tests/corpus/go/heap.pb.gz'])).toEqual(reported(/flat%/));
  });

  test('HEAPWISE_MAX_BYTES that is no number', async () => {
    const env = { HEAPWISE_MAX_BYTES: 'much' };
    expect(await cli.run(['-top', 'tests/corpus/go/heap.pb.gz'], { env })).toEqual(
      refused(2, /HEAPWISE_MAX_BYTES/),
    );
  });

  test('a limit below the size of the file', async () => {
    const env = { HEAPWISE_MAX_BYTES: '100' };
    expect(await cli.run(['-top', 'tests/corpus/go/heap.pb.gz'], { env })).toEqual(
      refused(1, /and the limit is 100/),
    );
  });
});

/** A run with a report and without messages. */
function reported(reports = /./): object {
  return expect.objectContaining({ exitCode: 0, stderr: '', stdout: matching(reports) }) as object;
}

/** A run with one line on stderr, or with two when the command line was wrong, and nothing else. */
function refused(exitCode: 1 | 2, says: RegExp): object {
  const first = `(?=[^\\n]*(?:${says.source}))(?![^\\n]*internal error)`;
  const stderr = new RegExp(`^${first}(?:[^\\n]{1,400}\\n){${exitCode}}$`);
  return expect.objectContaining({ exitCode, stdout: '', stderr: matching(stderr) }) as object;
}

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

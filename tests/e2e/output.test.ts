// Where reports go: no half-written file, no file left behind, no stack trace when the reader leaves.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesField, packed, profile } from './hostile-bytes.ts';
import { requireTool } from '../require-tool.ts';
import { createCli, type Cli } from './run-cli.ts';

let cli: Cli;
let report: string;
/** A profile whose raw report has some 20 MB. */
let large: string;
beforeAll(async () => {
  cli = await createCli();
  report = (await cli.run(['-top', heap])).stdout;
  large = join(cli.directory, 'large.pb');
  const sample = bytesField(
    2,
    packed(
      1,
      Array.from({ length: 50 }, () => 1),
    ),
    packed(2, [5]),
  );
  writeFileSync(large, profile({ samples: [Buffer.alloc(sample.length * 300_000, sample)] }));
});
afterAll(() => cli.remove());

const heap = 'tests/corpus/go/heap.pb.gz';
const shell = (script: string): { stdout: string; stderr: string; status: number | null } =>
  spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, CLI: cli.command.join(' '), LARGE: large },
  });

/** A directory of its own, in which nothing may be left. */
function emptyDirectory(name: string): string {
  const path = join(cli.directory, name);
  mkdirSync(path);
  return path;
}

describe('-output', () => {
  test('writes a new file, and says so', async () => {
    const directory = emptyDirectory('new');
    const run = await cli.run(['-top', `-output=${directory}/top.txt`, heap]);
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `Generating report in ${directory}/top.txt\n`,
    });
    expect(readFileSync(join(directory, 'top.txt'), 'utf8')).toBe(report);
    expect(readdirSync(directory)).toEqual(['top.txt']);
  });

  test('replaces a file and keeps its mode', async () => {
    const path = join(emptyDirectory('replaced'), 'top.txt');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    await cli.run(['-top', `-output=${path}`, heap]);
    expect(readFileSync(path, 'utf8')).toBe(report);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test.each([true, false])('follows a symbolic link (its target is there: %s)', async (exists) => {
    const directory = emptyDirectory(`link-${exists}`);
    if (exists) writeFileSync(join(directory, 'target'), 'old');
    symlinkSync('target', join(directory, 'link'));
    await cli.run(['-top', `-output=${directory}/link`, heap]);
    expect(lstatSync(join(directory, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(directory, 'target'), 'utf8')).toBe(report);
    expect(readdirSync(directory)).toEqual(['link', 'target']);
  });

  test('writes to devices and pipes as they are', async () => {
    expect((await cli.run(['-top', '-output=/dev/stdout', heap])).stdout).toBe(report);
    expect(await cli.run(['-top', '-output=/dev/null', heap])).toMatchObject({ exitCode: 0, stdout: '' });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    const pipe = join(emptyDirectory('pipe'), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const run = cli.run(['-top', `-output=${pipe}`, heap]);
    expect(shell(`cat '${pipe}'`).stdout).toBe(report);
    expect(await run).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [
      'a directory that is missing',
      (directory: string) => join(directory, 'no/top.txt'),
      /no such file or directory/,
    ],
    ['a directory', (directory: string) => directory, /is a directory/],
    ['a full disk', () => '/dev/full', /no space is left/],
  ])('%s takes one line', async (name, pathIn, reason) => {
    const directory = emptyDirectory(name.replaceAll(' ', '-'));
    const path = pathIn(directory);
    const run = await cli.run(['-top', `-output=${path}`, heap]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    const [first, second, ...others] = run.stderr.split('\n');
    expect([first, others]).toEqual([`Generating report in ${path}`, ['']]);
    expect(second).toMatch(reason);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('leaves a file as it was when the report fails', async () => {
    const directory = emptyDirectory('kept');
    const path = join(directory, 'top.txt');
    writeFileSync(path, 'old');
    for (const source of ['/dev/null', `${directory}/missing`]) {
      expect(await cli.run(['-top', `-output=${path}`, source])).toMatchObject({ exitCode: 1 });
    }
    expect(await cli.run(['-list=^$', `-output=${path}`, heap])).toMatchObject({ exitCode: 1 });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['top.txt']);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s while it is written leaves nothing behind',
    async (signal) => {
      const directory = emptyDirectory(signal);
      const path = join(directory, 'raw.txt');
      writeFileSync(path, 'old');
      const [node, program = ''] = cli.command;
      // Hundreds of megabytes, which take a second of processor time.
      const child = spawn(node, [program, '-traces', `-output=${path}`, large], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('close', (code, by) => resolve(by ?? code)));
      const timer = setInterval(() => {
        if (readdirSync(directory).length > 1) child.kill(signal);
      }, 1);
      expect(await ended).toBe(signal);
      clearInterval(timer);
      expect(readdirSync(directory)).toEqual(['raw.txt']);
      expect(readFileSync(path, 'utf8')).toBe('old');
    },
  );
});

describe('standard output', () => {
  test('a reader that leaves ends the report quietly', () => {
    const run = shell('$CLI -raw $LARGE | head -1; echo ${PIPESTATUS[0]}');
    expect(run.stdout).toBe('PeriodType:  \n0\n');
    expect(run.stderr).toBe('');
  });

  test.each(['-raw $LARGE', '--help', '-proto $LARGE'])('%s to a reader that has gone', (args) => {
    expect(shell(`$CLI ${args} | true`).stderr).toBe('');
  });

  test('nobody who reads the messages is no reason for a stack trace', () => {
    expect(shell('($CLI -top /dev/null; echo $? >&3) 3>&1 2> >(true)').stdout).toBe('1\n');
  });

  test('a full disk takes one line', () => {
    const run = shell('$CLI -raw $LARGE > /dev/full');
    expect(run).toMatchObject({ status: 1 });
    expect(run.stderr).toMatch(/^cannot write the report: no space is left .*\n$/);
  });

  test('a slow reader gets all of it', () => {
    const run = shell('$CLI -raw $LARGE | (sleep 0.3; wc -c); $CLI -raw $LARGE -output=/dev/stdout | wc -c');
    const [slow, fast] = run.stdout.split('\n');
    expect(slow).toBe(fast);
    expect(Number(slow)).toBeGreaterThan(2 ** 20);
  });

  test.skipIf(!requireTool('script'))(
    'names are harmless on a terminal, and come as they are through a pipe',
    () => {
      const path = join(cli.directory, 'escapes.pb');
      writeFileSync(path, profile({ name: Buffer.from('wo\u001b[2Jrk') }));
      const command = `${cli.command.join(' ')} -top ${path}`;
      expect(shell(`script -qec '${command}' /dev/null < /dev/null`).stdout).toMatch(/wo\\x1b\[2Jrk/);
      expect(shell(command).stdout).toContain('wo\u001b[2Jrk');
    },
  );
});

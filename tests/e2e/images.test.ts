// Images through the real command: where they go, what shows them, and what goes wrong on the way.

import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeProfile } from '#formats';
import { profileFromStacks } from '#testing';
import { requireTool } from '../require-tool.ts';
import { createCli, type Cli } from './run-cli.ts';

const heap = 'tests/corpus/go/heap.pb.gz';
let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

/** A directory of its own. */
function emptyDirectory(name: string): string {
  const path = join(cli.directory, name);
  mkdirSync(path);
  return path;
}

/** A program that notes its arguments and the start of the file that it is to show. */
function installProgram(directory: string, name: string, script: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

describe('where images go', () => {
  test.each([
    ['svg', '<?xml'],
    ['png', '\u0089PNG'],
  ])('%s goes to standard output', async (format, start) => {
    const run = await cli.run([`-${format}`, heap]);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    // A byte that is no UTF-8 comes as U+FFFD here.
    expect(run.stdout.slice(0, start.length)).toBe(start.replace('\u0089', '\ufffd'));
  });

  test.skipIf(!requireTool('script'))('beside a terminal they go to files with numbers', () => {
    const directory = emptyDirectory('terminal');
    const command = `${cli.command.join(' ')} -svg ${join(process.cwd(), heap)}`;
    for (const number of ['001', '002']) {
      const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
        cwd: directory,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(stdout).toContain(`Generating report in profile${number}.svg`);
    }
    expect(readdirSync(directory)).toEqual(['profile001.svg', 'profile002.svg']);
    expect(readFileSync(join(directory, 'profile002.svg'), 'utf8')).toMatch(/<\/svg>\n$/);
  });

  test('a full disk takes one line, and leaves nothing', async () => {
    const run = await cli.run(['-svg', '-output=/dev/full', heap]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(/^Generating report in \/dev\/full\ncannot write .*no space is left.*\n$/);
  });
});

describe('programs that show images', () => {
  test('-web opens a file of the user alone in the browser, and leaves it there', async () => {
    const directory = emptyDirectory('web');
    const browser = installProgram(directory, 'browser', `echo "$@" > ${directory}/arguments`);
    const env = { BROWSER: `${browser} --new-window`, TMPDIR: directory };
    const run = await cli.run(['-web', heap], { env });
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `Generating report in ${directory}/pprof001.svg\n`,
    });
    // Browsers are not waited for.
    await expect
      .poll(() => readFileSync(join(directory, 'arguments'), 'utf8'))
      .toBe(`--new-window ${directory}/pprof001.svg\n`);
    expect(readFileSync(join(directory, 'pprof001.svg'), 'utf8')).toContain('</svg>');
    expect(statSync(join(directory, 'pprof001.svg')).mode & 0o777).toBe(0o600);
  });

  test('-web without a screen says where the file is', async () => {
    const directory = emptyDirectory('headless');
    const env = { BROWSER: '', DISPLAY: '', WAYLAND_DISPLAY: '', WSL_DISTRO_NAME: '', TMPDIR: directory };
    const run = await cli.run(['-web', heap], { env });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toBe(
      `Generating report in ${directory}/pprof001.svg\n` +
        'there is no screen to open a browser on; set BROWSER to a program that needs none; ' +
        `the report is in ${directory}/pprof001.svg\n`,
    );
  });

  test('-web -output is a file and no browser', async () => {
    const directory = emptyDirectory('output');
    const run = await cli.run(['-web', `-output=${directory}/web.svg`, heap], {
      env: { BROWSER: 'missing' },
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: `Generating report in ${directory}/web.svg\n` });
  });

  test.each([
    ['eog', 'svg', '<?xml'],
    ['evince', 'pdf', '%PDF-'],
    ['gv', 'ps', '%!PS-'],
    ['kcachegrind', 'grind', 'posit'],
  ])('-%s shows a .%s until it is closed', async (program, suffix, start) => {
    const directory = emptyDirectory(program);
    installProgram(
      directory,
      program,
      `for file; do :; done; /usr/bin/head -c 5 "$file" > ${directory}/start; echo "$file" > ${directory}/file`,
    );
    const env = { PATH: `${directory}:${process.env['PATH']}`, TMPDIR: directory };
    const run = await cli.run([`-${program}`, heap], { env });
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(join(directory, 'start'), 'utf8')).toBe(start);
    expect(readFileSync(join(directory, 'file'), 'utf8')).toBe(`${directory}/pprof001.${suffix}\n`);
    expect(readdirSync(directory).filter((name) => name.startsWith('pprof'))).toEqual([]);
  });

  test('one that is missing is named, with the file', async () => {
    const directory = emptyDirectory('missing');
    const [node] = cli.command;
    const env = { PATH: directory, TMPDIR: directory };
    const { status, stderr } = spawnSync(node, [cli.command[1]!, '-evince', heap], { encoding: 'utf8', env });
    expect(status).toBe(1);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      'evince is not installed; install it, for instance by apt install evince; ' +
        `the report is in ${directory}/pprof001.pdf`,
    );
  });
});

test('without the libraries each image takes one line', () => {
  // A directory above which there are no packages.
  const directory = mkdtempSync(join(tmpdir(), 'heapwise-bare-'));
  copyFileSync(cli.command[1]!, join(directory, 'heapwise.cjs'));
  for (const [format, line] of [
    [
      'svg',
      /^the package @hpcc-js\/wasm-graphviz is missing; install heapwise again, or use -dot_program=dot\n$/,
    ],
    [
      'png',
      /^the package @hpcc-js\/wasm-graphviz is missing; install heapwise again, or use -dot_program=dot\n$/,
    ],
  ] as const) {
    const run = spawnSync(cli.command[0], [join(directory, 'heapwise.cjs'), `-${format}`, heap], {
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(line);
  }
  mkdirSync(join(directory, 'node_modules/@hpcc-js'), { recursive: true });
  const graphviz = 'node_modules/@hpcc-js/wasm-graphviz';
  symlinkSync(join(process.cwd(), graphviz), join(directory, graphviz));
  const png = spawnSync(cli.command[0], [join(directory, 'heapwise.cjs'), '-png', heap], {
    encoding: 'utf8',
  });
  expect(png).toMatchObject({
    status: 1,
    stdout: '',
    stderr:
      '-png needs the package @napi-rs/canvas, which is not there for this machine; use -svg, or -dot_program=dot\n',
  });
  rmSync(directory, { recursive: true });
});

describe('a dot program', () => {
  test('that is missing takes one line', async () => {
    const run = await cli.run(['-svg', '-dot_program=no-such-dot', heap]);
    expect(run).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr:
        '-dot_program=no-such-dot: it is not installed, or not on PATH; leave it out to draw without Graphviz installed\n',
    });
  });

  test('may be named by the environment', async () => {
    const directory = emptyDirectory('environment');
    const dot = installProgram(directory, 'dot', 'cat > /dev/null; echo "<svg $1></svg>"');
    const run = await cli.run(['-svg', heap], { env: { HEAPWISE_DOT: dot } });
    expect(run.stdout).toContain('<svg -Tsvg>');
  });

  test.each([
    ['says why', 'echo "Error:  <stdin>:\n syntax" >&2; exit 3', '(exit code 3): Error: <stdin>: syntax'],
    ['dies', 'kill -SEGV $$', '(SIGSEGV)'],
    ['dies half-way', 'head -c 10; echo "<svg"; kill -9 $$', '(SIGKILL)'],
  ])('that fails: %s', async (name, script, reason) => {
    const directory = emptyDirectory(name);
    const dot = installProgram(directory, 'dot', script);
    const path = join(directory, 'out.svg');
    const run = await cli.run(['-svg', `-dot_program=${dot}`, `-output=${path}`, heap]);
    expect(run).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `-dot_program=${dot} failed ${reason}; leave it out to draw without it\n`,
    });
    expect(readdirSync(directory)).toEqual(['dot']);
  });

  test('that hangs ends with the program that started it', async () => {
    const directory = emptyDirectory('hangs');
    const pidFile = join(directory, 'pid');
    const dot = installProgram(directory, 'dot', `echo $$ > ${pidFile}; exec sleep 1000`);
    const ended = await interrupted(
      ['-svg', `-dot_program=${dot}`, `-output=${directory}/out.svg`, heap],
      () => existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith('\n'),
    );
    expect(ended).toBe('SIGINT');
    expect(readdirSync(directory).toSorted()).toEqual(['dot', 'pid']);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

test('Ctrl-C during a layout of many minutes ends it, and leaves nothing', async () => {
  const directory = emptyDirectory('layout');
  const profile = join(directory, 'large.pb');
  writeFileSync(profile, encodeProfile(profileFromStacks(tangledStacks(1500))));
  const ended = await interrupted(
    [
      '-svg',
      '-nodecount=1500',
      '-nodefraction=0',
      '-edgefraction=0',
      `-output=${directory}/out.svg`,
      profile,
    ],
    (messages) => messages.includes('may take long'),
  );
  expect(ended).toBe('SIGINT');
  expect(readdirSync(directory)).toEqual(['large.pb']);
});

/** Stacks of functions that call each other crosswise, which takes Graphviz minutes to lay out. */
function tangledStacks(functions: number): string {
  const lines: string[] = [];
  for (let i = 0; i < functions; i++) {
    const frames = [i, i * 7, i * 31, i * 101, i * 251].map((n) => `f${n % functions}`);
    lines.push(`${frames.join(';')} ${1 + (i % 5)}`);
  }
  return lines.join('\n');
}

/** Starts the command, interrupts it when `isTime` says so of its messages so far, and tells by what it ended. */
async function interrupted(args: readonly string[], isTime: (messages: string) => boolean): Promise<unknown> {
  const [node, program = ''] = cli.command;
  const child = spawn(node, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
  const ended = new Promise((resolve) => child.on('close', (code, by) => resolve(by ?? code)));
  const timer = setInterval(() => {
    if (isTime(messages)) child.kill('SIGINT');
  }, 20);
  const end = await ended;
  clearInterval(timer);
  return end;
}

/** A process that has ended may still be in the table, as a zombie. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\s*Z/m.test(readFileSync(status, 'utf8'));
}

// The shell on a real terminal: every command, editing, completion, history, Ctrl-C, the pager, colors.

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '#driver';
import { bytesField, packed, profile } from '../e2e/hostile-bytes.ts';
import { createCli, type Cli } from '../e2e/run-cli.ts';
import { requireTool } from '../require-tool.ts';
import { openTerminal, type Terminal, type TerminalOptions } from './terminal.ts';

const heap = resolve('tests/corpus/go/heap.pb.gz');
const prompt = '(pprof) ';
const controlC = '\u{3}';
const controlD = '\u{4}';
const controlR = '\u{12}';
const controlU = '\u{15}';
const up = '\u{1b}[A';

/** What the shell knows beside reports. */
const otherLines = [
  'top3',
  'o',
  'help',
  'help top',
  'help sort',
  'focus=shop',
  'top',
  ':',
  'alloc_space',
  'mean',
  'peek',
  'top >top.txt',
  'nodecount=x',
  'peek (*shop).newOrder',
];

/** What is the same in pprof's shell, to the byte. */
const sameLines = `
top 3
top5
text 3 shop
tree 3
peek shop
list shop
traces shop
raw
tags
comments
dot 3
callgrind 3
top 10 shop -newOrder
top -cum 3
sort=cum
top 3
cum
top 3
flat
focus=shop
top 3
ignore=cache
top 3
focus=
ignore=
alloc_space
top 3
mean
top 3
nodecount=x
nodecount=2
top
granularity=lines
top
lines
peek
unit=kb
top 2
:
top (`
  .trim()
  .split('\n');

describe.skipIf(!requireTool('script'))('the shell on a terminal', () => {
  let cli: Cli;
  const open: Terminal[] = [];
  beforeAll(async () => {
    cli = await createCli();
  });
  afterEach(() => open.splice(0).forEach((terminal) => terminal.close()));
  afterAll(() => cli.remove());

  const folder = (): string => mkdtempSync(join(cli.directory, 'session-'));

  /** A shell at its first prompt. @param state where its history is. */
  async function start(
    options: Partial<TerminalOptions> & {
      readonly state?: string;
      readonly source?: string;
      readonly flags?: readonly string[];
    } = {},
  ): Promise<Terminal> {
    const { state = folder(), source = heap, flags = [], env = {}, cwd = folder(), ...size } = options;
    const terminal = openTerminal([...cli.command, ...flags, source], {
      cwd,
      env: { HOME: cwd, TMPDIR: cwd, XDG_STATE_HOME: state, PAGER: 'cat', ...env },
      ...size,
    });
    open.push(terminal);
    await terminal.until(prompt);
    return terminal;
  }

  /** What a line shows, without itself and the prompt that follows. */
  async function answer(terminal: Terminal, line: string): Promise<string> {
    terminal.type(`${line}\r`);
    const shown = await terminal.until(`\n${prompt}`);
    return shown.slice(shown.indexOf('\n') + 1, shown.lastIndexOf(prompt));
  }

  test('every command says what it says through a pipe, and writes the same files', async () => {
    const lines = commands
      .map(({ name, takesRegexp }) => (takesRegexp ? `${name} shop` : `${name} 3`))
      .concat(otherLines);
    const browser = join(cli.directory, 'browser');
    writeFileSync(browser, '#!/bin/sh\nexit 0\n');
    chmodSync(browser, 0o755);
    const env = { BROWSER: browser, PATH: `/usr/bin:/bin` };
    const piped = folder();
    const throughPipe = runPiped(cli.command, piped, lines, env);
    const shown = folder();
    const terminal = await start({ env, cwd: shown });
    const answers: string[] = [];
    for (const line of lines) answers.push(await answer(terminal, line));
    const [, ...expected] = (await throughPipe).split(prompt);
    const own = /^ {2}(?:compat|dot_program|escape|format) .*\n/gm;
    for (const [index, line] of lines.entries()) {
      const text = withoutFolder(answers[index] ?? '', shown).replaceAll(own, '');
      expect([line, text]).toEqual([line, withoutFolder(expected[index] ?? '', piped)]);
    }
    expect(readdirSync(shown)).toEqual(readdirSync(piped));
    const differing = readdirSync(piped).filter((name) => contentOf(shown, name) !== contentOf(piped, name));
    expect(differing).toEqual([]);
    terminal.type('quit\r');
    expect(await terminal.ended()).toBe(0);
  });

  test.skipIf(!requireTool('go'))('a session says what go tool pprof says, live', async () => {
    const pprof = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();
    const throughPipe = runPiped([pprof], folder(), sameLines, { PATH: '/usr/bin:/bin' });
    const terminal = await start({ flags: ['-compat'], env: { TZ: 'UTC' } });
    const answers: string[] = [];
    for (const line of sameLines) answers.push(await answer(terminal, line));
    const [, ...expected] = (await throughPipe).split(prompt);
    for (const [index, line] of sameLines.entries()) {
      expect([line, answers[index]]).toEqual([line, expected[index]]);
    }
    terminal.type('quit\r');
    expect(await terminal.ended()).toBe(0);
  });

  /** What the shell prints when the lines come through a pipe, on both streams. */
  async function runPiped(
    command: readonly string[],
    cwd: string,
    lines: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<string> {
    const child = spawn('sh', ['-c', `${[...command, heap].join(' ')} 2>&1`], {
      cwd,
      env: { HOME: cwd, TMPDIR: cwd, TZ: 'UTC', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(lines.map((line) => `${line}\n`).join(''));
    let shown = '';
    for await (const text of child.stdout.setEncoding('utf8')) shown += String(text);
    return shown;
  }

  const withoutFolder = (text: string, path: string): string => text.replaceAll(path, '');
  const contentOf = (path: string, name: string): string =>
    withoutFolder(readFileSync(join(path, name), 'latin1'), path);

  test('Tab completes commands, options, values and functions', async () => {
    const terminal = await start();
    terminal.type('pee\t');
    await terminal.until('peek');
    terminal.type(' newO\t');
    await terminal.until('main.(*shop).newOrder');
    terminal.type('\r');
    expect(await terminal.until(`\n${prompt}`)).toMatch(
      /taken as literal text[^]*\| main\.\(\*shop\)\.newOrder/,
    );
    terminal.type('sample_i\t');
    await terminal.until('sample_index=');
    terminal.type('alloc_s\t');
    await terminal.until('alloc_space');
    terminal.type('\r');
    await terminal.until(prompt);
    expect(await answer(terminal, 'o')).toContain('sample_index              = alloc_space');
    terminal.type('sort=\t');
    terminal.type('\t');
    expect(await terminal.until('flat')).toMatch(/cum +flat/);
  });

  test('lines are there again in the next session, by arrow and by Ctrl-R', async () => {
    const state = folder();
    const first = await start({ state });
    await answer(first, 'top 1');
    await answer(first, 'tags no_such_tag');
    first.type(controlD);
    expect(await first.ended()).toBe(0);
    expect(readFileSync(join(state, 'heapwise', 'history'), 'utf8')).toBe('top 1\ntags no_such_tag\n');
    const second = await start({ state });
    second.type(up);
    await second.until('tags no_such_tag');
    second.type(`${up}\r`);
    expect(await second.until(`\n${prompt}`)).toContain('Showing top 1 nodes');
    second.type(controlR);
    await second.until('bck-i-search');
    second.type('such');
    await second.until('tags no_');
    second.type('\r');
    expect(await second.until(`\n${prompt}`)).toContain('TagFocus expression matched no samples');
  });

  test('without a place for history it is a shell without history', async () => {
    const state = join(folder(), 'file');
    writeFileSync(state, '');
    const terminal = await start({ state });
    expect(await answer(terminal, 'top 1')).toContain('Showing top 1 nodes');
    expect(await answer(terminal, 'comments')).toBe('');
  });

  test('Ctrl-C ends a report, not the shell, as often as it has to', async () => {
    const terminal = await start({ source: await longProfile() });
    for (let i = 0; i < 2; i++) {
      terminal.type('traces\r');
      await shownRaw(terminal, 'Ctrl-C ends it', i + 1);
      terminal.type(controlC);
      await terminal.until(`\n${prompt}`);
      expect(await answer(terminal, 'top')).toContain('100%   100%');
    }
    terminal.type(controlD);
    expect(await terminal.ended()).toBe(0);
  });

  /** Waits for something that `until` leaves out, for the time that it comes. */
  async function shownRaw(terminal: Terminal, text: string, times: number): Promise<void> {
    const reportsWith = (): number =>
      terminal
        .raw()
        .split(/traces\r+\n/)
        .slice(1)
        .filter((part) => part.includes(text)).length;
    await expect.poll(reportsWith).toBe(times);
  }

  /** One whose traces take seconds to print. */
  async function longProfile(): Promise<string> {
    const path = join(cli.directory, 'long.pb');
    if (existsSync(path)) return path;
    const locations = Array.from({ length: 50 }, () => 1);
    const sample = bytesField(2, packed(1, locations), packed(2, [5]));
    writeFileSync(path, profile({ samples: [Buffer.alloc(sample.length * 600_000, sample)] }));
    return path;
  }

  test('Ctrl-C clears the line, typed or empty', async () => {
    const terminal = await start();
    terminal.type('no such command');
    await terminal.until('command');
    terminal.type(controlC);
    await terminal.until(`\n${prompt}`);
    terminal.type(controlC);
    await terminal.until(`\n${prompt}`);
    expect(await answer(terminal, 'top 1')).toContain('Showing top 1 nodes');
  });

  test('lines that are pasted together run one after the other', async () => {
    const terminal = await start();
    terminal.type('nodecount=2\rtop\rtop 1\r');
    const shown = await terminal.until('Showing top 1 nodes');
    expect(shown).toContain('Showing top 2 nodes');
  });

  test('unknown words get a hint, in red unless the user wants no colors', async () => {
    const plain = await start({ env: { NO_COLOR: '1' } });
    expect(await answer(plain, 'tpo 3')).toBe('unrecognized command: "tpo"\ndid you mean "top"?\n');
    expect(await answer(plain, 'focsu=main')).toContain('did you mean "focus=main"?');
    expect(plain.raw()).not.toContain('\u{1b}[31m');
    const colored = await start();
    await answer(colored, 'tpo');
    expect(colored.raw()).toContain('\u{1b}[31munrecognized command: "tpo"\u{1b}[0m');
  });

  describe('the pager', () => {
    const mark = { PAGER: 'sed s/^/PAGED:/' };

    test('gets what is longer than the screen, and nothing else', async () => {
      const terminal = await start({ env: mark, rows: 12 });
      expect(await answer(terminal, 'top 2')).not.toContain('PAGED:');
      const long = await answer(terminal, 'tree');
      expect(long.split('\n').filter((line) => !line.startsWith('PAGED:'))).toEqual(['']);
      expect(await answer(terminal, 'tree >tree.txt')).toBe('Generating report in tree.txt\n');
      expect(await answer(terminal, 'help')).toContain('PAGED:');
    });

    test.each(['', 'cat', 'no-such-pager'])('is left out when it is "%s"', async (PAGER) => {
      const terminal = await start({ env: { PAGER }, rows: 12 });
      expect(await answer(terminal, 'tree')).toMatch(/^Showing nodes[^]*\n-+\+-+\n$/);
    });

    test('may quit early', async () => {
      const terminal = await start({ env: { PAGER: 'head -2' }, rows: 12 });
      expect((await answer(terminal, 'raw')).split('\n')).toHaveLength(3);
      expect(await answer(terminal, 'top 1')).toContain('Showing top 1 nodes');
    });

    test.skipIf(!requireTool('less'))('is less, with its own keys and Ctrl-C', async () => {
      const terminal = await start({ env: { PAGER: 'less' }, rows: 12 });
      terminal.type('tree\r');
      await terminal.until('\n:');
      terminal.type(controlC);
      const before = terminal.raw().length;
      // The terminal throws away what is typed before Ctrl-C has been dealt with, so the key is pressed until it counts.
      const quits = (): boolean => {
        if (terminal.raw().slice(before).includes(prompt)) return true;
        terminal.type('q');
        return false;
      };
      await expect.poll(quits, { interval: 300 }).toBe(true);
      terminal.type(controlU);
      await terminal.until(prompt);
      expect(await answer(terminal, 'top 1')).toContain('Showing top 1 nodes');
    });
  });

  test('a terminal that can do nothing gets what a pipe gets', async () => {
    const terminal = await start({ env: { TERM: 'dumb' } });
    terminal.type('tpo\rquit\r');
    expect(await terminal.until('"tpo"')).not.toContain('did you mean');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.raw()).not.toContain('\u{1b}');
  });

  test('the terminal is left as it was', async () => {
    const cwd = folder();
    const script = join(cwd, 'run.sh');
    writeFileSync(
      script,
      `${[...cli.command, heap].join(' ')}\nstty -a | tr ' ' '\\n' | grep -x -- '-*icanon;*'\n`,
    );
    const terminal = openTerminal(['sh', script], { cwd, env: { HOME: cwd } });
    open.push(terminal);
    await terminal.until(prompt);
    terminal.type('top 1\r');
    await terminal.until(`\n${prompt}`);
    terminal.type(controlD);
    expect(await terminal.ended()).toBe(0);
    expect(terminal.raw()).toMatch(/\nicanon\r\n$/);
  });
});

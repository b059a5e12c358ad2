// Tools that behave badly are played by shell scripts; real ones answer in tests/symbolization.test.ts.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startSymbolizer, type Symbolizer } from './symbolizers.ts';
import { createToolFinder, type ToolName } from './tool-paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'symbolizers-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A directory with tools that run these scripts. */
function tools(scripts: Partial<Record<ToolName, string>>): string {
  const directory = join(folder, String(++count), 'bin');
  mkdirSync(directory, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
}

/** What tools of one run have in common. */
interface Run {
  readonly silent: Set<string>;
  readonly told: string[];
}

/** Enough for a shell to start on a busy machine. */
const fewSeconds = '3';

function start(directory: string, run?: Run): Promise<Symbolizer | undefined> {
  const { silent, told } = run ?? { silent: new Set(), told: [] };
  const seconds = run === undefined ? '60' : fewSeconds;
  const environment = { PATH: '/usr/bin:/bin', HEAPWISE_TOOL_TIMEOUT: seconds };
  const findTool = createToolFinder({ tools: '', environment: { PATH: directory }, platform: 'linux' });
  const message = (text: string): void => void told.push(text);
  return startSymbolizer('/nowhere/prog', { findTool, environment, silent, message });
}

/** A process that is there can be asked to take signal 0. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const llvmAnswer = `while read code address; do echo '{"Address":"'$address'","Symbol":[{"FunctionName":"in","FileName":"a.c","Line":3,"Column":7,"StartLine":1},{"FunctionName":"out","FileName":"b.c","Line":9}]}'; done`;
const gnuAnswer = `while read line; do
  if [ "$line" = ffffffffffffffff ]; then printf '0xffffffffffffffff\\n??\\n??:0\\n'
  else printf "0x000000000000$line\\nin\\n/a b.c:3 (discriminator 1)\\nout\\n/b.c:?\\n??\\n??:0\\n"; fi; done`;

describe('answers', () => {
  test('of llvm-symbolizer', async () => {
    const symbolizer = await start(tools({ 'llvm-symbolizer': llvmAnswer, addr2line: 'exit 1' }));
    const frames = await symbolizer?.framesOf([1n, 2n]);
    symbolizer?.close();
    expect(frames).toHaveLength(2);
    expect(frames?.[1]).toEqual([
      { functionName: 'in', file: 'a.c', line: 3, column: 7, startLine: 1 },
      { functionName: 'out', file: 'b.c', line: 9, column: 0, startLine: 0 },
    ]);
  });

  test('of addr2line, which is asked when llvm-symbolizer is too old', async () => {
    const old = 'echo unknown argument >&2; exit 1';
    const symbolizer = await start(tools({ 'llvm-symbolizer': old, addr2line: gnuAnswer }));
    const frames = await symbolizer?.framesOf([0x1010n, 0x2020n]);
    symbolizer?.close();
    expect(frames).toHaveLength(2);
    expect(frames?.[0]).toEqual([
      { functionName: 'in', file: '/a b.c', line: 3, column: 0, startLine: 0 },
      { functionName: 'out', file: '/b.c', line: 0, column: 0, startLine: 0 },
    ]);
  });
});

/** Of a tool that works so far. */
const firstAnswer = `read a; echo '{"Address":"0x0"}'`;

describe('failures', () => {
  test('none installed', async () => {
    expect(await start(tools({}))).toBeUndefined();
  });

  test('dies on the way', async () => {
    const dying = `${firstAnswer}; read b; echo '{"Address":"0x1"}'; echo out of memory >&2; exit 3`;
    const symbolizer = await start(tools({ 'llvm-symbolizer': dying }));
    const lost = 'llvm-symbolizer ended with exit code 3: out of memory';
    await expect(symbolizer?.framesOf([1n, 2n])).rejects.toThrow(lost);
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow(lost);
  });

  test('is killed', async () => {
    const symbolizer = await start(tools({ 'llvm-symbolizer': `${firstAnswer}; read b; kill -9 $$` }));
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow('llvm-symbolizer was ended by SIGKILL');
  });

  test.each([
    ['no JSON', 'echo Segmentation', 'makes no sense: Segmentation'],
    ['JSON of another kind', 'echo null', 'makes no sense: null'],
    ['an answer to another question', `echo '{"Address":"0x2"}'`, 'makes no sense: {"Address":"0x2"}'],
    ['a line that never ends', 'exec tr "\\0" x < /dev/zero', 'gave an answer without an end'],
    ['no end of answers', 'while :; do echo y; done', 'makes no sense: y'],
  ])('llvm-symbolizer talks nonsense: %s', async (_, script, reason) => {
    const symbolizer = await start(tools({ 'llvm-symbolizer': `${firstAnswer}; read b; ${script}` }));
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow(reason);
    // What it would say next belongs to no question.
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow(reason);
  });

  test.each([
    ['words', 'echo Segmentation'],
    ['an answer to another question', 'echo 0x2'],
    ['more answers than questions', 'echo 0x1; echo f; echo a:1; echo 0x2'],
    ['no end of frames', 'echo 0x1; while :; do echo f; done'],
  ])('addr2line talks nonsense: %s', async (_, script) => {
    const answer = `printf '0x0\\n??\\n??:0\\n0xffffffffffffffff\\n??\\n??:0\\n'`;
    const symbolizer = await start(tools({ addr2line: `read a; read end; ${answer}; read b; ${script}` }));
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow('addr2line gave an answer that makes no sense');
    symbolizer?.close();
  });

  const lostReason = `llvm-symbolizer gave no answer for ${fewSeconds} s and was ended; HEAPWISE_TOOL_TIMEOUT=SECONDS waits longer`;

  test.concurrent.each([
    ['from the start', 'exec sleep 1000'],
    ['in the middle of a line', `printf '{"Addr'; exec sleep 1000`],
    ['and takes no signal but the last', "trap '' TERM INT; exec sleep 1000"],
  ])('hangs %s: it is ended, and said so', async (_, hang) => {
    const pidFile = join(folder, `pid-${++count}`);
    const script = `echo $$ > ${pidFile}; ${firstAnswer}; read b; ${hang}`;
    const run: Run = { silent: new Set(), told: [] };
    const symbolizer = await start(tools({ 'llvm-symbolizer': script }), run);
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow(lostReason);
    expect([...run.silent]).toEqual(['llvm-symbolizer']);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 30_000);
  });

  test.concurrent('one that hangs is replaced by addr2line, with a line, and not started again', async () => {
    const run: Run = { silent: new Set(), told: [] };
    const directory = tools({ 'llvm-symbolizer': 'exec sleep 1000', addr2line: gnuAnswer });
    for (let file = 0; file < 2; file++) {
      const symbolizer = await start(directory, run);
      expect(await symbolizer?.framesOf([0x1010n])).toHaveLength(1);
      symbolizer?.close();
    }
    expect(run.told).toEqual([`${lostReason}; addr2line is asked instead`]);
  });
});

describe('where tools are looked for', () => {
  const [first, second] = [tools({ objdump: '' }), tools({ objdump: '', addr2line: '' })];
  const find = (list: string, name: ToolName): string | undefined =>
    createToolFinder({ tools: list, environment: { PATH: second }, platform: 'linux' })(name);

  test.each<[string, ToolName, string | undefined]>([
    ['', 'objdump', join(second, 'objdump')],
    [first, 'objdump', join(first, 'objdump')],
    [first, 'addr2line', join(second, 'addr2line')],
    [`objdump:${first}`, 'objdump', join(first, 'objdump')],
    [`addr2line:${first}`, 'objdump', join(second, 'objdump')],
    [`/nowhere,${first}`, 'objdump', join(first, 'objdump')],
    ['', 'llvm-symbolizer', undefined],
  ])('-tools=%s: %s', (list, name, path) => {
    expect(find(list, name)).toBe(path);
  });
});

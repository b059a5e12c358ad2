// Tools that behave badly are played by shell scripts; real ones answer in tests/symbolization.test.ts.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
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

function start(directory: string): Promise<Symbolizer | undefined> {
  const environment = { PATH: '/usr/bin:/bin' };
  const findTool = createToolFinder({ tools: '', environment: { PATH: directory }, platform: 'linux' });
  return startSymbolizer('/nowhere/prog', findTool, environment);
}

const llvmAnswer = `while read line; do echo '{"Symbol":[{"FunctionName":"in","FileName":"a.c","Line":3,"Column":7,"StartLine":1},{"FunctionName":"out","FileName":"b.c","Line":9}]}'; done`;
const gnuAnswer = `while read line; do
  if [ "$line" = ffffffffffffffff ]; then printf '0xffffffffffffffff\\n??\\n??:0\\n'
  else printf "0x$line\\nin\\n/a b.c:3 (discriminator 1)\\nout\\n/b.c:?\\n??\\n??:0\\n"; fi; done`;

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
    const frames = await symbolizer?.framesOf([0x10n, 0x20n]);
    symbolizer?.close();
    expect(frames).toHaveLength(2);
    expect(frames?.[0]).toEqual([
      { functionName: 'in', file: '/a b.c', line: 3, column: 0, startLine: 0 },
      { functionName: 'out', file: '/b.c', line: 0, column: 0, startLine: 0 },
    ]);
  });
});

describe('failures', () => {
  test('none installed', async () => {
    expect(await start(tools({}))).toBeUndefined();
  });

  test('dies on the way', async () => {
    const dying = 'read a; echo "{}"; read b; echo "{}"; echo out of memory >&2; exit 3';
    const symbolizer = await start(tools({ 'llvm-symbolizer': dying }));
    const lost = 'llvm-symbolizer ended with exit code 3: out of memory';
    await expect(symbolizer?.framesOf([1n, 2n])).rejects.toThrow(lost);
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow(lost);
  });

  test('is killed', async () => {
    const symbolizer = await start(tools({ 'llvm-symbolizer': 'read a; echo "{}"; read b; kill -9 $$' }));
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow('llvm-symbolizer was ended by SIGKILL');
  });

  test('talks nonsense', async () => {
    const symbolizer = await start(
      tools({ 'llvm-symbolizer': 'read a; echo "{}"; read b; echo Segmentation' }),
    );
    await expect(symbolizer?.framesOf([1n])).rejects.toThrow('makes no sense: Segmentation');
    symbolizer?.close();
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

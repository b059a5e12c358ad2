// Our own reader of debugging data, held against llvm-symbolizer and `go tool pprof` at every few bytes of real programs.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeProfile } from '#formats';
import { createObjectFiles } from '#node';
import type { ObjectSymbol, SourceFrame } from '#ports';
import { createProfileBuilder } from '#profile';
import { findPprof } from '../matrix/pprof.ts';
import { requireTool } from '../require-tool.ts';
import { symbolizedReport } from './symbolized-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'debugging-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Flags of the compiler: versions of DWARF, ways to compress, and what linkers do with them. */
const flags = {
  'DWARF 5': ['-gdwarf-5', '-O2'],
  'DWARF 4': ['-gdwarf-4', '-O2'],
  'DWARF 3, not optimized': ['-gdwarf-3', '-gstrict-dwarf', '-O0'],
  'DWARF 5, 64 bits': ['-gdwarf-5', '-gdwarf64', '-O1'],
  'compressed, with functions left out': ['-g', '-O2', '-gz', '-ffunction-sections', '-Wl,--gc-sections'],
} as const;
const kinds = Object.keys(flags) as (keyof typeof flags)[];

const built = new Map<string, string>();

function programOf(kind: keyof typeof flags): string {
  const known = built.get(kind);
  if (known !== undefined) return known;
  const program = join(folder, kind.replaceAll(/\W+/g, '-'));
  const source = resolve('tests/symbols/templates.cc');
  execFileSync('g++', [...flags[kind], source, '-o', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  built.set(kind, program);
  return program;
}

interface Answer {
  readonly symbols: readonly ObjectSymbol[];
  readonly frames: readonly (readonly SourceFrame[])[];
}

/** @param addresses every few bytes of all functions, where left out. */
async function ask(program: string, step: number, environment: Record<string, string> = {}): Promise<Answer> {
  const files = createObjectFiles({ tools: '', namesOnly: false, environment });
  try {
    const file = await files.open(program, { start: 0n, limit: 0n, offset: 0n });
    const symbols = (await file.symbols()).filter(
      ({ names }) => !/^(?:_start|_init|_fini)$/.test(names[0] ?? ''),
    );
    return { symbols, frames: await file.sourceFrames(addressesOf(symbols, step)) };
  } finally {
    files.close();
  }
}

function addressesOf(symbols: readonly ObjectSymbol[], step: number): bigint[] {
  return symbols.flatMap(({ start, end }) =>
    Array.from({ length: Number(end - start + 1n) / step }, (_, i) => start + BigInt(i * step)),
  );
}

interface LlvmSymbol {
  readonly FunctionName: string;
  readonly FileName: string;
  readonly Line: number;
  readonly Column: number;
  readonly StartLine: number;
}

/** What llvm-symbolizer says, without the steps up in its paths. */
function llvmFrames(program: string, addresses: readonly bigint[]): SourceFrame[][] {
  const args = [`--obj=${program}`, '--inlining', '--no-demangle', '--output-style=JSON'];
  const input = addresses.map((address) => `CODE 0x${address.toString(16)}\n`).join('');
  const output = execFileSync('llvm-symbolizer', args, { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  return output
    .trim()
    .split('\n')
    .map((line) =>
      (JSON.parse(line) as { Symbol: readonly LlvmSymbol[] }).Symbol.map((symbol) => ({
        functionName: symbol.FunctionName,
        file: symbol.FileName === '' ? '' : posix.normalize(symbol.FileName),
        line: symbol.Line,
        column: symbol.Column,
        startLine: symbol.StartLine,
      })),
    );
}

const hasCompiler = requireTool('g++');

describe.skipIf(!hasCompiler)('debugging data of C++', () => {
  test.skipIf(!requireTool('llvm-symbolizer')).each(kinds)('%s: as llvm-symbolizer', async (kind) => {
    const program = programOf(kind);
    const { symbols, frames } = await ask(program, 3);
    const addresses = addressesOf(symbols, 3);
    const theirs = llvmFrames(program, addresses);
    expect(addresses.length).toBeGreaterThan(500);
    for (const [i, expected] of theirs.entries()) {
      const own = frames[i] ?? [];
      // Code of the C library has no debugging data, and llvm-symbolizer then tells files from its symbol table.
      if (expected.length === 1 && expected[0]!.line === 0) continue;
      const [mine, other] = [own.at(-1)?.functionName ?? '', expected.at(-1)!.functionName];
      // A constructor has several names, of which each takes one.
      const areAliases = symbols.some(({ names }) => names.includes(mine) && names.includes(other));
      const same = areAliases
        ? [...expected.slice(0, -1), { ...expected.at(-1), functionName: mine }]
        : expected;
      expect({ address: addresses[i], frames: own }).toEqual({ address: addresses[i], frames: same });
    }
    const isOptimized = !kind.includes('not optimized');
    if (isOptimized) expect(frames.filter((some) => some.length > 2).length).toBeGreaterThan(20);
  });

  test('functions in a file of their own (.dwo) are asked of a tool', async () => {
    const program = join(folder, 'split');
    const source = resolve('tests/symbols/templates.cc');
    execFileSync('g++', ['-g', '-O1', '-gsplit-dwarf', source, '-o', program], { cwd: folder });
    const stub = join(folder, 'llvm-symbolizer');
    const answer = `while read code address; do echo '{"Address":"'$address'","Symbol":[{"FunctionName":"told"}]}'; done`;
    writeFileSync(stub, `#!/bin/sh\n${answer}\n`, { mode: 0o755 });
    const { frames } = await ask(program, 16, { PATH: folder });
    expect(frames.flat().filter(({ functionName }) => functionName === 'told').length).toBeGreaterThan(20);
  });

  test('data apart from the program, found by its build id or its link', async () => {
    const program = join(folder, 'stripped');
    const whole = programOf('DWARF 5');
    execFileSync('objcopy', ['--only-keep-debug', whole, `${program}.debug`]);
    execFileSync('objcopy', ['--strip-debug', `--add-gnu-debuglink=${program}.debug`, whole, program]);
    const [apart, within] = [await ask(program, 5), await ask(whole, 5)];
    expect(apart.frames).toEqual(within.frames);
  });
});

describe.skipIf(!hasCompiler || !requireTool('go'))('debugging data of C++, with -compat', () => {
  /** A profile of the program as if it had been loaded there, of which the tool does not know more than the mapping. */
  async function writeProfile(program: string, shift: bigint): Promise<string> {
    const { symbols } = await ask(program, 64);
    const load = 0x5555_5555_4000n;
    const builder = createProfileBuilder();
    const start = load + 0x2000n;
    const mapping = builder.addMapping({
      start,
      limit: start + 0x10_0000n,
      offset: 0x2000n,
      file: program,
    });
    for (const address of addressesOf(symbols, 53)) {
      const location = builder.addLocation({ mapping, address: load + address + shift, lines: [] });
      builder.addSample(builder.stacks.add(Uint32Array.of(location), 0, 1), 0, [1]);
    }
    const profile = `${program}-${shift}.pb`;
    writeFileSync(profile, encodeProfile(builder.build({ sampleTypes: [{ type: 'cpu', unit: 'count' }] })));
    return profile;
  }

  // A page off, as when the tool takes another part of the file for the first one.
  test.each(kinds.flatMap((kind) => [[kind, 0n] as const, [kind, 4096n] as const]))(
    '%s, %d bytes off: as go tool pprof',
    async (kind, shift) => {
      const program = programOf(kind);
      const argv = ['-raw', program, await writeProfile(program, shift)];
      const outcome = await findPprof(mkdtempSync(join(folder, 'pprof-'))).run(argv, 'UTC');
      if (outcome.kind !== 'report') throw new Error(outcome.lines.join('\n'));
      const { text } = await symbolizedReport(['-compat', ...argv]);
      expect(text).toBe(Buffer.from(outcome.bytes).toString('utf8'));
      // Where the linker put main before the rest, the tool finds no line at all.
      if (shift !== 0n || kind.includes('not optimized')) expect(text).toMatch(/ \S*templates\.cc:\d+/);
    },
  );
});

// Compares disasm and weblist with those of `go tool pprof`, on Go and C programs of every kind of address.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHeapwise, type Outcome } from '../matrix/heapwise.ts';
import { corpusProfiles } from '../matrix/matrix.ts';
import { findPprof, type Pprof } from '../matrix/pprof.ts';
import { requireTool } from '../require-tool.ts';
import { profileCpp } from '../symbols/programs.ts';
import { makeProfile } from './made-up-profile.ts';
import { readDisassembly, readWeblist, type Disassembled, type ListedFunction } from './texts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = join(root, 'tests/machine-code/programs');
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'machine-code-'));
afterAll(() => rmSync(folder, { recursive: true }));

function textOf(outcome: Outcome): string {
  if (outcome.kind === 'failed') throw new Error(outcome.lines.join('\n'));
  return Buffer.from(outcome.bytes).toString('utf8');
}

async function heapwise(...argv: string[]): Promise<string> {
  return textOf(await runHeapwise(argv, 'UTC'));
}

/** What both print for a command line, by instructions that both know. */
async function bothDisasms(pprof: Pprof, ...argv: string[]): Promise<{ ours: unknown; theirs: unknown }> {
  const theirs = readDisassembly(textOf(await pprof.run(argv, 'UTC')));
  const ours = readDisassembly(await heapwise('-compat', ...argv));
  // Where disassemblers differ on what an instruction is, one of them has addresses that the other has not.
  const common = [...ours.instructions.keys()].filter((address) => theirs.instructions.has(address));
  const isMost = common.length > 0.95 * theirs.instructions.size;
  const shown = ({ headers, instructions }: Disassembled): unknown => ({
    headers,
    instructions: isMost ? common.map((address) => [address, instructions.get(address)]) : instructions,
  });
  return { ours: shown(ours), theirs: shown(theirs) };
}

async function bothWeblists(
  pprof: Pprof,
  ...argv: string[]
): Promise<{ ours: readonly ListedFunction[]; theirs: readonly ListedFunction[] }> {
  const theirs = readWeblist(textOf(await pprof.run(argv, 'UTC')));
  if (theirs.length === 0) throw new Error(`nothing to compare: ${argv.join(' ')}`);
  return { ours: readWeblist(await heapwise('-compat', ...argv)), theirs };
}

const isComplete = requireTool('go') && requireTool('objdump');

describe.skipIf(!isComplete)('Go programs', () => {
  const pprof = isComplete ? findPprof(folder) : undefined;
  const kinds = [
    ['at fixed addresses', 'exe'],
    ['position-independent', 'pie'],
  ] as const;
  const profileOf = (kind: string, name: string): string => join(folder, kind, `${name}.pb.gz`);

  beforeAll(async () => {
    for (const [, kind] of kinds) {
      const program = join(folder, kind, 'spin');
      mkdirSync(join(folder, kind));
      await run('go', ['build', `-buildmode=${kind}`, '-o', program, join(programs, 'spin.go')]);
      await run(program, [join(folder, kind)]);
    }
  });

  describe.each(kinds)('%s', (_, kind) => {
    test.each([
      ['cpu', [String.raw`main\.`]],
      ['cpu', ['spin', '-divide_by=3', '-unit=us', '-relative_percentages', '-focus=descend']],
      ['heap', [String.raw`main\.`, '-sample_index=alloc_space']],
      ['heap', [String.raw`runtime\.m`, '-sample_index=alloc_objects', '-unit=count']],
    ])('disasm of %s %j', async (name, [pattern = '', ...options]) => {
      const { ours, theirs } = await bothDisasms(
        pprof!,
        '-disasm',
        pattern,
        ...options,
        profileOf(kind, name),
      );
      expect(ours).toEqual(theirs);
    });

    test.each([
      ['cpu', [String.raw`main\.`]],
      ['cpu', ['spin.go', '-divide_by=3', '-unit=us', '-ignore=descend']],
      ['heap', [String.raw`main\.`, '-sample_index=alloc_space']],
      ['heap', ['keep', '-sample_index=alloc_space', '-mean']],
    ])('weblist of %s %j', async (name, [pattern = '', ...options]) => {
      const { ours, theirs } = await bothWeblists(
        pprof!,
        '-weblist',
        pattern,
        ...options,
        profileOf(kind, name),
      );
      expect(ours).toEqual(theirs);
    });

    test('weblist has the cum values of list, inlined functions included', async () => {
      interface Line {
        readonly line: number;
        readonly cum: number;
      }
      const json = async (report: string): Promise<unknown> =>
        JSON.parse(await heapwise(report, String.raw`^main\.`, '-format=json', profileOf(kind, 'cpu')));
      const listed = (await json('-list')) as {
        functions: { name: string; files: { lines: Line[] }[] }[];
      };
      const shown = (await json('-weblist')) as { functions: { name: string; lines: Line[] }[] };
      const sums = (functions: readonly { name: string; lines: readonly Line[] }[]): [string, number][] => {
        const cum = new Map<string, number>();
        for (const { name, lines } of functions) {
          for (const line of lines.filter((line) => line.cum !== 0)) {
            // The program has one name for all instances of a generic function.
            const place = `${name.replace(/\[.*\]$/, '[...]')}:${line.line}`;
            cum.set(place, (cum.get(place) ?? 0) + line.cum);
          }
        }
        return [...cum].toSorted(([a], [b]) => (a < b ? -1 : 1));
      };
      const expected = sums(
        listed.functions.map(({ name, files }) => ({ name, lines: files.flatMap((file) => file.lines) })),
      );
      expect(sums(shown.functions)).toEqual(expected);
      expect(expected.some(([place]) => place.startsWith('main.step:'))).toBe(true);
    });

    test('disasm finds names as reports show them', async () => {
      // pprof finds none of these.
      const headers = async (pattern: string): Promise<readonly string[]> =>
        readDisassembly(await heapwise('-disasm', pattern, profileOf(kind, 'cpu'))).headers;
      expect((await headers(String.raw`^main\.descend$`))[1]).toBe(
        'ROUTINE ======================== main.descend',
      );
      expect((await headers(String.raw`^main\.spin$`))[1]).toBe('ROUTINE ======================== main.spin');
    });

    test('addresses of disasm can be asked for, and Intel syntax', async () => {
      const profile = profileOf(kind, 'cpu');
      const text = await heapwise('-disasm', String.raw`^main\.spin$`, profile);
      const [address = ''] = [...readDisassembly(text).instructions.keys()].slice(5);
      expect(await heapwise('-disasm', `0x${address}`, profile)).toBe(text);
      expect(await heapwise('-disasm', String.raw`^main\.spin$`, '-intel_syntax', profile)).toMatch(
        /\b(?:mov|lea|sub)\s+r/,
      );
    });
  });
});

const hasCompiler = isComplete && requireTool('gcc');

describe.skipIf(!hasCompiler)('C programs and libraries', () => {
  const pprof = hasCompiler ? findPprof(mkdtempSync(join(folder, 'c-'))) : undefined;
  const kinds = [
    ['at fixed addresses', ['-no-pie'], 0x40_1000n],
    ['static', ['-no-pie', '-static'], 0x40_1000n],
    ['position-independent', ['-pie', '-fPIE'], 0x5555_5555_5000n],
    ['shared', ['-shared', '-fPIC'], 0x7f12_3456_7000n],
  ] as const;
  const pathOf = (kind: string, ending: string): string =>
    join(folder, `${kind.replaceAll(/\W/g, '-')}.${ending}`);

  beforeAll(async () => {
    for (const [kind, flags, start] of kinds) {
      const program = pathOf(kind, 'elf');
      await run('gcc', ['-O1', '-g', ...flags, '-o', program, join(programs, 'spin.c')]);
      const place = { start, limit: start + 0x10_0000n, offset: 0x1000n };
      writeFileSync(pathOf(kind, 'pb'), await makeProfile(program, place, ['spin', 'descend', 'main']));
    }
  });

  describe.each(kinds)('%s', (kind) => {
    const none = '-symbolize=none';

    test.each(['spin', 'main', 'spin|descend'])('disasm %s', async (pattern) => {
      const argv = ['-disasm', pattern, none, pathOf(kind, 'pb')];
      const theirs = readDisassembly(textOf(await pprof!.run(argv, 'UTC')));
      const ours = readDisassembly(await heapwise('-compat', ...argv));
      expect(ours.headers).toEqual(theirs.headers);
      // pprof knows no lines of C.
      const values = ({ instructions }: typeof ours): string[] =>
        [...instructions].map(([address, text]) => `${address} ${text.split(' ', 2).join(' ')}`);
      expect(values(ours)).toEqual(values(theirs));
    });

    test.each(['^spin$', 'descend', 'spin[.]c'])('weblist %s', async (pattern) => {
      const { ours, theirs } = await bothWeblists(pprof!, '-weblist', pattern, none, pathOf(kind, 'pb'));
      expect(ours).toEqual(theirs);
    });

    test('inlined code is shown below the line that it was inlined into', async () => {
      const { functions } = JSON.parse(
        await heapwise('-weblist', '^spin$', '-format=json', none, pathOf(kind, 'pb')),
      ) as {
        functions: { lines: { text: string; instructions: { inlined: number; line: number }[] }[] }[];
      };
      const calling = functions[0]!.lines.filter(({ text }) => text.includes('half(value)'));
      expect(calling.flatMap(({ instructions }) => instructions)).toContainEqual(
        expect.objectContaining({ inlined: 1, line: 2 }),
      );
    });
  });
});

const hasGperftools = isComplete && requireTool('gperftools');

describe.skipIf(!hasGperftools)('C++ programs under gperftools, symbolized', () => {
  const cppFolder = mkdtempSync(join(folder, 'cpp-'));
  const pprof = hasGperftools ? findPprof(cppFolder) : undefined;

  test.each(['fixed', 'position-independent', 'shared library'] as const)('%s', async (kind) => {
    // Of fixed programs as linkers make them today, pprof finds no names.
    const flags = kind === 'fixed' ? ['-Wl,-z,noseparate-code'] : [];
    const { program, profile } = profileCpp(cppFolder, kind, flags);
    const disasm = ['-disasm', 'Spin|Recurse', program, profile];
    const theirs = readDisassembly(textOf(await pprof!.run(disasm, 'UTC')));
    const ours = readDisassembly(await heapwise('-compat', ...disasm));
    expect(ours.headers).toEqual(theirs.headers);
    expect(ours.headers.length).toBeGreaterThan(4);

    const weblists = await bothWeblists(pprof!, '-weblist', 'Spin|Recurse', program, profile);
    expect(weblists.ours).toEqual(weblists.theirs);

    // What pprof does not do here: names as people write them, and the inlined function.
    const readable = await heapwise('-disasm', '^SpinInProgram$', program, profile);
    expect(readable).toContain('ROUTINE ======================== SpinInProgram\n');
    expect(readable).toMatch(/;Mix hot\.cc:\d+/);
  });
});

/**
 * Each line that has a value, with its file. Which function a line with inlined code belongs to is random in pprof where there is no
 * program, and so are its headings.
 */
function linesOf(functions: readonly ListedFunction[]): string[] {
  return functions
    .flatMap(({ heading, lines }) => {
      const file = / in (.*?) \S+ \S+ \(flat/s.exec(heading)?.[1] ?? '';
      // Ours shows what could not be seen.
      const visible = file.replaceAll('\n', String.raw`\u{a}`);
      return lines.map((line) => `${visible} ${line}`);
    })
    .filter((line) => !line.endsWith(' . .'))
    .toSorted();
}

describe.skipIf(!requireTool('go'))('profiles whose program is not here', () => {
  const here = mkdtempSync(join(folder, 'corpus-'));
  const pprof = isComplete ? findPprof(here) : undefined;
  const readable = corpusProfiles().filter((profile) => !profile.startsWith('malformed/'));

  test('have the same lines in weblist', async () => {
    let compared = 0;
    for (const profile of readable) {
      const argv = ['-weblist', '.', '-symbolize=none', join(root, 'tests/corpus', profile)];
      const theirs = await pprof!.run(argv, 'UTC');
      // It reads fewer formats, and profiles without functions have nothing to match.
      if (theirs.kind === 'failed') continue;
      const ours = linesOf(readWeblist(await heapwise('-compat', ...argv)));
      expect([profile, ours]).toEqual([profile, linesOf(readWeblist(textOf(theirs)))]);
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });
});

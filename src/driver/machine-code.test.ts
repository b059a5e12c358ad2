// Which machine code disasm and weblist show, and what they say when there is none: drawn profiles and programs.

import { describe, expect, test } from 'vitest';
import {
  ObjectFileError,
  type Instruction,
  type ObjectFile,
  type ObjectFiles,
  type SourceFrame,
  type World,
} from '#ports';
import { ProfileError, type Profile } from '#profile';
import { joinChunks } from '#report';
import { profileFromStacks } from '#testing';
import { defaultConfig, type Config } from './config.ts';
import { generateReport } from './generate.ts';

/** A program with instructions of four bytes. */
interface DrawnProgram {
  /** First and last byte of each symbol, in the file. */
  readonly symbols: readonly {
    readonly names: readonly string[];
    readonly range: readonly [number, number];
  }[];
  /** The functions that code belongs to, innermost first; by default the symbol itself on line 1 of its file. */
  readonly frames?: (address: number) => readonly Partial<SourceFrame>[];
  readonly failure?: { readonly symbols?: string; readonly disassemble?: string };
}

/** Mappings start at 0x100000 in the process and at 0 in the file. */
function objectFile(path: string, { symbols, frames, failure }: DrawnProgram): ObjectFile {
  const base = 0x100000n;
  const fail = (message: string | undefined): void => {
    if (message !== undefined) throw new ObjectFileError(message);
  };
  return {
    path,
    buildId: '',
    fileAddress: (address) => address - base,
    sourceFrames: async (addresses) =>
      addresses.map((address) =>
        (frames?.(Number(address - base)) ?? []).map((frame) => ({
          functionName: '',
          file: '',
          line: 0,
          column: 0,
          startLine: 0,
          ...frame,
        })),
      ),
    async symbols() {
      fail(failure?.symbols);
      return symbols.map(({ names, range: [start, end] }) => ({
        names,
        start: BigInt(start),
        end: BigInt(end),
      }));
    },
    async disassemble(start, end, { intelSyntax }) {
      fail(failure?.disassemble);
      const code: Instruction[] = [];
      for (let address = start; address < end; address += 4n) {
        const text = intelSyntax ? 'mov eax, 1' : 'movl $1, %eax';
        code.push({ address, text, functionName: '', file: '', line: 0 });
      }
      return code;
    },
  };
}

interface Run {
  readonly text: string;
  readonly messages: readonly string[];
  readonly closed: number;
}

async function run(
  command: 'disasm' | 'weblist',
  regexp: string,
  profile: Profile,
  programs: Readonly<Record<string, DrawnProgram>>,
  config: Partial<Config> = {},
): Promise<Run> {
  const messages: string[] = [];
  let closed = 0;
  const objects: ObjectFiles = {
    async open(path) {
      const program = programs[path];
      if (program === undefined) throw new ObjectFileError(`open ${path}: no such file or directory`);
      return objectFile(path, program);
    },
    close: () => void closed++,
  };
  const world = {
    objectFiles: () => objects,
    demangle: async (names) => names.map((name) => (name === '_Z3mini' ? 'min(int)' : name)),
    sources: {
      workingDirectory: '/work',
      find: () => ({ kind: 'missing', error: 'no source', tried: [] }),
      findSourceMap: () => undefined,
    },
    timeZone: () => ({ offsetSeconds: 0, abbreviation: 'UTC' }),
    message: (text: string) => void messages.push(text),
  } satisfies Partial<World> as Partial<World> as World;
  const request = { command, regexp, config: { ...defaultConfig, ...config }, tools: '' };
  const output = await generateReport(profile, request as Parameters<typeof generateReport>[1], world);
  if (output.kind !== 'text') throw new Error('not a text');
  return { text: joinChunks(output.chunks), messages, closed };
}

const two: DrawnProgram = {
  symbols: [
    { names: ['main.f', 'f.alias'], range: [0x10, 0x1f] },
    { names: ['main.g'], range: [0x20, 0x2f] },
    { names: ['main.idle'], range: [0x30, 0x3f] },
  ],
};
const stacks = '[svc+0x10]main.f 5\n[svc+0x14]main.f;[svc+0x21]main.g 7';

/** The ROUTINE and AKA lines, and those with values. */
function outline(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .filter((line) => !line.startsWith('         .          .'))
    .map((line) => line.trim().replaceAll(/ +/g, ' '));
}

describe('disasm', () => {
  const disasm = async (regexp: string, config: Partial<Config> = {}): Promise<string[]> =>
    outline((await run('disasm', regexp, profileFromStacks(stacks), { svc: two }, config)).text);
  const g = [
    'ROUTINE ======================== main.g',
    '7 7 (flat, cum) 58.33% of Total',
    '7 7 20: movl $1, %eax',
  ];

  test.each(['main.g', '^main\\.g$', 'g$'])('%s picks functions by name', async (regexp) => {
    expect(await disasm(regexp)).toEqual(g);
  });

  test.each(['0x100021', '0x21', '1_048_609', '0x20'])('%s picks the function at an address', async (at) => {
    expect(await disasm(at)).toEqual(g);
  });

  test('an address shows all names', async () => {
    expect(await disasm('0x1f')).toEqual([
      'ROUTINE ======================== main.f',
      'AKA ======================== f.alias',
      '5 12 (flat, cum) 100% of Total',
      '5 5 10: movl $1, %eax',
      '. 7 14: movl $1, %eax',
    ]);
  });

  test('a symbol is called as the profile calls it, too', async () => {
    const program = { symbols: [{ names: ['main.Map[go.shape.int]'], range: [0x10, 0x1f] }] } as const;
    const profile = profileFromStacks('[svc+0x10]main.Map[...] 5');
    const names = async (regexp: string, compat: boolean): Promise<string[]> => {
      const { text } = await run('disasm', regexp, profile, { svc: program }, { compat });
      return outline(text).filter((line) => line.includes('===='));
    };
    const own = 'ROUTINE ======================== main.Map[go.shape.int]';
    expect(await names('main.Map', false)).toEqual([own, 'AKA ======================== main.Map[...]']);
    expect(await names('main.Map', true)).toEqual([own]);
    expect(await names(String.raw`^main\.Map\[\.\.\.\]$`, false)).toEqual([
      'ROUTINE ======================== main.Map[...]',
      'AKA ======================== main.Map[go.shape.int]',
    ]);
  });

  test('a profile without names is searched by the names of the program', async () => {
    const profile = profileFromStacks('[svc]0x100010 5');
    expect(outline((await run('disasm', 'main.f', profile, { svc: two })).text)[0]).toBe(
      'ROUTINE ======================== main.f',
    );
  });

  test('the last byte of a function belongs to it', async () => {
    const profile = profileFromStacks('[svc+0x10]main.f 5\n[svc+0x1f]main.f 3');
    const sums = async (compat: boolean): Promise<string | undefined> =>
      outline((await run('disasm', 'main.f', profile, { svc: two }, { compat })).text)[1];
    expect(await sums(false)).toBe('8 8 (flat, cum) 100% of Total');
    expect(await sums(true)).toBe('5 5 (flat, cum) 62.50% of Total');
  });

  test('inlined functions are named, with the place that the code is from', async () => {
    const frames = (address: number): Partial<SourceFrame>[] => [
      ...(address === 0x24 ? [{ functionName: '_Z3mini', file: '/src/min.cc', line: 4 }] : []),
      { functionName: 'main.g', file: '/src/g.go', line: 9 },
    ];
    const { text } = await run('disasm', 'main.g', profileFromStacks(stacks), { svc: { ...two, frames } });
    expect(text.trimEnd().split('\n').slice(3)).toEqual([
      '         7          7         20: movl $1, %eax                           ;g.go:9',
      '         .          .         24: movl $1, %eax                           ;min min.cc:4',
      '         .          .         28: movl $1, %eax                           ;g.go:9',
      '         .          .         2c: movl $1, %eax',
    ]);
  });

  test('Intel syntax', async () => {
    expect((await disasm('main.g', { intelSyntax: true })).at(-1)).toBe('7 7 20: mov eax, 1');
  });

  test('object files are closed, and those that cannot be opened are told', async () => {
    const profile = profileFromStacks(`${stacks}\n[lib]main.h 1`);
    const { messages, closed } = await run('disasm', 'main', profile, { svc: two });
    expect({ messages, closed }).toEqual({
      messages: ['open lib: no such file or directory'],
      closed: 1,
    });
  });

  const advice =
    'set PPROF_BINARY_PATH to the directory of the program, or name the program before the profile';
  test.each([
    ['nothing has the name', 'nope', stacks, 'no matches found for regexp nope'],
    ['nothing has the address', '0x77', stacks, 'no matches found for address 0x77'],
    [
      'nothing ran there',
      '0x31',
      stacks,
      'address 0x31 found in binary, but the corresponding symbols do not have samples in the profile',
    ],
    ['the program is not there', 'main', '[gone]main 1', `open gone: no such file or directory; ${advice}`],
    ['symbols cannot be read', 'main', '[broken]main 1', `no symbols in broken; ${advice}`],
    [
      'the profile names no program',
      'main',
      '[]main 1',
      'the profile does not say which program it is of; name the program before the profile',
    ],
    [
      'the profile has no addresses',
      'main',
      'main@main.js:3 1',
      'the profile has no addresses of machine code; use -list or -weblist for source lines',
    ],
  ])('%s', async (_, regexp, stacks, message) => {
    const broken = { symbols: [], failure: { symbols: 'no symbols in broken' } };
    await expect(run('disasm', regexp, profileFromStacks(stacks), { svc: two, broken })).rejects.toThrow(
      new ProfileError('no-match', message),
    );
  });

  test('without a disassembler the report fails', async () => {
    const svc = { ...two, failure: { disassemble: 'objdump is not installed' } };
    await expect(run('disasm', 'main', profileFromStacks(stacks), { svc })).rejects.toThrow(
      'objdump is not installed',
    );
  });
});

interface WeblistJson {
  readonly rangesLeftOut: number;
  readonly functions: readonly {
    readonly name: string;
    readonly file: string;
    readonly flat: number;
    readonly cum: number;
    readonly lines: readonly {
      readonly line: number;
      readonly flat: number;
      readonly cum: number;
      readonly instructions: readonly { readonly address: string; readonly text: string }[];
    }[];
  }[];
}

describe('weblist', () => {
  /** Functions and their lines, each with flat/cum, and the number of instructions. */
  function drawn({ functions }: WeblistJson): string[] {
    return functions.flatMap(({ name, file, flat, cum, lines }) => [
      `${name} in ${file} ${flat}/${cum}`,
      ...lines.map((line) => `  ${line.line}: ${line.flat}/${line.cum} ${line.instructions.length}`),
    ]);
  }

  async function weblist(
    regexp: string,
    stacks: string,
    programs: Readonly<Record<string, DrawnProgram>>,
    config: Partial<Config> = {},
  ): Promise<{ json: WeblistJson; messages: readonly string[] }> {
    const { text, messages } = await run('weblist', regexp, profileFromStacks(stacks), programs, {
      format: 'json',
      ...config,
    });
    return { json: JSON.parse(text) as WeblistJson, messages };
  }

  /** f is at 0x10, g at 0x20; each of their instructions is on a line of its own. */
  const frames = (address: number): Partial<SourceFrame>[] => {
    const functionName = address < 0x20 ? 'main.f' : 'main.g';
    return [{ functionName, file: '/src/main.go', line: address / 4 }];
  };
  const svc = { ...two, frames };

  test('code around the samples, by line', async () => {
    const { json } = await weblist('main.g', stacks, { svc });
    expect(drawn(json)).toEqual([
      'main.g in /src/main.go 7/7',
      '  8: 7/7 1',
      ...Array.from({ length: 125 }, (_, i) => `  ${i + 9}: 0/0 1`),
    ]);
  });

  test('a name of a file or a program picks all of it, an address what ran there', async () => {
    const names = async (regexp: string): Promise<string[]> =>
      (
        await weblist(regexp, '[svc+0x10]main.f@a.go:3 5\n[svc+0x20]main.g@b.go:3 7', { svc })
      ).json.functions.map(({ name }) => name);
    expect(await names('svc')).toEqual(['main.f', 'main.g']);
    expect(await names('b.go')).toEqual(['main.g']);
    expect(await names('0x100010')).toEqual(['main.f']);
  });

  test('a function is known by any of its names in the program', async () => {
    const places = (): Partial<SourceFrame>[] => [{ functionName: 'f.alias', file: 'a.go', line: 5 }];
    const { json } = await weblist('main.f', '[svc+0x10]main.f 5', { svc: { ...two, frames: places } });
    expect(json.functions.map(({ name, flat }) => [name, flat])).toEqual([['main.f', 5]]);
  });

  const synthetic = ['main.f in a.go 5/12', '  3: 5/5 0', '  4: 0/7 0', 'main.g in a.go 7/7', '  9: 7/7 0'];
  const placed = '[svc+0x10]main.f@a.go:3 5\n[svc+0x14]main.f@a.go:4;[svc+0x21]main.g@a.go:9 7';

  test('without the program lines have values only, and it is told', async () => {
    const { json, messages } = await weblist('main', placed, {});
    expect({ drawn: drawn(json), messages }).toEqual({
      drawn: synthetic,
      messages: ['open svc: no such file or directory'],
    });
  });

  test('so it is without a disassembler', async () => {
    const failing = { ...svc, failure: { disassemble: 'objdump is not installed' } };
    const { json, messages } = await weblist('main', placed, { svc: failing });
    expect({ drawn: drawn(json), messages }).toEqual({
      drawn: synthetic,
      messages: ['objdump is not installed'],
    });
  });

  test('and without addresses', async () => {
    const { json, messages } = await weblist('main', placed.replaceAll(/\[.*?\]/g, ''), { svc });
    expect({ drawn: drawn(json), messages }).toEqual({ drawn: synthetic, messages: [] });
  });

  test('what the program does not know of its code, the profile does', async () => {
    const stripped = { ...svc, frames: () => [] };
    const { json } = await weblist('main', placed, { svc: stripped });
    expect(drawn(json)).toEqual([
      'main.f in a.go 5/12',
      '  3: 5/5 1',
      '  4: 0/7 3',
      'main.g in a.go 7/7',
      '  9: 7/7 9',
    ]);
  });

  test('of many stretches of code the hottest are shown, and the lines of the others', async () => {
    const far = Array.from(
      { length: 30 },
      (_, i) => `[svc+0x${(i * 2048 + 16).toString(16)}]main.f@a.go:9 ${i + 1}`,
    );
    const places = (): Partial<SourceFrame>[] => [{ functionName: 'main.f', file: 'a.go', line: 5 }];
    const symbols = [{ names: ['main.f'], range: [0, 0xffff] }] as const;
    const code = { svc: { symbols, frames: places } };
    const { json } = await weblist('main.f', far.join('\n'), code);
    expect(json.rangesLeftOut).toBe(5);
    expect(json.functions.map(({ flat }) => flat)).toEqual([465]);
    const compat = await weblist('main.f', far.join('\n'), code, { compat: true });
    expect(compat.json.functions.map(({ flat }) => flat)).toEqual([465 - 15]);
  });

  test('nothing has the name', async () => {
    await expect(weblist('nope', stacks, { svc })).rejects.toThrow(
      new ProfileError('no-match', 'no matches found for regexp: nope'),
    );
  });
});

import { describe, expect, test } from 'vitest';
import {
  ObjectFileError,
  type MappedRange,
  type ObjectFile,
  type ObjectFiles,
  type SourceFrame,
} from '#ports';
import { checkProfile, createProfileBuilder, withMapping, type Profile } from '#profile';
import { profileFromStacks } from '#testing';
import { locateBinaries } from './binary-places.ts';
import { symbolizeLocally, type LocalOptions } from './local.ts';

function frame(functionName: string, file = '', line = 0, startLine = 0): SourceFrame {
  return { functionName, file, line, column: 0, startLine };
}

/** What is known of address 0x1010, and of no other. */
const inlined = [frame('in', 'a.c', 3, 1), frame('out', 'b.c', 9, 5)];

function fileAt(path: string, buildId: string, frames: readonly SourceFrame[]): ObjectFile {
  return {
    path,
    buildId,
    fileAddress: (address) => address,
    sourceFrames: async (addresses) => addresses.map((address) => (address === 0x1010n ? frames : [])),
    symbols: async () => [],
    disassemble: async () => [],
  };
}

/** Files by path: their build id. */
function filesOf(
  buildIds: Readonly<Record<string, string>>,
  frames = inlined,
): ObjectFiles & { opened: MappedRange[] } {
  const opened: MappedRange[] = [];
  return {
    opened,
    async open(path, range) {
      opened.push(range);
      const buildId = buildIds[path];
      if (buildId === undefined) throw new ObjectFileError(`cannot read ${path}`);
      return fileAt(path, buildId, frames);
    },
    close: () => undefined,
  };
}

interface Drawn {
  readonly file: string;
  readonly buildId?: string;
  readonly flags?: number;
}

/** A mapping for each, with locations at 0x1010 and 0x1020 in it. */
function profileOf(...mappings: readonly Drawn[]): Profile {
  const builder = createProfileBuilder();
  for (const { file, buildId = '', flags = 0 } of mappings) {
    const mapping = builder.addMapping({ start: 0x1000n, limit: 0x2000n, offset: 0n, file, buildId, flags });
    const stack = [0x1010n, 0x1020n].map((address) => builder.addLocation({ mapping, address, lines: [] }));
    builder.addSample(builder.stacks.add(Uint32Array.from(stack), 0, 2), 0, [1]);
  }
  return builder.build({ sampleTypes: [{ type: 'cpu', unit: 'ns' }] });
}

async function symbolized(
  profile: Profile,
  files: ObjectFiles,
  options: Partial<LocalOptions> = {},
): Promise<{
  readonly frames: readonly string[];
  readonly flags: readonly number[];
  readonly told: readonly string[];
}> {
  const told: string[] = [];
  const message = (text: string): void => void told.push(text);
  const named = await symbolizeLocally(profile, files, {
    isForced: false,
    compat: false,
    message,
    ...options,
  });
  checkProfile(named);
  const { locations, lines, functions, strings } = named;
  const frames = Array.from({ length: locations.count }, (_, location) => {
    const rows = Array.from(
      { length: locations.lineOffsets[location + 1]! - locations.lineOffsets[location]! },
      (_unused, i) => locations.lineOffsets[location]! + i,
    );
    return rows
      .map((row) => {
        const fn = lines.function[row]!;
        return `${strings.text(functions.name[fn]!)}@${functions.startLine[fn]} ${strings.text(functions.filename[fn]!)}:${lines.line[row]}`;
      })
      .join(' < ');
  });
  return { frames, flags: [...named.mappings.flags], told };
}

describe('symbolizeLocally', () => {
  test('every frame becomes a line, and the mapping says what was found', async () => {
    expect(await symbolized(profileOf({ file: '/bin/f' }), filesOf({ '/bin/f': '' }))).toEqual({
      frames: ['in@1 a.c:3 < out@5 b.c:9', ''],
      flags: [15],
      told: [],
    });
    const named = await symbolized(profileOf({ file: '/bin/f' }), filesOf({ '/bin/f': '' }, [frame('f')]));
    expect(named).toEqual({ frames: ['f@0 :0', ''], flags: [9], told: [] });
  });

  test('as go tool pprof: one frame, with the innermost line', async () => {
    const files = filesOf({ '/bin/f': 'other' });
    const { frames } = await symbolized(profileOf({ file: '/bin/f', buildId: 'id' }), files, {
      compat: true,
    });
    expect(frames).toEqual(['out@0 a.c:3', '']);
  });

  test('what has names is left, unless forced', async () => {
    const profile = profileOf({ file: '/bin/f', flags: 1 });
    expect((await symbolized(profile, filesOf({ '/bin/f': '' }))).frames).toEqual(['', '']);
    const forced = await symbolized(profile, filesOf({ '/bin/f': '' }), { isForced: true });
    expect(forced.frames[0]).toContain('in@1');
  });

  test('what has lines is left even where the mapping does not say so, unless forced or pprof is to be followed', async () => {
    const named = withMapping(profileFromStacks('main;parse 5'));
    const told = async (options: Partial<LocalOptions>): Promise<readonly string[]> =>
      (await symbolized(named, filesOf({}), options)).told;
    expect(await told({})).toEqual([]);
    for (const options of [{ isForced: true }, { compat: true }] as const) {
      expect(await told(options)).toEqual(['Main binary filename not available.']);
    }
  });

  test('what is no file is not asked for', async () => {
    const files = filesOf({});
    const none = [
      '[vdso]',
      'linux-vdso.so.1',
      '//anon',
      '/memfd:jit',
      '/dev/dri/card0',
      'http://host/profile',
    ];
    const { told } = await symbolized(profileOf(...none.map((file) => ({ file }))), files);
    expect({ told, opened: files.opened }).toEqual({ told: [], opened: [] });
  });

  test('what is missing is told', async () => {
    const advice = [
      'Some binary filenames not available. Symbolization may be incomplete.',
      'Try setting PPROF_BINARY_PATH to the search path for local binaries.',
    ];
    const told = async (...drawn: readonly Drawn[]): Promise<readonly string[]> =>
      (await symbolized(profileOf(...drawn), filesOf({ '/bin/f': 'aa' }))).told;
    expect(await told({ file: '' })).toEqual(['Main binary filename not available.']);
    expect(await told({ file: '/bin/f' }, { file: '' })).toEqual(advice);
    expect(await told({ file: '/bin/g', buildId: 'bb' })).toEqual([
      'Local symbolization failed for g (build ID bb): cannot read /bin/g',
      ...advice,
    ]);
    expect(await told({ file: '/bin/f', buildId: 'bb' })).toEqual([
      'Local symbolization failed for f (build ID bb): build ID mismatch',
    ]);
    expect(await told({ file: '/bin/f', buildId: 'AA' })).toEqual([]);
  });

  test("a kernel's first symbol is told to whoever opens it", async () => {
    const files = filesOf({ '/boot/vmlinux': '' });
    const profile = profileOf({ file: '[kernel.kallsyms]_text' });
    const directories = { searchPath: ['/boot'], filesIn: () => [] };
    await locateBinaries(profile, files, directories, () => undefined);
    expect(files.opened[0]?.kernelSymbol).toBe('_text');
  });
});

describe('locateBinaries', () => {
  const drawn = { file: '/usr/bin/f', buildId: 'abcd' };
  const located = async (
    path: string,
    buildId: string,
    profile = profileOf(drawn),
  ): Promise<[string, string[]]> => {
    const told: string[] = [];
    const directories = {
      searchPath: ['/first', '/copies'],
      filesIn: (directory: string) => (directory === '/copies/abcd' ? ['renamed'] : []),
    };
    const found = await locateBinaries(profile, filesOf({ [path]: buildId }), directories, (text) =>
      told.push(text),
    );
    return [found.strings.text(found.mappings.file[0]!), told];
  };

  test.each([
    '/copies/abcd/f',
    '/copies/abcd/renamed',
    '/copies/usr/bin/f/abcd',
    '/copies/ab/cd.debug',
    '/copies/f',
    '/copies/usr/bin/f',
    '/copies/usr/bin/f.debug',
    '/copies/usr/bin/.debug/f.debug',
    '/copies/usr/lib/debug/usr/bin/f.debug',
  ])('%s', async (path) => {
    expect(await located(path, 'abcd')).toEqual([path, []]);
  });

  test('another build is left, and told', async () => {
    const mismatch = 'Ignoring local file /copies/f: build-id mismatch (abcd != ef)';
    expect(await located('/copies/f', 'ef')).toEqual(['/usr/bin/f', [mismatch]]);
    expect(await located('/copies/f', 'ef', profileOf({ file: '/usr/bin/f' }))).toEqual(['/copies/f', []]);
  });

  test('a build id leads nowhere else', async () => {
    const hostile = profileOf({ file: '/usr/bin/f', buildId: '../../etc' });
    expect(await located('/etc/f', '../../etc', hostile)).toEqual(['/usr/bin/f', []]);
  });
});

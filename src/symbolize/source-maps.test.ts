import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import type { MappedSource, SourceMaps } from '#ports';
import { checkProfile, createProfileBuilder, type Profile } from '#profile';
import { mapToOriginals } from './source-maps.ts';

interface Frame {
  readonly name: string;
  readonly file: string;
  readonly startLine: number;
  /** Of the function, where the frame is at its start. */
  readonly column?: number;
  readonly line?: number;
}

/** One sample of one frame for each. */
function profileOf(frames: readonly Frame[]): Profile {
  const builder = createProfileBuilder();
  const functions = new Map<string, number>();
  for (const { name, file, startLine, column = 0, line = startLine } of frames) {
    const identity = `${name} ${file} ${startLine}`;
    const fn =
      functions.get(identity) ?? builder.addFunction({ name, filename: file, startLine: BigInt(startLine) });
    functions.set(identity, fn);
    const location = builder.addLocation({
      lines: [{ function: fn, line: BigInt(line), column: BigInt(column) }],
    });
    builder.addSample(builder.stacks.add(Uint32Array.of(location), 0, 1), 0, [1]);
  }
  return builder.build({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
}

/** Frames as `name@start file:line:column`. */
function draw(profile: Profile): string[] {
  checkProfile(profile);
  const { lines, functions, strings } = profile;
  return Array.from(lines.function, (fn, row) => {
    const [name, file] = [functions.name[fn]!, functions.filename[fn]!];
    const place = `${strings.text(file)}:${lines.line[row]}:${lines.column[row]}`;
    return `${strings.text(name)}@${functions.startLine[fn]} ${place}`;
  });
}

function maps(sources: Readonly<Record<string, MappedSource>>): SourceMaps {
  return { findSourceMap: (file) => sources[file] };
}

async function mapped(frames: readonly Frame[], source: MappedSource): Promise<string[]> {
  return draw(await mapToOriginals(profileOf(frames), maps({ '/srv/dist/app.js': source }), ''));
}

const file = '/srv/dist/app.js';
const code = ['"use strict";', 'function load(a) {', '  read(a);', '  __emitted();', '  return a;', '}'];
/** Line 2 comes from line 12, 3 from 13, 5 from 15 of ../src/app.ts; lines 1 and 4 from nowhere. */
const map = {
  version: 3,
  sources: ['../src/app.ts'],
  names: ['loadAll'],
  mappings: [
    [],
    [
      [0, 0, 11, 0],
      [9, 0, 11, 16, 0],
      [13, 0, 11, 23],
    ],
    [[2, 0, 12, 2]],
    [],
    [[2, 0, 14, 2]],
  ],
};
const mapPath = '/srv/dist/app.js.map';
const source: MappedSource = { lines: code, map: JSON.stringify(map), mapPath };
const load = { name: 'load', file, startLine: 2 };

describe('positions', () => {
  test('a function at its start has file, line, column and name of the source', async () => {
    expect(await mapped([{ ...load, column: 14 }], source)).toEqual(['loadAll@12 /srv/src/app.ts:12:24']);
  });

  test('lines without columns stay without, and what was added belongs to the line above', async () => {
    const frames = [3, 4, 5].map((line) => ({ ...load, line }));
    expect(await mapped(frames, source)).toEqual([
      'loadAll@12 /srv/src/app.ts:13:0',
      'loadAll@12 /srv/src/app.ts:13:0',
      'loadAll@12 /srv/src/app.ts:15:0',
    ]);
  });

  test('what has no map stays as it is', async () => {
    const frames = [
      { name: '(program)', file: '', startLine: 0 },
      { name: 'read', file: 'node:fs', startLine: 400, column: 3 },
      { name: '(anonymous)', file, startLine: 1, column: 1 },
      { ...load, column: 14 },
    ];
    expect(await mapped(frames, source)).toEqual([
      '(program)@0 :0:0',
      'read@400 node:fs:400:3',
      '(anonymous)@1 /srv/dist/app.js:1:1',
      'loadAll@12 /srv/src/app.ts:12:24',
    ]);
  });

  test('a function with code of two files is one in each', async () => {
    const bundle = {
      ...map,
      sources: ['webpack://shop/./src/a.ts', 'webpack://shop/./src/b.ts'],
      mappings: [[[0, 0, 0, 0]], [[0, 1, 6, 0]]],
    };
    const frames = [1, 2].map((line) => ({ name: '(anonymous)', file, startLine: 1, line }));
    const bundled = { lines: ['a()', 'b()'], map: JSON.stringify(bundle), mapPath };
    expect(await mapped(frames, bundled)).toEqual([
      '(anonymous)@1 webpack://shop/src/a.ts:1:0',
      '(anonymous)@0 webpack://shop/src/b.ts:7:0',
    ]);
  });

  test('an index map is read', async () => {
    const index = { version: 3, sections: [{ offset: { line: 0, column: 0 }, map }] };
    expect(await mapped([{ ...load, column: 14 }], { ...source, map: JSON.stringify(index) })).toEqual([
      'loadAll@12 /srv/src/app.ts:12:24',
    ]);
  });
});

describe('minified code', () => {
  const text = [
    'const average = (values: number[]): number => total(values) / values.length;',
    '',
    'function total(values: number[]): number {',
    '  return values.reduce((sum, value) => sum + value, 0);',
    '}',
    'console.log(average([1]), average([2]), total([3]), total([4]));',
  ].join('\n');
  const { code, map } = transformSync(text, {
    loader: 'ts',
    minify: true,
    format: 'esm',
    sourcemap: 'external',
    sourcefile: '../src/average.ts',
    tsconfigRaw: { compilerOptions: { target: 'es2022' } },
  });
  const minified = { lines: code.split('\n'), map, mapPath };
  /** As V8 names the function that follows `declaration`. */
  const after = (name: string, declaration: string): Frame => {
    expect(code).toContain(declaration);
    return { name, file, startLine: 1, column: code.indexOf(declaration) + declaration.length + 1 };
  };
  const shortName = (pattern: RegExp): string => pattern.exec(code)?.[1] ?? '';

  test('functions get their names back, an anonymous one no name of a parameter', async () => {
    const arrow = shortName(/const (\w+)=/);
    const declared = shortName(/function (\w+)\(/);
    const frames = [
      after(arrow, `const ${arrow}=`),
      after(declared, `function ${declared}`),
      after('(anonymous)', '.reduce('),
    ];
    const functions = (await mapped(frames, minified)).map((frame) => frame.replace(/:\d+$/, ''));
    expect(functions).toEqual([
      'average@1 /srv/src/average.ts:1',
      'total@3 /srv/src/average.ts:3',
      '(anonymous)@4 /srv/src/average.ts:4',
    ]);
  });
});

describe('the generated code stays', () => {
  const frames = [{ ...load, column: 14 }];
  const unchanged = ['load@2 /srv/dist/app.js:2:14'];

  test.each([
    ['without a map', undefined],
    ['with a map that is no JSON', { ...source, map: '<html>' }],
    ['with a map that has no mappings', { ...source, map: '{}' }],
    ['when the code was built anew', { ...source, lines: ['', ...code] }],
  ])('%s', async (_, source) => {
    const profile = profileOf(frames);
    const sources = source === undefined ? {} : { [file]: source };
    const original = await mapToOriginals(profile, maps(sources), '');
    expect(original).toBe(profile);
    expect(draw(original)).toEqual(unchanged);
  });
});

test('the search path reaches the port', async () => {
  const asked: unknown[] = [];
  const sourceMaps = { findSourceMap: (...wanted: unknown[]) => void asked.push(wanted) };
  await mapToOriginals(profileOf([load]), sourceMaps, '/src:/lib');
  expect(asked).toEqual([[file, '/src:/lib']]);
});

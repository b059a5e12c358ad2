// Folded stacks: reading, what is not taken for them, and writing.

import {
  checkProfile,
  createProfileBuilder,
  encodeText,
  ProfileError,
  sampleValue,
  type Profile,
} from '#profile';
import { describe, expect, test } from 'vitest';

import { parseFolded, parseFoldedText } from './parse.ts';
import { printFolded } from './print.ts';

function fold(profile: Profile, sampleType = 0): string {
  checkProfile(profile);
  return [...printFolded(profile, sampleType)].join('');
}

describe('reading', () => {
  test.each([
    ['the plain form', 'main;a;b 5\nmain;a 2\n', 'main;a 2\nmain;a;b 5\n'],
    ['no newline at the end, Windows line ends', 'main;a 1\r\nmain;b 2', 'main;a 1\nmain;b 2\n'],
    ['zeros before the count', `a;b ${'0'.repeat(30)}7\n`, 'a;b 7\n'],
    ['equal stacks', 'a;b 1\na;b 2\n', 'a;b 3\n'],
    ['blanks and brackets in names', 'std::vector<int, a>::at(long) const;[libc.so.6] 7\n', undefined],
    ['annotations of perf', 'sh;entry_[k];do_it_[k];inner_[i] 3\n', undefined],
    ['py-spy', '<module> (app.py:7);main (app.py:5) 12\n', undefined],
    ['several blanks before the count, and a tab', 'a;b   1\na;c\t2\n', 'a;b 1\na;c 2\n'],
    ['comments and blank lines', '# captured in 2026\n#\n\na;b 1\n', 'a;b 1\n'],
    ['counts at the edge of int64', 'a;b 9223372036854775807\na;c 9007199254740993\n', undefined],
    ['an empty stack', ' 4\na;b 1\n', '(no stack) 4\na;b 1\n'],
    ['letters of all kinds', 'größe;日本;🐢 1\n', undefined],
  ])('%s', (_, text, folded = text) => {
    const profile = parseFolded(encodeText(text));
    expect(profile && fold(profile)).toBe(folded);
  });

  test('comments are kept, the root comes last in a stack, and the type is samples', () => {
    const { comments, stacks, functions, strings, sampleTypes, samples } =
      parseFoldedText('# x\nmain;leaf 5\n');
    expect(comments).toEqual(['# x']);
    expect(Array.from(stacks.locations, (location) => strings.text(functions.name[location]!))).toEqual([
      'leaf',
      'main',
    ]);
    expect(sampleTypes).toEqual([{ type: 'samples', unit: 'count' }]);
    expect(sampleValue(samples, 0, 0)).toBe(5n);
  });

  test('invalid UTF-8 in a name comes out as it went in', () => {
    const bytes = Uint8Array.from([...encodeText('a;'), 0xff, ...encodeText(' 1\n')]);
    const profile = parseFolded(bytes);
    expect(profile && encodeText(fold(profile))).toEqual(bytes);
  });

  test.each([
    '',
    '\n',
    '# only a comment 5\n',
    'hello world 5\n',
    'main 5\nother 6\n',
    'a;b\n',
    'a;b 1.5\n',
    'a;b -1\n',
    ';a 1\n',
    'a;;b 1\n',
    '; 5\n',
    '5\n',
    ' 5\n',
    'name;value\na;b 5\n',
    'a,b,c\n1,2,3\n',
    '<!doctype html>\n<p>&amp; 5\n',
    '{"a;b": 5\n}\n',
    'heap profile: 1: 2 [3: 4] @ heap/1048576\n',
    'for (;;) 5\nreturn;\n',
    'a;b 5\nnot one\n',
    'a;\u0000b 5\n',
    '\u001f\u008b;a 5',
  ])('%j is something else', (text) => {
    expect(parseFolded(encodeText(text))).toBeUndefined();
  });

  test.each([
    ['no stack', 'is not "frame;frame count"'],
    ['a;b 9223372036854775808', 'has a count above'],
    [`a;b ${'9'.repeat(100_000)}`, 'has a count above'],
  ])('%j after a hundred good lines is an error with its line', (line, message) => {
    const parse = (): unknown => parseFolded(encodeText(`${'a;b 1\n'.repeat(100)}${line}\n`));
    expect(parse).toThrow(ProfileError);
    expect(parse).toThrow(`line 101 ${message}`);
  });

  test('lines of any length are read', () => {
    const deep = `${'a;'.repeat(50_000)}b 1\n`;
    expect(parseFolded(encodeText(deep))?.stacks.locations.length).toBe(50_001);
    expect(parseFolded(encodeText(`a;b 1\n${deep}`))?.samples.count).toBe(2);
    expect(parseFolded(encodeText('x'.repeat(1_000_000)))).toBeUndefined();
  });
});

describe('writing', () => {
  test('inlined calls are frames, unknown ones show mapping or address, and names keep the form', () => {
    const builder = createProfileBuilder();
    const libc = builder.addMapping({ start: 0n, limit: 9n, offset: 0n, file: '/lib/libc.so.6' });
    const functions = ['main', 'inl;ined', '', 'two\nlines'].map((name) => builder.addFunction({ name }));
    const [main = 0, inlined = 0, nameless = 0, broken = 0] = functions;
    const outer = builder.addLocation({ lines: [{ function: inlined }, { function: main }] });
    const inLibc = builder.addLocation({ mapping: libc, address: 5n, lines: [] });
    const nowhere = builder.addLocation({ address: 0x4a3fn, lines: [] });
    const rest = builder.addLocation({ lines: [{ function: nameless }, { function: broken }] });
    const add = (stack: number[], values: number[]): void => {
      builder.addSample(builder.stacks.add(stack, 0, stack.length), 0, values);
    };
    add([inLibc, outer], [1, 10]);
    add([nowhere, rest], [2, -20]);
    add([], [3, 0]);
    const profile = builder.build({
      sampleTypes: [
        { type: 'n', unit: 'count' },
        { type: 'bytes', unit: 'bytes' },
      ],
    });
    expect(fold(profile, 0)).toBe('(no stack) 3\nmain;inl:ined;[libc.so.6] 1\ntwo lines;??;0x4a3f 2\n');
    expect(fold(profile, 1)).toBe('main;inl:ined;[libc.so.6] 10\ntwo lines;??;0x4a3f -20\n');
  });

  test('stacks are in the order of their bytes', () => {
    const names = ['a', 'a.b', 'a b', 'a<b>', 'b', 'é', '\uffff', '🐢', 'A', '~'];
    const lines = names.flatMap((first) => [
      `${first} 1`,
      ...names.flatMap((second) => [
        `${first};${second} 1`,
        ...names.map((third) => `${first};${second};${third} 1`),
      ]),
    ]);
    const stackOf = (line: string): Buffer => Buffer.from(line.slice(0, -2));
    const sorted = lines.toSorted((a, b) => Buffer.compare(stackOf(a), stackOf(b)));
    expect(fold(parseFoldedText(lines.join('\n')))).toBe(`${sorted.join('\n')}\n`);
  });

  test('sums beyond 2^53 are exact', () => {
    const text = `a;b ${2n ** 53n}\na;b 1\n`;
    expect(fold(parseFoldedText(text))).toBe(`a;b ${2n ** 53n + 1n}\n`);
  });
});

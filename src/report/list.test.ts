import { describe, expect, test } from 'vitest';
import type { SourceReader, WantedSource } from '#ports';
import type { Profile } from '#profile';
import { profileFromStacks } from '#testing';
import { contextOf as restingContext } from '../../tests/report-context.ts';
import type { ReportContext } from './context.ts';
import { buildList, printList } from './list.ts';

/** As -list has it: functions are told apart by file and line. */
function contextOf(profile: Profile, changes: Partial<ReportContext> = {}): ReportContext {
  return restingContext(profile, { granularity: { ...byName, file: true, line: true }, ...changes });
}

const byName = { name: true, column: false, address: false, inlines: true };

/** Files of 20 lines, `line 1` and so on; what starts with `missing` is not there. */
function createSources(wanted: WantedSource[] = []): SourceReader {
  return {
    workingDirectory: '/work',
    find(source) {
      wanted.push(source);
      if (source.path.startsWith('missing')) {
        return {
          kind: 'missing',
          error: `no ${source.path}`,
          tried: source.compat ? [] : ['not here', 'nor there'],
        };
      }
      const lines = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
      const reason = source.path.startsWith('moved') ? 'module cache' : '';
      return { kind: 'found', path: `/at/${source.path}`, lines, reason };
    },
  };
}

function list(stacks: string, pattern: RegExp, changes: Partial<ReportContext> = {}): string[] {
  const context = contextOf(profileFromStacks(stacks), changes);
  const report = buildList(context, (name) => pattern.test(name), createSources());
  return printList(report).split('\n');
}

const margins = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => {
    const number = String(from + i);
    return `         .          . ${number.padStart(6)}:line ${number}`;
  });

describe.each([true, false])('with compat %s', (compat) => {
  test('lines with values, and five around them', () => {
    expect(list('main@a.go:3;f@b.go:8 5\nmain@a.go:3;f@b.go:9;g@c.go:1 20', /^f$/, { compat })).toEqual([
      'Total: 25',
      'ROUTINE ======================== f in b.go',
      '         5         25 (flat, cum)   100% of Total',
      ...margins(3, 7),
      '         5          5      8:line 8',
      '         .         20      9:line 9',
      ...margins(10, 14),
      '',
    ]);
  });

  test('no lines before the first or after the last', () => {
    expect(list('f@a.go:2 1', /f/, { compat }).slice(3, 5)).toEqual([
      ...margins(1, 1),
      '         1          1      2:line 2',
    ]);
    expect(list('f@a.go:18 1', /f/, { compat }).slice(-4)).toEqual([
      '         1          1     18:line 18',
      ...margins(19, 20),
      '',
    ]);
    expect(list('f@a.go:40 1', /f/, { compat }).slice(3)).toEqual(['']);
  });

  test('functions by name, files by path, and functions without a file', () => {
    const routines = list('b@y.go:1 1\nb@x.go:1 1\na 1\nc@a.go:1 1', /[ab]/, { compat }).filter((line) =>
      /^[RN]/.test(line),
    );
    expect(routines).toEqual([
      'No source information for a',
      'ROUTINE ======================== b in x.go',
      'ROUTINE ======================== b in y.go',
    ]);
  });

  test('nothing matches', () => {
    const context = contextOf(profileFromStacks('f 1'), { compat });
    expect(buildList(context, () => false, createSources()).functions).toEqual([]);
  });
});

describe('a recursive function', () => {
  const stacks = 'f@a.go:3;f@a.go:4;f@a.go:4 10\nf@a.go:4>f@a.go:6 5';
  const values = (compat: boolean): string[] =>
    list(stacks, /f/, { compat })
      .slice(2)
      .filter((line) => /[1-9].*[:(]/.test(line) && !line.startsWith('         .          .'));

  test('counts each sample once', () => {
    expect(values(false)).toEqual([
      '        15         15 (flat, cum)   100% of Total',
      '         .         10      3:line 3',
      '        10         15      4:line 4',
      '         5          5      6:line 6',
    ]);
  });

  test('counts a sample for each of its lines with compat', () => {
    expect(values(true)[0]).toBe('        15         30 (flat, cum) 200.00% of Total');
    expect(values(true).slice(1)).toEqual(values(false).slice(1));
  });

  test('counts once a line that is in two binaries', () => {
    const sum = (compat: boolean): string | undefined =>
      list('[one]f@a.go:3;[two]f@a.go:3 10', /f/, { compat }).find((line) => line.endsWith(':line 3'));
    expect(sum(false)).toBe('        10         10      3:line 3');
    expect(sum(true)).toBe('        10         20      3:line 3');
  });
});

test('values that cancel out are not shown, nor negative ones with drop_negative', () => {
  const stacks = 'f@a.go:3 5\nf@a.go:3 -5\ng@a.go:3 -2\nf@a.go:4 1';
  expect(list(stacks, /f/)[2]).toBe('         1          1 (flat, cum)  7.69% of Total');
  expect(list(stacks, /g/)[1]).toBe('ROUTINE ======================== g in a.go');
  expect(list(stacks, /g/, { dropNegative: true })).toEqual(['Total: 13', '']);
});

describe('without the source', () => {
  const stacks = 'f@missing.go:90 5\nf@missing.go:7 2\ng@missing.go:8 1';

  test('the lines with values are shown, and once where it was looked for', () => {
    expect(list(stacks, /[fg]/)).toEqual([
      'Total: 8',
      'ROUTINE ======================== f in missing.go',
      '         7          7 (flat, cum) 87.50% of Total',
      ' Error: no missing.go',
      '        not here',
      '        nor there',
      '         2          2      7:?',
      '         5          5     90:?',
      'ROUTINE ======================== g in missing.go',
      '         1          1 (flat, cum) 12.50% of Total',
      ' Error: no missing.go',
      '         1          1      8:?',
      '',
    ]);
  });

  test('compat shows only the error', () => {
    expect(list(stacks, /g/, { compat: true }).slice(1)).toEqual([
      'ROUTINE ======================== g in missing.go',
      '         1          1 (flat, cum) 12.50% of Total',
      ' Error: no missing.go',
      '',
    ]);
  });
});

test('a source that pprof would not find says where it is from', () => {
  expect(list('f@moved.go:1 1', /f/)[3]).toBe(' Source: /at/moved.go (module cache)');
});

test.each([
  [{ trimPath: '', sourcePath: '' }, '/ci/work/a/b.go', { trimmed: 'a/b.go', searchPath: '/work' }],
  [{ trimPath: '', sourcePath: '/x/ci' }, 'work/a/b.go', { trimmed: 'work/a/b.go', searchPath: '/x/ci' }],
  [{ trimPath: '/ci', sourcePath: '' }, 'work/a/b.go', { trimmed: 'work/a/b.go', searchPath: '/work' }],
])('%j: asks for the path that is shown, and trims it by the search path', (trimming, path, asked) => {
  const wanted: WantedSource[] = [];
  const context = contextOf(profileFromStacks('f@/ci/work/a/b.go:1 1'), { trimming });
  const report = buildList(context, () => true, createSources(wanted));
  expect(report.functions[0]?.files[0]?.path).toBe(path);
  expect(wanted).toEqual([{ path, ...asked, compat: false }]);
});

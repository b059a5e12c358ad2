// Web listings of drawn code: where values and instructions go, and what the page makes of hostile text.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SourceFrame, SourceReader } from '#ports';
import { createProfileBuilder } from '#profile';
import { profileFromStacks } from '#testing';
import { contextOf as restingContext } from '../../tests/report-context.ts';
import { findCodeInterest } from './code-interest.ts';
import type { CodeOfInterest } from './code-layout.ts';
import type { ReportContext } from './context.ts';
import { reportTotal } from './total.ts';
import { printWeblist } from './weblist-html.ts';
import { weblistPolicy, weblistScript, weblistStyle } from './weblist-page.ts';
import { buildWeblist, type WeblistReport } from './weblist.ts';

const selection = { sampleType: 0, isMean: false };

function contextOf(stacks: string, changes: Partial<ReportContext> = {}): ReportContext {
  const profile = profileFromStacks(stacks);
  return restingContext(profile, {
    total: reportTotal(profile, changes.selection ?? selection),
    compactLabels: true,
    granularity: { name: true, file: true, line: true, column: true, address: true, inlines: true },
    labelUnits: new Map(),
    ...changes,
  });
}

/** Functions from the innermost on, as `name@file:line`. */
function frames(...places: string[]): SourceFrame[] {
  return places.map((place) => {
    const [, functionName = '', file = '', line = ''] = /^(.*)@(.*):(\d+)$/.exec(place) ?? [];
    return { functionName, file, line: Number(line), column: 0, startLine: 0 };
  });
}

/** Instructions of four bytes from the start of the first mapping on; one for each list of functions. */
function codeOf(...places: SourceFrame[][]): CodeOfInterest {
  const range = places.map((frames, i) => {
    const objectAddress = BigInt(i * 4);
    return { address: 0x100000n + objectAddress, objectAddress, text: `instruction ${i}`, frames };
  });
  return { ranges: [range], withoutCode: [], rangesLeftOut: 0 };
}

function sourcesOf(text: (line: number) => string): SourceReader {
  const lines = Array.from({ length: 30 }, (_, i) => text(i + 1));
  return {
    workingDirectory: '/work',
    find: ({ path }) =>
      path.startsWith('missing')
        ? { kind: 'missing', error: `no ${path}`, tried: ['nowhere'] }
        : { kind: 'found', path, lines, reason: '' },
  };
}

function weblist(
  context: ReportContext,
  pattern: RegExp,
  code: CodeOfInterest,
  text: (line: number) => string = (line) => `line ${line}`,
): WeblistReport {
  const interest = findCodeInterest(context, (text) => pattern.test(text), undefined);
  return buildWeblist(context, interest, code, sourcesOf(text));
}

/** Functions, their lines with code, and below these the calls and instructions. */
function drawn({ files }: WeblistReport): string[] {
  return files.flatMap(({ path, functions }) =>
    functions.flatMap(({ name, flat, cum, lines }) => [
      `${name} in ${path} ${flat}/${cum}`,
      ...lines
        .filter(({ kind }) => kind !== 'nop')
        .flatMap((line) => [
          `  ${line.number}: ${line.flat}/${line.cum} ${line.text}`,
          ...line.instructions.flatMap(({ calls, startsBlock, depth, text, flat, cum }) => [
            ...(startsBlock ? ['    …'] : []),
            ...calls.map((call) => `    ${'>'.repeat(call.depth + 1)} ${call.text}`),
            `    ${'>'.repeat(depth + 1)} ${flat}/${cum} ${text}`,
          ]),
        ]),
    ]),
  );
}

test('instructions come under their lines, in blocks', () => {
  const code = codeOf(frames('f@a.go:3'), frames('f@a.go:4'), frames('f@a.go:3'), frames('other@a.go:9'));
  expect(drawn(weblist(contextOf('[svc+0x1]f 5\n[svc+0x8]f 7\n[svc+0xc]other 2'), /^f$/, code))).toEqual([
    'f in a.go 12/12',
    '  3: 12/12 line 3',
    '    > 5/5 instruction 0',
    '    …',
    '    > 7/7 instruction 2',
    '  4: 0/0 line 4',
    '    > 0/0 instruction 1',
  ]);
});

describe('inlined functions', () => {
  const stacks = '[svc+0x4]f>g>h 5';
  const code = codeOf(
    frames('f@a.go:3'),
    frames('h@h.go:7', 'g@a.go:10', 'f@a.go:3'),
    frames('h@h.go:8', 'g@a.go:10', 'f@a.go:3'),
    frames('g@a.go:11', 'f@a.go:3'),
  );

  test('are shown below the line that calls them', () => {
    expect(drawn(weblist(contextOf(stacks), /^f$/, code))).toEqual([
      'f in a.go 5/5',
      '  3: 5/5 line 3',
      '    > 0/0 instruction 0',
      '    > line 10',
      '    >> line 7',
      '    >>> 5/5 instruction 1',
      '    >> line 8',
      '    >>> 0/0 instruction 2',
      '    > line 11',
      '    >> 0/0 instruction 3',
    ]);
  });

  test('have functions of their own', () => {
    const report = weblist(contextOf(stacks), /^[fh]$/, code);
    expect(drawn(report).filter((line) => !line.startsWith('    '))).toEqual([
      'f in a.go 5/5',
      '  3: 5/5 line 3',
      'h in h.go 5/5',
      '  7: 5/5 line 7',
      '  8: 0/0 line 8',
    ]);
  });

  test('are lines of the outermost function with compat', () => {
    const report = weblist(contextOf(stacks, { compat: true }), /^f$/, code);
    expect(drawn(report)).toEqual([
      'f in h.go 5/5',
      '  7: 5/5 line 7',
      '    > 5/5 instruction 1',
      '  8: 0/0 line 8',
      '    > 0/0 instruction 2',
    ]);
  });
});

describe('a recursive function', () => {
  const stacks = '[svc]f;[svc+0x4]f;[svc+0x4]f;[svc+0x8]f 10';
  const code = codeOf(frames('f@a.go:3'), frames('f@a.go:4'), frames('f@a.go:4'));

  test('counts a sample once', () => {
    expect(drawn(weblist(contextOf(stacks), /^f$/, code))).toEqual([
      'f in a.go 10/10',
      '  3: 0/10 line 3',
      '    > 0/10 instruction 0',
      '  4: 10/10 line 4',
      '    > 0/10 instruction 1',
      '    > 10/10 instruction 2',
    ]);
  });

  test('counts it for each of its frames with compat', () => {
    expect(drawn(weblist(contextOf(stacks, { compat: true }), /^f$/, code))).toEqual([
      'f in a.go 10/40',
      '  3: 0/10 line 3',
      '    > 0/10 instruction 0',
      '  4: 10/30 line 4',
      '    > 0/20 instruction 1',
      '    > 10/10 instruction 2',
    ]);
  });
});

test('code without a line belongs to the line before, unless that is far away', () => {
  const nine = Array.from({ length: 9 }, () => frames('f@a.go:0'));
  const report = weblist(contextOf('[svc+0x24]f 1'), /^f$/, codeOf(frames('f@a.go:3'), ...nine));
  expect(drawn(report)).toEqual([
    'f in a.go 1/1',
    '  0: 1/1 <instructions with unknown line numbers>',
    '    > 1/1 instruction 9',
    '  3: 0/0 line 3',
    ...Array.from({ length: 9 }, (_, i) => `    > 0/0 instruction ${i}`),
  ]);
});

test('instances of a generic function have the name that the program has for all of them', () => {
  const builder = createProfileBuilder();
  for (const [i, instance] of ['int', 'string'].entries()) {
    const fn = builder.addFunction({ name: `f[${instance}]`, systemName: 'f[...]', filename: 'a.go' });
    const address = 0x100000n + BigInt(4 * i);
    const location = builder.addLocation({ address, lines: [{ function: fn, line: 3n }] });
    builder.addSample(builder.stacks.add([location], 0, 1), 0, [5]);
  }
  const profile = builder.build({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
  const code = codeOf(frames('f[...]@a.go:3'), frames('f[...]@a.go:3'));
  const heading = (compat: boolean): string | undefined =>
    drawn(weblist({ ...contextOf('f 1'), profile, compat }, /^f/, code))[0];
  expect(heading(false)).toBe('f[...] in a.go 10/10');
  expect(heading(true)).toBe('f[string] in a.go 10/10');
});

test('code of no known file is shown without source', () => {
  const { files } = weblist(contextOf('[svc]f 1'), /^f$/, codeOf(frames('f@:0')));
  expect(files.map(({ path, source }) => [path, source.kind])).toEqual([['.', 'missing']]);
});

test('functions far apart in a file have headings of their own', () => {
  const code = codeOf(frames('f@a.go:3'), frames('f@a.go:8'), frames('g@a.go:12'), frames('f@a.go:29'));
  const stacks = '[svc]f 1\n[svc+0x8]g 1\n[svc+0xc]f 1';
  const { files } = weblist(contextOf(stacks), /^[fg]$/, code);
  const ranges = files[0]!.functions.map(({ name, lines }) => [name, lines[0]!.number, lines.at(-1)!.number]);
  expect(ranges).toEqual([
    ['f', 1, 9],
    ['g', 11, 17],
    ['f', 24, 30],
  ]);
});

test('means are those of each sample', () => {
  const means = { sampleType: 1, isMean: true };
  const context = contextOf('[svc]f 2 100\n[svc]f 3 30', { selection: means });
  expect(drawn(weblist(context, /^f$/, codeOf(frames('f@a.go:3'))))[0]).toBe('f in a.go 60/60');
});

describe('the page', () => {
  const page = (report: WeblistReport): string => [...printWeblist(report)].join('');
  const code = codeOf(frames('g@a.go:7', 'f@a.go:3'), frames('f@a.go:3'));

  test('has columns as pprof has them', () => {
    const text = page(weblist(contextOf('[svc]f 5'), /^f$/, code, (line) => `\tline(${line})`))
      .replaceAll(/<style>.*<\/style>|<script>.*<\/script>|<[^>]*>/gs, '')
      .split('\n');
    const start = text.indexOf('  Total:           5          5 (flat, cum)   100%');
    const blanks = (count: number): string => ' '.repeat(count);
    expect(text.slice(start + 1, start + 7)).toEqual([
      `      1            .          .${blanks(10)}         line(1) `,
      `      2            .          .${blanks(10)}         line(2) `,
      `      3            5          5${blanks(10)}         line(3) `,
      `${blanks(42)}${'            line(7)'.padEnd(80)} a.go:3`.replace('a.go:3', 'a.go:7'),
      `${blanks(19)}5          5        0: ${'                instruction 0'.padEnd(80)} a.go:7`,
      `${blanks(19)}.          .        4: ${'            instruction 1'.padEnd(80)} a.go:3`,
    ]);
  });

  test('lets only its own style and script apply', () => {
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    expect(weblistPolicy).toBe(
      `default-src 'none'; style-src 'sha256-${hash(weblistStyle)}'; ` +
        `script-src 'sha256-${hash(weblistScript)}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page(weblist(contextOf('[svc]f 5'), /^f$/, code))).not.toMatch(/(?:src|href)="(?!#f\d)/);
  });

  test('hostile text stays text', () => {
    const evil =
      "\"></title></script><script>alert(1)</script><img src=x onerror='alert(2)'>\u202e\u0007&amp;";
    const stacks = `[${evil}+0x0]${evil.replaceAll(/[;>@]/g, '_')} 5`;
    const context = contextOf(stacks, { outputUnit: evil, sampleType: evil });
    const name = evil.replaceAll(/[;>@]/g, '_');
    const places = frames(`${evil}@${evil}:7`, `${name}@missing${evil}:3`);
    const report = weblist(context, /alert/, codeOf(places), () => evil);
    const html = page({ ...report, context });
    expect(html).toContain('alert(2)');
    expect(html.match(/<script|<img|onerror='|\p{Bidi_Control}|(?!\n)\p{Cc}/gu)).toEqual(['<script']);
    expect(html).toContain(String.raw`\u{202e}\u{7}&amp;amp;`);
  });

  test('says where a source was looked for, and that there are more stretches', () => {
    const report = weblist(contextOf('[svc]f 5'), /^f$/, codeOf(frames('f@missing.go:3')));
    const html = page({ ...report, rangesLeftOut: 4 });
    expect(html).toContain('<p class="note">no missing.go</p>\n<p class="note">nowhere</p>');
    expect(html).toContain('4 more stretches have values only');
    expect(html).toContain('???');
  });

  test('says that nothing has values', () => {
    const report = weblist(contextOf('[svc+0x40]f 5'), /^f$/, code);
    expect(page(report)).toContain('No line that matches has a value.');
  });
});

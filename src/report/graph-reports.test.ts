// The dot, callgrind, traces and topproto reports of small drawn profiles, as pprof prints them.

import { describe, expect, test } from 'vitest';
import { profileFromStacks, stacksOfProfile } from '#testing';
import { contextOf } from '../../tests/report-context.ts';
import { buildCallgrind, printCallgrind } from './callgrind.ts';
import { joinChunks } from './chunks.ts';
import type { ReportContext } from './context.ts';
import { fillColor, lineColor } from './dot-colors.ts';
import { buildDot, printDot } from './dot.ts';
import { buildTopProto } from './top-proto.ts';
import { buildTraces, printTraces } from './traces.ts';

const bytes = { sampleTypes: [{ type: 'space', unit: 'bytes' }] };

function dotLines(stacks: string, options?: Partial<ReportContext>): string[] {
  return printDot(buildDot(contextOf(profileFromStacks(stacks, bytes), options))).split('\n');
}

describe('dot', () => {
  test('draws boxes, tags and arrows', () => {
    expect(dotLines('main>pkg/a.F 2048 bytes=16\nmain 1024').slice(3)).toEqual([
      String.raw`N1 [label="main\n1kB (33.33%)\nof 3kB (100%)" id="node1" fontsize=20 shape=box tooltip="main (3kB)" color="#b20000" fillcolor="#edd5d5"]`,
      String.raw`N2 [label="a\nF\n2kB (66.67%)" id="node2" fontsize=24 shape=box tooltip="pkg/a.F (2kB)" color="#b21400" fillcolor="#edd8d5"]`,
      'NN2_0 [label = "16B" id="NN2_0" fontsize=8 shape=box3d tooltip="2kB"]',
      'N2 -> NN2_0 [label=" 2kB" weight=100 tooltip="2kB" labeltooltip="2kB"]',
      String.raw`N1 -> N2 [label=" 2kB\n (inline)" weight=67 penwidth=4 color="#b21400" tooltip="main -> pkg/a.F (2kB)" labeltooltip="main -> pkg/a.F (2kB)"]`,
      '}',
      '',
    ]);
  });

  test('gathers more than four sizes into ranges', () => {
    const stacks = [16, 32, 1024, 4096, 48, 5000].map((size, i) => `a ${100 - i} bytes=${size}`);
    const texts = dotLines(stacks.join('\n')).flatMap(
      (line) => /^NN1_\d \[label = "(.*?)"/.exec(line)?.[1] ?? [],
    );
    expect(texts).toEqual(['32B..48B', '4kB..4.88kB', '16B', '1kB']);
  });

  test('escapes the text of tags and the title unless asked to print what pprof prints', () => {
    const stacks = String.raw`["prog"]main 5 user="x"\y`;
    const safe = dotLines(stacks);
    expect(safe[0]).toBe(String.raw`digraph "\"prog\"" {`);
    expect(safe[4]).toContain(String.raw`label = "user:\"x\"\\y"`);
    const compat = dotLines(stacks, { compat: true });
    expect(compat[0]).toBe('digraph ""prog"" {');
    expect(compat[4]).toContain(String.raw`label = "user:"x"\y"`);
  });

  test.each([
    [0.5, '#b22100', '#edd9d5'],
    [0.225, '#b24000', '#edddd5'],
    [0.025, '#b2ab9c', '#edecea'],
    [-50 / 170, '#36b200', '#dcedd5'],
    [-10 / 170, '#9cb27e', '#eaede6'],
    [7, '#b20000', '#edd5d5'],
  ])('colours a share of %d', (share, line, fill) => {
    expect([lineColor(share), fillColor(share)]).toEqual([line, fill]);
  });
});

describe('callgrind', () => {
  test('writes names once, and a star for the address of the node before', () => {
    const profile = profileFromStacks('[bin]main;[bin]a 5\n[bin]main 2');
    const granularity = { name: true, file: true, line: true, column: false, address: true, inlines: true };
    expect(
      [...printCallgrind(buildCallgrind(contextOf(profile, { compat: true, granularity })))].join(''),
    ).toBe(
      [
        'positions: instr line',
        'events: samples(count)',
        '',
        'ob=(1) bin',
        'fl=',
        'fn=(1) a',
        '0x100000 0 5',
        '',
        'ob=(1)',
        'fl=',
        'fn=(2) main',
        '* 0 2',
        'cfl=',
        'cfn=(1)',
        'calls=0 * 0',
        '* * 5',
        '',
      ].join('\n'),
    );
  });

  test('has calls that readers count, their object files, and one name for each function', () => {
    const profile = profileFromStacks('[bin]main;[bin]a;[lib.so]f 5\n[bin]main;[bin]b;[lib.so]f 2');
    const granularity = { name: true, file: true, line: true, column: false, address: true, inlines: true };
    const printed = printCallgrind(buildCallgrind(contextOf(profile, { granularity, callTree: true })));
    const text = [...printed].join('');
    expect(text).toContain('\ncob=(1)\ncfl=\ncfn=(1)\ncalls=1 0x100000 0\n* * 5\n');
    expect(text).toContain('\nfn=(1) f [1/2]\n');
    expect(text).toContain('\nfn=(2) f [2/2]\n');
    expect(text).not.toContain('calls=0');
  });

  test('numbers functions that share a name in a call tree', () => {
    const context = contextOf(profileFromStacks('main;a;c 5\nmain;b;c 3'), { callTree: true });
    const names = buildCallgrind(context).entries.map(({ calledName }) => calledName);
    expect(names).toEqual(['c [1/2]', 'c [2/2]', 'a', 'b', 'main']);
  });
});

test('traces shows labels, inlined frames and values', () => {
  const profile = profileFromStacks('main;a>b 2048 user=x bytes=1024\n 7', bytes);
  expect(joinChunks(printTraces(buildTraces(contextOf(profile))))).toBe(
    [
      'Type: space',
      '-----------+-------------------------------------------------------',
      '      user:  x',
      '     bytes:  1kB',
      '       2kB   b (inline)',
      '             a',
      '             main',
      '-----------+-------------------------------------------------------',
      '',
    ].join('\n'),
  );
});

test('topproto has a sample for each node in report order', () => {
  const profile = buildTopProto(contextOf(profileFromStacks('main;a 4096\nmain;b 1024', bytes)));
  expect(profile.sampleTypes).toEqual([
    { type: 'cum', unit: 'kB' },
    { type: 'flat', unit: 'kB' },
  ]);
  expect(stacksOfProfile(profile)).toBe('a 4 4\nb 1 1\nmain 5 0');
});

// The text of drawn routines: values by instruction, places, names.

import { describe, expect, test } from 'vitest';
import { profileFromStacks } from '#testing';
import { contextOf as restingContext } from '../../tests/report-context.ts';
import { findCodeNodes } from './code-nodes.ts';
import type { ReportContext } from './context.ts';
import { buildDisasm, printDisasm, type CodeInstruction, type RoutineCode } from './disasm.ts';
import { reportTotal } from './total.ts';

const selection = { sampleType: 0, isMean: false };

function contextOf(stacks: string, changes: Partial<ReportContext> = {}): ReportContext {
  const profile = profileFromStacks(stacks);
  return restingContext(profile, {
    total: reportTotal(profile, changes.selection ?? selection),
    compactLabels: true,
    granularity: { name: true, file: true, line: true, column: false, address: true, inlines: false },
    labelUnits: new Map(),
    ...changes,
  });
}

function instruction(address: number, text: string, place: Partial<CodeInstruction> = {}): CodeInstruction {
  return { address: BigInt(address), text, functionName: '', file: '', line: 0, ...place };
}

/** The first mapping starts at 0x100000 in the process and at 0 in the file. */
function routine(
  context: ReportContext,
  names: readonly string[],
  instructions: readonly CodeInstruction[],
): RoutineCode {
  const nodes = findCodeNodes(context).ofMapping.get(0) ?? [];
  const first = instructions[0]!.address;
  const placed = nodes.map(({ node, address }) => ({ node, address: address - 0x100000n }));
  return {
    names,
    objectFile: 'svc',
    nodes: placed.filter(({ address }) => address >= first && address < first + 0x10n),
    instructions,
  };
}

function print(context: ReportContext, ...routines: RoutineCode[]): string[] {
  return printDisasm(buildDisasm(context, findCodeNodes(context), routines))
    .trimEnd()
    .split('\n');
}

test('a sample counts for the instruction that its address is in', () => {
  const context = contextOf('[svc+0x1]f 5\n[svc+0x5]f 7\n[svc+0x4]f;[svc+0x40]g 100');
  const code = [instruction(0, 'push'), instruction(4, 'call g'), instruction(9, 'ret')];
  expect(print(context, routine(context, ['f'], code))).toEqual([
    'Total: 112',
    'ROUTINE ======================== f',
    '        12        112 (flat, cum)   100% of Total',
    '         5          5          0: push',
    '         7        107          4: call g',
    '         .          .          9: ret',
  ]);
});

test('the place of an instruction stands beside it when it is another than above', () => {
  const context = contextOf('[svc]f 1');
  const at = (line: number): Partial<CodeInstruction> => ({ file: '/src/f.go', line });
  const long = 'an instruction of forty bytes and no less';
  const code = [
    instruction(0, 'a', at(3)),
    instruction(1, 'b', at(3)),
    instruction(2, 'c', { ...at(9), functionName: 'inlined' }),
    instruction(3, long, at(4)),
    instruction(4, 'e'),
    instruction(5, 'f', at(4)),
  ];
  expect(print(context, routine(context, ['f'], code)).slice(3)).toEqual([
    '         1          1          0: a                                       ;f.go:3',
    '         .          .          1: b',
    '         .          .          2: c                                       ;inlined f.go:9',
    `${' '.repeat(74)};f.go:4`,
    `         .          .          3: ${long}`,
    '         .          .          4: e',
    '         .          .          5: f                                       ;f.go:4',
  ]);
});

test('samples say where the code is from if nothing else does', () => {
  const context = contextOf('[svc+0x1]f@/src/f.go:7 1');
  const code = [instruction(0, 'push'), instruction(4, 'ret')];
  expect(print(context, routine(context, ['f'], code)).slice(3)).toEqual([
    '         1          1          0: push                                    ;f.go:7',
    '         .          .          4: ret',
  ]);
  const compat = { ...context, compat: true };
  expect(print(compat, routine(compat, ['f'], code))[3]).toMatch(/;f f\.go:7$/);
});

test('routines come by name and address, with their other names', () => {
  const context = contextOf('[svc+0x1]f 1\n[svc+0x20]e 1\n[svc+0x30]f 1');
  const at = (address: number, ...names: string[]): RoutineCode =>
    routine(context, names, [instruction(address, 'ret')]);
  const headers = print(context, at(0x30, 'f'), at(0, 'f', 'f.alias'), at(0x20, 'e')).filter((line) =>
    /==|ret/.test(line),
  );
  expect(headers).toEqual([
    'ROUTINE ======================== e',
    '         1          1         20: ret',
    'ROUTINE ======================== f',
    '    AKA ======================== f.alias',
    '         1          1          0: ret',
    'ROUTINE ======================== f',
    '         1          1         30: ret',
  ]);
});

describe('a recursive function', () => {
  const stacks = '[svc+0x1]f;[svc+0x5]f;[svc+0x5]f;[svc+0x6]f 10';
  const code = [instruction(0, 'push'), instruction(4, 'call f'), instruction(9, 'ret')];

  test('counts a sample once', () => {
    const context = contextOf(stacks);
    expect(print(context, routine(context, ['f'], code)).slice(2)).toEqual([
      '        10         10 (flat, cum)   100% of Total',
      '         .         10          0: push',
      '        10         10          4: call f',
      '         .          .          9: ret',
    ]);
  });

  test('counts it for each address with compat', () => {
    const context = contextOf(stacks, { compat: true });
    expect(print(context, routine(context, ['f'], code)).slice(2, 5)).toEqual([
      '        10         30 (flat, cum) 300.00% of Total',
      '         .         10          0: push                                    ;f ',
      '        10         20          4: call f',
    ]);
  });
});

test('code that belongs to two symbols counts for both', () => {
  const context = contextOf('[svc+0x1]f;[svc+0x5]f 10');
  const outer = routine(context, ['outer'], [instruction(0, 'push'), instruction(4, 'call')]);
  const inner = routine(context, ['inner'], [instruction(4, 'call')]);
  const sums = print(context, outer, inner).filter((line) => line.includes('(flat, cum)'));
  expect(sums).toEqual([
    '        10         10 (flat, cum)   100% of Total',
    '        10         10 (flat, cum)   100% of Total',
  ]);
});

test('means divide instructions, not routines', () => {
  const means = { sampleType: 1, isMean: true };
  const context = contextOf('[svc+0x1]f 2 100\n[svc+0x2]f 3 30', { selection: means });
  const code = [instruction(0, 'push'), instruction(4, 'ret')];
  expect(print(context, routine(context, ['f'], code)).slice(2, 4)).toEqual([
    '       130        130 (flat, cum) 500.00% of Total',
    '        26         26          0: push',
  ]);
});

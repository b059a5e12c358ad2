// Where boxes lie, which of them are drawn, and what is said of the rest.

import { describe, expect, test } from 'vitest';

import { collectBoxes } from './boxes.ts';
import { stepFrom } from './keyboard.ts';
import { layOutFlame, nodeAt, type FlameLayout, type FlameOrder } from './layout.ts';
import { flameFromStacks } from '#testing';

const program = flameFromStacks(`
  main;small 10
  main;large;leaf 60
  main;large 5
  main;alpha 25
`);

function layOut(data = program, order: FlameOrder = 'size'): FlameLayout {
  return layOutFlame({ data, widths: data.values[0]!.cum }, order);
}

function nameOf({ data }: FlameLayout, node: number): string | undefined {
  return node < 0 ? undefined : data.frames.name[data.frame[node]!];
}

function namesInRow(layout: FlameLayout, row: number): (string | undefined)[] {
  return Array.from(layout.order.slice(1))
    .filter((node) => layout.row[node] === row)
    .map((node) => nameOf(layout, node));
}

describe('the layout', () => {
  test('puts the widest sibling first, or the first by name', () => {
    expect(namesInRow(layOut(), 2)).toEqual(['large', 'alpha', 'small']);
    expect(namesInRow(layOut(program, 'name'), 2)).toEqual(['alpha', 'large', 'small']);
  });

  test('has the same order by name whatever the values are', () => {
    const other = flameFromStacks('main;small 90\nmain;alpha 1\nmain;large 2');
    expect(namesInRow(layOut(other, 'name'), 2)).toEqual(['alpha', 'large', 'small']);
  });

  test('finds the box at a position, and none where a caller used memory itself', () => {
    const layout = layOut();
    expect(nameOf(layout, nodeAt(layout, 1, 0))).toBe('main');
    expect(nameOf(layout, nodeAt(layout, 2, 64.9))).toBe('large');
    expect(nameOf(layout, nodeAt(layout, 2, 65))).toBe('alpha');
    expect(nodeAt(layout, 3, 62)).toBe(-1);
    expect(nodeAt(layout, 4, 1)).toBe(-1);
    expect(nodeAt(layout, 1, 100)).toBe(-1);
    expect(nodeAt(layout, 1, -0.1)).toBe(-1);
  });

  test('counts rows and the nodes of subtrees', () => {
    const layout = layOut();
    expect(layout.rows).toBe(4);
    expect(layout.subtree[0]).toBe(program.count);
  });

  test('sorts many siblings as it sorts few', () => {
    const many = flameFromStacks(
      Array.from({ length: 40 }, (_, i) => `main;f${String(i).padStart(2, '0')} ${(i * 7) % 40 || 40}`).join(
        '\n',
      ),
    );
    const layout = layOut(many);
    const widths = Array.from(layout.order.slice(2), (node) => layout.widths[node]!);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    const names = namesInRow(layOut(many, 'name'), 2).map(String);
    expect(names).toEqual(names.toSorted());
  });
});

describe('the boxes', () => {
  test('cover the window, cut at its edges', () => {
    const layout = layOut();
    const boxes = collectBoxes(layout, { from: 50, to: 100, pixels: 500, firstRow: 0, lastRow: 9 });
    const drawn = Array.from(boxes.node, (node, i) => [nameOf(layout, node), boxes.x[i], boxes.width[i]]);
    expect(drawn).toEqual([
      ['root', 0, 500],
      ['main', 0, 500],
      ['large', 0, 150],
      ['alpha', 150, 250],
      ['small', 400, 100],
      ['leaf', 0, 100],
    ]);
    expect(boxes.hidden).toBe(0);
  });

  test('are those of the rows asked for', () => {
    const layout = layOut();
    const boxes = collectBoxes(layout, { from: 0, to: 100, pixels: 100, firstRow: 2, lastRow: 3 });
    expect(Array.from(boxes.row)).toEqual([2, 2, 2]);
  });

  test('that are too narrow are counted with all that is on them, and seen as a strip', () => {
    const stacks = Array.from({ length: 50 }, (_, i) => `main;tiny${i};leaf 1`);
    const layout = layOut(flameFromStacks(['main;huge 950', ...stacks].join('\n')));
    const boxes = collectBoxes(layout, { from: 0, to: 1000, pixels: 100, firstRow: 0, lastRow: 9 });
    expect(Array.from(boxes.node, (node) => nameOf(layout, node))).toEqual(['root', 'main', 'huge']);
    expect(boxes.hidden).toBe(100);
    expect(boxes.hiddenShare).toBeCloseTo(0.05);
    expect([boxes.strips, boxes.stripRow[0]]).toEqual([1, 2]);
    expect(boxes.stripX[0]).toBeCloseTo(95);
    expect(boxes.stripWidth[0]).toBeCloseTo(5);
  });

  test('without a value of the kind shown are not missed', () => {
    const layout = layOut(
      flameFromStacks('main;used 5 1\nmain;freed;before 0 7', ['inuse_space', 'alloc_space']),
    );
    const boxes = collectBoxes(layout, { from: 0, to: 5, pixels: 100, firstRow: 0, lastRow: 9 });
    expect([boxes.count, boxes.hidden, layout.rows]).toEqual([3, 0, 3]);
  });

  test('appear when zoomed to', () => {
    const layout = layOut(flameFromStacks('main;huge 999999\nmain;tiny 1'));
    const all = { from: 0, to: 1e6, pixels: 1000, firstRow: 0, lastRow: 9 };
    expect(collectBoxes(layout, all)).toMatchObject({ count: 3, hidden: 1 });
    expect(collectBoxes(layout, { ...all, from: 999_990 })).toMatchObject({ count: 4, hidden: 0 });
  });

  test('of a graph without any value are none but the root', () => {
    const layout = layOut(flameFromStacks('main 0'));
    const boxes = collectBoxes(layout, { from: 0, to: 0, pixels: 100, firstRow: 0, lastRow: 9 });
    expect(boxes.hiddenShare).toBe(0);
  });
});

test('keys lead to callers, callees and neighbours', () => {
  const layout = layOut();
  const walk = (...steps: Parameters<typeof stepFrom>[2][]): string | undefined =>
    nameOf(
      layout,
      steps.reduce((node, step) => stepFrom(layout, node, step), 0),
    );
  expect(walk('callee', 'callee')).toBe('large');
  expect(walk('callee', 'callee', 'right')).toBe('alpha');
  expect(walk('callee', 'callee', 'last')).toBe('small');
  expect(walk('callee', 'callee', 'last', 'right')).toBe('small');
  expect(walk('callee', 'callee', 'last', 'first')).toBe('large');
  expect(walk('callee', 'callee', 'left')).toBe('large');
  expect(walk('callee', 'callee', 'caller', 'caller', 'caller')).toBe('root');
  expect(walk('callee', 'callee', 'callee', 'callee')).toBe('leaf');
});

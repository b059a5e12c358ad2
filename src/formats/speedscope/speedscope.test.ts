// The speedscope file of a small profile, by the parts that its schema has.

import { createProfileBuilder } from '#profile';
import { expect, test } from 'vitest';

import { parseFoldedText } from '../folded/parse.ts';
import { printSpeedscope } from './print.ts';

test('frames are shared, and each sample type is a profile', () => {
  const builder = createProfileBuilder();
  const main = builder.addFunction({ name: 'main "x"', filename: '/src/main.go', startLine: 5n });
  const leaf = builder.addFunction({ name: 'leaf' });
  const inMain = builder.addLocation({ lines: [{ function: main, line: 7n }] });
  const both = builder.addLocation({ lines: [{ function: leaf }, { function: main, line: 9n }] });
  const nowhere = builder.addLocation({ address: 16n, lines: [] });
  const add = (stack: number[], values: number[]): void => {
    builder.addSample(builder.stacks.add(stack, 0, stack.length), 0, values);
  };
  add([inMain], [1, 100]);
  add([both], [2, 200]);
  add([nowhere, inMain], [3, 0]);
  add([both], [4, 400]);
  const profile = builder.build({
    sampleTypes: [
      { type: 'objects', unit: 'count' },
      { type: 'space', unit: 'bytes' },
    ],
    defaultSampleType: 'objects',
  });
  expect(JSON.parse([...printSpeedscope(profile, 'heap <1>')].join(''))).toEqual({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'heapwise',
    name: 'heap <1>',
    activeProfileIndex: 0,
    shared: {
      frames: [
        { name: 'main "x"', file: '/src/main.go', line: 5 },
        { name: 'leaf' },
        { name: '(no stack)' },
        { name: '0x10' },
      ],
    },
    profiles: [
      {
        type: 'sampled',
        name: 'objects',
        unit: 'none',
        startValue: 0,
        endValue: 10,
        samples: [[0], [0, 1], [0, 3]],
        weights: [1, 6, 3],
      },
      {
        type: 'sampled',
        name: 'space',
        unit: 'bytes',
        startValue: 0,
        endValue: 700,
        samples: [[0], [0, 1]],
        weights: [100, 600],
      },
    ],
  });
});

test('a profile without samples is still a file', () => {
  const empty = createProfileBuilder().build({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
  expect(JSON.parse([...printSpeedscope(empty, '')].join(''))).toMatchObject({
    activeProfileIndex: 0,
    profiles: [{ unit: 'nanoseconds', endValue: 0, samples: [], weights: [] }],
  });
});

test('a large profile comes in chunks of about 64 kB', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `main;f${i % 100};g${i} ${i + 1}`);
  const chunks = [...printSpeedscope(parseFoldedText(lines.join('\n')), 'large')];
  expect(chunks.length).toBeGreaterThan(5);
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(70_000);
  expect(JSON.parse(chunks.join(''))).toMatchObject({ profiles: [{ endValue: (20_000 * 20_001) / 2 }] });
});

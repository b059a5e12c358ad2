// V8 profiles: values, lines and names of small files, and what hostile ones are answered with.

import { checkProfile, ProfileError, type Profile } from '#profile';
import { describe, expect, test } from 'vitest';

import { filePath } from './call-tree.ts';
import { parseCpuProfile } from './cpu.ts';
import { parseHeapProfile } from './heap.ts';
import { parseV8 } from './v8.ts';

/** Samples as `leaf:line<caller:line value value`, in the order of the profile. */
function draw(profile: Profile): string[] {
  checkProfile(profile);
  const { samples, stacks, locations, lines, functions, strings } = profile;
  return Array.from({ length: samples.count }, (_, sample) => {
    const stack = samples.stack[sample]!;
    const frames = stacks.locations.subarray(stacks.offsets[stack], stacks.offsets[stack + 1]);
    const texts = Array.from(frames, (location) => {
      const line = locations.lineOffsets[location]!;
      return `${strings.text(functions.name[lines.function[line]!]!)}:${lines.line[line]}`;
    });
    return `${texts.join('<')} ${samples.values.map((column) => column[sample]).join(' ')}`;
  });
}

function frame(functionName: string, lineNumber = -1, columnNumber = -1, url = ''): object {
  return { functionName, scriptId: '0', url, lineNumber, columnNumber };
}

function bytesOf(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}

const heap = {
  head: {
    callFrame: frame('(root)'),
    selfSize: 0,
    id: 1,
    children: [
      {
        callFrame: frame('main', 0, 0, 'file:///srv/my%20app/main.js'),
        selfSize: 524_304,
        id: 2,
        children: [{ callFrame: frame('', 9, 4, 'file:///srv/my%20app/main.js'), selfSize: 900_000, id: 3 }],
      },
      { callFrame: frame('(V8 API)'), selfSize: 16, id: 4 },
    ],
  },
  samples: [
    { size: 524_304, nodeId: 2, ordinal: 1 },
    { size: 300_000, nodeId: 3, ordinal: 2 },
    { size: 600_000, nodeId: 3, ordinal: 3 },
  ],
};

describe('heap profiles', () => {
  test('samples are added up by call stack, and the root is no frame', () => {
    const profile = parseHeapProfile(heap);
    expect(draw(profile)).toEqual(['main:1 1 524304', '(anonymous):10<main:1 2 900000']);
    expect(profile.sampleTypes.map((type) => `${type.type}/${type.unit}`)).toEqual([
      'inuse_objects/count',
      'inuse_space/bytes',
    ]);
    expect(profile.defaultSampleType).toBe('inuse_space');
    expect(profile.period).toBe(262144n); // The largest that a sample of 300,000 bytes allows.
    expect(profile.comments).toEqual([expect.stringMatching(/^# inuse_objects counts samples/)]);
    const { functions, strings } = profile;
    expect(strings.text(functions.filename[0]!)).toBe('/srv/my app/main.js');
    expect(functions.startLine[0]).toBe(1n);
  });

  test('without samples, self sizes count', () => {
    expect(draw(parseHeapProfile({ head: heap.head }))).toEqual([
      'main:1 1 524304',
      '(anonymous):10<main:1 1 900000',
      '(V8 API):0 1 16',
    ]);
  });

  test.each([
    [524_304, 524_288n],
    [4_000_000, 524_288n],
    [524_287, 262_144n],
    [16_416, 16_384n],
    [1, 1n],
    [0, 524_288n],
  ])('a smallest sample of %d bytes means one every %d', (size, period) => {
    expect(parseHeapProfile({ ...heap, samples: [{ size, nodeId: 2 }] }).period).toBe(period);
  });

  test('a sample of a node that came after the tree is of the root', () => {
    const samples = [{ size: 7, nodeId: 99 }];
    expect(draw(parseHeapProfile({ ...heap, samples }))).toEqual(['(root):0 1 7']);
  });

  test('what the root itself holds keeps a frame', () => {
    expect(draw(parseHeapProfile({ head: { callFrame: frame('(root)'), selfSize: 5 } }))).toEqual([
      '(root):0 1 5',
    ]);
  });
});

const cpu = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2, 3, 5] },
    { id: 2, callFrame: frame('(idle)'), hitCount: 1 },
    { id: 3, callFrame: frame('main', 0), hitCount: 0, children: [4] },
    {
      id: 4,
      callFrame: frame('work', 10, 2),
      hitCount: 3,
      positionTicks: [
        { line: 12, ticks: 2 },
        { line: 15, ticks: 1 },
      ],
    },
    { id: 5, callFrame: frame('(garbage collector)'), hitCount: 1 },
  ],
  startTime: 1_000_000,
  endTime: 1_000_700,
  samples: [4, 4, 5, 4, 2],
  timeDeltas: [100, 100, 100, 100, 100],
};

describe('CPU profiles', () => {
  test('a sample lasts until the next one, and V8 ticks give the lines', () => {
    const profile = parseCpuProfile(cpu);
    expect(draw(profile)).toEqual([
      '(idle):0 1 200000',
      'work:12<main:1 2 200000',
      'work:15<main:1 1 100000',
      '(garbage collector):0 1 100000',
    ]);
    expect(profile.durationNanos).toBe(700_000n);
    expect(profile.period).toBe(120_000n);
    expect(profile.defaultSampleType).toBe('cpu');
  });

  test('columns are known where functions start', () => {
    const callFrame = frame('f', 4, 20);
    const positionTicks = [
      { line: 5, ticks: 1 },
      { line: 6, ticks: 1 },
    ];
    const nodes = [{ id: 1, callFrame, hitCount: 2, positionTicks }];
    const { lines } = parseCpuProfile({ nodes, startTime: 0, endTime: 2 });
    expect([...lines.line]).toEqual([5n, 6n]);
    expect([...lines.column]).toEqual([21n, 0n]);
  });

  test('samples out of order are put in order', () => {
    const { nodes, startTime } = cpu;
    const profile = parseCpuProfile({
      nodes,
      startTime,
      endTime: startTime + 400,
      samples: [5, 2, 5],
      timeDeltas: [100, 200, -100], // at 100, 300 and 200
    });
    expect(draw(profile)).toEqual(['(idle):0 1 100000', '(garbage collector):0 2 200000']);
  });

  test('without samples, hit counts share the time', () => {
    const { nodes, startTime, endTime } = cpu;
    const profile = parseCpuProfile({ nodes, startTime, endTime });
    expect(draw(profile)).toContain('(idle):0 1 140000');
  });

  test('links by parent are as good as links by children', () => {
    const nodes = [
      { id: 7, callFrame: frame('leaf', 3), parent: 9, hitCount: 2 },
      { id: 9, callFrame: frame('main', 1), hitCount: 0 },
    ];
    expect(draw(parseCpuProfile({ nodes, startTime: 0, endTime: 8 }))).toEqual(['leaf:4<main:2 2 8000']);
  });
});

test.each([
  ['file:///srv/a%20b.mjs?version=2', '/srv/a b.mjs'],
  ['file:///C:/app/x.js', 'C:/app/x.js'],
  ['file:///srv/100%.js', '/srv/100%.js'],
  ['node:internal/fs', 'node:internal/fs'],
  ['https://example.com/a.js?b', 'https://example.com/a.js?b'],
  ['', ''],
])('the file of %s is %s', (url, path) => {
  expect(filePath(url)).toBe(path);
});

describe('recognition', () => {
  test.each([
    ['a heap profile', heap, 2],
    ['a CPU profile', cpu, 4],
  ])('%s is read', (_, json, samples) => {
    expect(parseV8(bytesOf(json))?.samples.count).toBe(samples);
  });

  test.each([
    '',
    '{',
    '{}',
    '[1]',
    '{"nodes":[]}',
    '{"head":{}}',
    'heap profile: 1: 2',
    '<html></html>',
    '\u001f\u008b',
  ])('%j is not a V8 profile', (text) => {
    expect(parseV8(new TextEncoder().encode(text))).toBeUndefined();
  });

  test('a cut file says so', () => {
    expect(() => parseV8(bytesOf(heap).subarray(0, 300))).toThrow(/not whole/);
  });
});

describe('hostile files', () => {
  const node = { id: 1, callFrame: frame('f', 0), hitCount: 1 };
  test.each<[string, object, RegExp]>([
    [
      'a cycle',
      {
        nodes: [
          { ...node, children: [2] },
          { ...node, id: 2, children: [1] },
        ],
      },
      /own ancestor/,
    ],
    ['a node that is its own child', { nodes: [{ ...node, children: [1] }] }, /own ancestor/],
    ['a missing child', { nodes: [{ ...node, children: [5] }] }, /node 5, which is not/],
    ['a sample of no node', { nodes: [node], samples: [3], timeDeltas: [1] }, /samples\[0\] is node 3/],
    ['equal ids', { nodes: [node, node] }, /two nodes have id 1/],
    [
      'two parents',
      {
        nodes: [
          { ...node, children: [2] },
          { ...node, id: 2 },
          { ...node, id: 3, children: [2] },
        ],
      },
      /two parents/,
    ],
    ['an id in a string', { nodes: [{ ...node, id: '1' }] }, /is a string, not a number/],
    ['a negative hit count', { nodes: [{ ...node, hitCount: -1 }] }, /cannot be negative/],
    ['a fraction as an id', { nodes: [{ ...node, id: 1.5 }] }, /not an integer/],
    ['a node that is null', { nodes: [null] }, /nodes\[0\] is null/],
    ['no call frame', { nodes: [{ id: 1, hitCount: 1 }] }, /callFrame is missing/],
    ['fewer deltas than samples', { nodes: [node], samples: [1, 1], timeDeltas: [1] }, /1 timeDeltas for 2/],
    ['endless time', { nodes: [node], endTime: 1e300 }, /out of range/],
    ['time that runs backwards', { nodes: [node], endTime: -5 }, /before it starts/],
  ])('%s', (_, json, message) => {
    const parse = (): unknown => parseV8(bytesOf({ startTime: 0, ...json }));
    expect(parse).toThrow(ProfileError);
    expect(parse).toThrow(message);
  });

  test.each<[string, object, RegExp]>([
    ['a size in a string', { ...heap, samples: [{ size: '1', nodeId: 2 }] }, /is a string, not a number/],
    ['children that are no array', { head: { ...heap.head, children: {} } }, /not an array/],
  ])('heap: %s', (_, json, message) => {
    expect(() => parseV8(bytesOf(json))).toThrow(message);
  });

  test('a tree 100,000 levels deep is read', () => {
    const callFrame = JSON.stringify(frame('f', 0));
    const open = `{"callFrame":${callFrame},"selfSize":0,"children":[`;
    const levels = 100_000;
    const leaf = `{"callFrame":${callFrame},"selfSize":8}`;
    const text = `{"head":${open.repeat(levels)}${leaf}${']}'.repeat(levels)}}`;
    const profile = parseV8(new TextEncoder().encode(text));
    expect(profile?.samples.count).toBe(1);
    expect(profile?.stacks.locations.length).toBe(levels + 1);
  });

  test('a deep chain whose every node has samples is refused, not expanded', () => {
    const callFrame = frame('f', 0);
    const nodes = Array.from({ length: 100_000 }, (_, i) => ({
      id: i + 1,
      parent: Math.max(1, i),
      callFrame,
      hitCount: 1,
    }));
    const [first, ...rest] = nodes;
    const chain = [{ ...first, parent: undefined }, ...rest];
    expect(() => parseCpuProfile({ nodes: chain, startTime: 0, endTime: 1 })).toThrow(
      /more than 67108864 frames/,
    );
  });

  test('a node with a million children is read', () => {
    const callFrame = frame('f', 0);
    const children = Array.from({ length: 1_000_000 }, () => ({ callFrame, selfSize: 1 }));
    const profile = parseHeapProfile({ head: { callFrame: frame('(root)'), selfSize: 0, children } });
    expect(profile.samples.count).toBe(1_000_000);
    expect(profile.stacks.count).toBe(1);
  });
});

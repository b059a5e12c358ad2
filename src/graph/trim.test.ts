// Graphs and call trees of drawn profiles: values, edges, what is trimmed and in which order it is listed.

import { describe, expect, test } from 'vitest';
import { profileFromStacks } from '#testing';
import { buildTrimmedGraph, type GraphOptions, type TrimmedGraph } from './trim.ts';

const everything: GraphOptions = {
  selection: { sampleType: 0, isMean: false },
  granularity: {
    name: true,
    file: false,
    line: false,
    column: false,
    address: false,
    inlines: true,
    objectFile: false,
  },
  trimming: { trimPath: '', sourcePath: '' },
  callTree: false,
  dropNegative: false,
  order: 'flat',
  nodeFraction: 0,
  edgeFraction: 0,
  nodeCount: 0,
  edges: 'all',
};

function graphOf(stacks: string, options: Partial<GraphOptions> = {}): TrimmedGraph {
  return buildTrimmedGraph(profileFromStacks(stacks), { ...everything, ...options });
}

function nodesOf({ nodes }: TrimmedGraph): string[] {
  return nodes.map(({ name, flat, cum }) => `${name} ${flat} ${cum}`);
}

/** '=>' where other nodes are in between, '(inline)' where all calls were inlined. */
function edgesOf({ nodes }: TrimmedGraph): string[] {
  return nodes
    .flatMap((node) => [...node.out])
    .map((edge) => {
      const arrow = edge.isResidual ? '=>' : '->';
      const inline = edge.isInline ? ' (inline)' : '';
      return `${edge.source.name} ${arrow} ${edge.target.name} ${edge.weight}${inline}`;
    })
    .toSorted();
}

const tags: NonNullable<GraphOptions['tags']> = { bytesUnit: 'bytes', format: (value) => `${value}B` };

describe('graph', () => {
  test('adds up flat and cum, and counts a recursive function once per stack', () => {
    const graph = graphOf('main;a;b;a 5\nmain;a 2\nmain;b 1');
    expect(nodesOf(graph)).toEqual(['a 7 7', 'b 1 6', 'main 0 8']);
    expect(edgesOf(graph)).toEqual(['a -> b 5', 'b -> a 5', 'main -> a 7', 'main -> b 1']);
  });

  test('marks edges as inlined only if all calls were', () => {
    expect(edgesOf(graphOf('main>a 1\nmain>b 1\nmain;b 1'))).toEqual(['main -> a 1 (inline)', 'main -> b 2']);
  });

  test('drops nodes below the fraction and leads edges across them', () => {
    const graph = graphOf('main;rare;a 3\nmain;a 100\nmain;b 100', { nodeFraction: 0.05 });
    expect(nodesOf(graph)).toEqual(['a 103 103', 'b 100 100', 'main 0 203']);
    expect(edgesOf(graph)).toEqual(['main -> b 100', 'main => a 103']);
    expect(graph.droppedNodes).toBe(1);
    expect(graph.originalCount).toBe(3);
  });

  test('loses the flat value of a leaf that is not kept', () => {
    expect(nodesOf(graphOf('main;rare 1\nmain;a 100', { nodeFraction: 0.05 }))).toEqual([
      'a 100 100',
      'main 0 101',
    ]);
  });

  test('counts the edges that it drops', () => {
    const graph = graphOf('main;a;b 1\nmain;b 99\nmain;a 99', { edgeFraction: 0.02 });
    expect(edgesOf(graph)).toEqual(['main -> a 100', 'main -> b 99']);
    expect(graph.droppedEdges).toBe(1);
  });

  test('lists the first nodes by flat or by cum', () => {
    const stacks = 'main;a 5\nmain;b 5\nmain;c 9';
    expect(nodesOf(graphOf(stacks, { nodeCount: 2 }))).toEqual(['c 9 9', 'a 5 5']);
    expect(nodesOf(graphOf(stacks, { nodeCount: 2, order: 'cum' }))).toEqual(['main 0 19', 'c 9 9']);
  });

  test('keeps the edges of nodes whose values cancel out, but does not list them', () => {
    const graph = graphOf('main;gone;a 5\nmain;gone;b -5\nmain 1');
    expect(nodesOf(graph)).toEqual(['a 5 5', 'b -5 -5', 'main 1 1']);
    expect(edgesOf(graph)).toEqual(['main -> gone 0']);
    expect(nodesOf(graphOf('main;a 5\nmain;b -5\nmain 1', { dropNegative: true }))).toEqual([
      'a 5 5',
      'main 1 1',
    ]);
  });

  test('puts nodes with an edge that cancels out where Go puts NaN', () => {
    // The entropy of main is NaN, which becomes the least int64: with a flat value it is the greatest magnitude.
    const picture: Partial<GraphOptions> = { order: 'entropy', tags };
    const cancelled = 'main;gone;a 5\nmain;gone;b -5\nmain;c 7';
    expect(graphOf(`${cancelled}\nmain 1`, picture).nodes[0]?.name).toBe('main');
    expect(graphOf(cancelled, picture).nodes.at(-1)?.name).toBe('main');
  });

  test('adds up exactly beyond 2^53, and wraps as int64', () => {
    const graph = graphOf(
      'main;a 9007199254740993\nmain;a 9007199254740993\nmain;b 9223372036854775807\nmain;b 1',
    );
    expect(graph.nodes.find(({ name }) => name === 'a')?.exactFlat).toBe(18014398509481986n);
    expect(graph.nodes.find(({ name }) => name === 'b')?.flat).toBe(-(2 ** 63));
  });
});

describe('call tree', () => {
  test('has a node for each path of calls', () => {
    const graph = graphOf('main;a;b 1\nmain;b 2\nmain;a;a 4', { callTree: true });
    expect(nodesOf(graph)).toEqual(['a 4 4', 'b 2 2', 'b 1 1', 'a 0 5', 'main 0 7']);
    expect(edgesOf(graph)).toEqual(['a -> a 4', 'a -> b 1', 'main -> a 5', 'main -> b 2']);
  });

  test('hangs the callees of a dropped node on its caller', () => {
    const stacks = 'main;a;b 100\nmain;a;c -98\nmain 50';
    const graph = graphOf(stacks, { callTree: true, nodeFraction: 0.1, order: 'cum' });
    expect(nodesOf(graph)).toEqual(['b 100 100', 'c -98 -98', 'main 50 52']);
    expect(edgesOf(graph)).toEqual(['main => b 100', 'main => c -98']);
  });

  test('makes roots of the callees of a dropped root', () => {
    const graph = graphOf('main;a 100\nmain;b -98', { callTree: true, nodeFraction: 1.5 });
    expect(nodesOf(graph)).toEqual(['a 100 100', 'b -98 -98']);
    expect(edgesOf(graph)).toEqual([]);
  });
});

describe('picture', () => {
  test('removes residual edges that another path makes redundant', () => {
    const stacks = 'main;a;b;c 50\nmain;x;c 3\nmain;a;y;c 3';
    const options: Partial<GraphOptions> = { nodeFraction: 0.1 };
    expect(edgesOf(graphOf(stacks, options))).toEqual([
      'a -> b 50',
      'a => c 3',
      'b -> c 50',
      'main -> a 53',
      'main => c 3',
    ]);
    expect(edgesOf(graphOf(stacks, { ...options, tags, order: 'entropy' }))).toEqual([
      'a -> b 50',
      'b -> c 50',
      'main -> a 53',
    ]);
  });

  test('adds up tags by set of string labels, and sizes below the labels they come with', () => {
    const graph = graphOf(
      'main;a 5 user=x host=h\nmain;a 2 user=x host=h bytes=16\nmain 1 bytes=16 bytes=32 other=7',
      {
        tags,
        order: 'entropy',
      },
    );
    const shown = [...graph.tags].map(([node, { labels, numeric }]) => [
      node.name,
      [...labels.values()].map((tag) => `${tag.name} ${tag.flat} ${tag.cum}`),
      [...numeric].map(([group, sizes]) => [
        group,
        [...sizes.values()].map((tag) => `${tag.name} ${tag.flat} ${tag.cum}`),
      ]),
    ]);
    const both = String.raw`host:h\nuser:x`;
    const sizes = (flat: number): unknown => [both, [`16B ${flat} 2`]];
    expect(Object.fromEntries(shown.map(([name, ...rest]) => [name, rest]))).toEqual({
      a: [[`${both} 7 7`], [sizes(2)]],
      main: [[`${both} 0 7`], [sizes(0), ['', ['16B 1 1', '32B 1 1']]]],
    });
  });

  test('counts tags as boxes when it chooses nodes', () => {
    const picture: Partial<GraphOptions> = { order: 'entropy', tags, nodeCount: 4 };
    expect(graphOf('a 4\na 3\na 2\nb 5', picture).nodes).toHaveLength(2);
    expect(graphOf('a 4 k=u\na 3 k=v\na 2 k=w\nb 5', picture).nodes).toHaveLength(1);
  });
});

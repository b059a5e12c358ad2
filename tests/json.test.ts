// JSON reports: they are what docs/json.md says, and their numbers are those of the text reports.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { runReport } from './run-report.ts';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const root = fileURLToPath(new URL('..', import.meta.url));
const corpus = join(root, 'tests/corpus');
const documentation = readFileSync(join(root, 'docs/json.md'), 'utf8');

const commands = ['top', 'tree', 'peek', 'dot', 'callgrind', 'list', 'tags', 'comments', 'traces', 'raw'];

function flags(command: string): string[] {
  return command === 'peek' || command === 'list' ? [`-${command}`, '.'] : [`-${command}`];
}

async function json(command: string, ...others: string[]): Promise<{ [name: string]: Json }> {
  return JSON.parse(await runReport([...flags(command), '-format=json', ...others])) as Record<string, Json>;
}

describe('docs/json.md', () => {
  const examples = [...documentation.matchAll(/^\$ heapwise (-\w+).*$/gm)];

  test('has an example for every report', () => {
    const shown = examples.map(([, command = '']) => command);
    expect(shown.toSorted()).toEqual(
      commands
        .filter((name) => name !== 'peek')
        .map((name) => `-${name}`)
        .toSorted(),
    );
  });

  test.each(commands)('lists the members of %s, and no others', async (command) => {
    const found = new Set<string>();
    for (const profile of [
      'go/heap.pb.gz',
      'go/cpu.pb.gz',
      'synthetic/labels.pb.gz',
      'synthetic/comments.pb.gz',
      'synthetic/mappings.pb.gz',
    ]) {
      addMembers(await json(command, '-focus=.', join(corpus, profile)), '', found);
    }
    const section = command === 'peek' ? 'tree' : command;
    const documented = [...documentedMembers('Every document'), ...documentedMembers(section)];
    expect([...found].toSorted()).toEqual(documented.toSorted());
  });
});

/** Paths such as `nodes[].name` of all that is no object and no list. */
function addMembers(value: Json, path: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const element of value) addMembers(element, `${path}[]`, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      addMembers(member, path === '' ? name : `${path}.${name}`, found);
    }
  } else found.add(path);
}

/** The rows of a section; a row with a link to another section stands for the rows of that one. */
function documentedMembers(title: string): string[] {
  const start = documentation.toLowerCase().indexOf(`\n## ${title.toLowerCase()}\n`);
  if (start === -1) throw new Error(`docs/json.md has no section ${title}`);
  const [section = ''] = documentation.slice(start + 1).split(/\n(?=## )/);
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)];
  return rows.flatMap(([, path = '', meaning = '']) => {
    const [, link] = /\(#(\w+)\)/.exec(meaning) ?? [];
    return link === undefined ? [path] : documentedMembers(link).map((member) => `${path}.${member}`);
  });
}

interface Node {
  readonly name: string;
  readonly flat: number;
  readonly cum: number;
}

/** With the unit of the profile, text reports show values as they are. */
const profiles: readonly (readonly [profile: string, unit: string, suffix: string])[] = [
  ['go/heap.pb.gz', 'bytes', 'B'],
  ['go/allocs.pb.gz', 'bytes', 'B'],
  ['go/cpu.pb.gz', 'nanoseconds', 'ns'],
  ['go/mutex.pb.gz', 'nanoseconds', 'ns'],
  ['go/bench-mergesort.pb.gz', 'bytes', 'B'],
];

describe.each(profiles)('%s', (profile, unit, suffix) => {
  const path = join(corpus, profile);
  const text = (command: string, ...others: string[]): Promise<string> =>
    runReport([...flags(command), `-unit=${unit}`, ...others, path]);
  const value = (field = ''): number =>
    field === '.' ? 0 : Number(field.replace(new RegExp(`${suffix}$`), ''));

  test.each([[[]], [['-cum', '-nodecount=5']], [['-divide_by=3']], [['-lines']]])(
    'top %j has the numbers of the text',
    async (others) => {
      const nodes = (await json('top', ...others, path))['nodes'] as unknown as Node[];
      const rows = (await text('top', ...others)).split('\n').flatMap((line) => {
        const [, flat, cum, name] =
          /^ *(\S+) +\S+% +\S+% +(\S+) +\S+% {2}(.*?)(?: \((?:partial-)?inline\))?$/.exec(line) ?? [];
        return name === undefined ? [] : [{ name, flat: value(flat), cum: value(cum) }];
      });
      expect(rows.length).toBeGreaterThan(0);
      expect(nodes.map(({ name, flat, cum }) => ({ name, flat, cum }))).toEqual(rows);
    },
  );

  test('tree has the calls of the text', async () => {
    const nodes = (await json('tree', path))['nodes'] as unknown as (Node & {
      readonly callers: { name: string; weight: number }[];
      readonly callees: { name: string; weight: number }[];
    })[];
    const calls = nodes.flatMap(({ callers, callees }) => [...callers, ...callees]);
    const rows = [...(await text('tree')).matchAll(/^ {10,}(\S+) +\S+% \| {3}(.*?)(?: \(inline\))?$/gm)];
    expect(rows.length).toBeGreaterThan(0);
    expect(calls.map(({ name, weight }) => [name, weight])).toEqual(
      rows.map(([, weight, name]) => [name, value(weight)]),
    );
  });

  test('dot has the nodes and edges of the text', async () => {
    const graph = await json('dot', path);
    const drawn = await text('dot');
    const nodes = [...drawn.matchAll(/^N\d+ \[.*tooltip="(.*) \((\S+)\)" color/gm)];
    expect(nodes.length).toBeGreaterThan(0);
    expect((graph['nodes'] as unknown as Node[]).map(({ name, cum }) => [name, cum])).toEqual(
      nodes.map(([, name, cum]) => [name, value(cum)]),
    );
    const edges = [...drawn.matchAll(/^N(\d+) -> N(\d+) \[label=" ([^"\\]*)/gm)];
    const edgeRows = graph['edges'] as unknown as { source: number; target: number; weight: number }[];
    expect(edgeRows.map(({ source, target, weight }) => [source, target, weight])).toEqual(
      edges.map(([, source, target, weight]) => [Number(source), Number(target), value(weight)]),
    );
  });

  test('callgrind has the flat values of the text', async () => {
    const nodes = (await json('callgrind', path))['nodes'] as unknown as Node[];
    const costs = [...(await text('callgrind')).matchAll(/^(?:0x[\da-f]+|\*|[+-]\d+) \d+ (-?\d+)$/gm)];
    expect(costs.length).toBeGreaterThan(0);
    expect(nodes.map(({ flat }) => flat)).toEqual(costs.map(([, cost]) => Number(cost)));
  });

  test('list has the lines of the text', async () => {
    const { functions } = (await json('list', path)) as unknown as {
      functions: { name: string; files: { lines: { line: number; flat: number; cum: number }[] }[] }[];
    };
    const lines = functions.flatMap(({ files }) => files).flatMap((file) => file.lines);
    const rows = [...(await text('list')).matchAll(/^ *(\S+) +(\S+) +(\d+):/gm)];
    expect(rows.length).toBeGreaterThan(0);
    expect(lines.map(({ line, flat, cum }) => [flat, cum, line])).toEqual(
      rows.map(([, flat, cum, line]) => [value(flat), value(cum), Number(line)]),
    );
  });

  test('tags have the numbers of the text', async () => {
    const tags = (await json('tags', `-unit=${unit}`, path))['tags'] as unknown as {
      key: string;
      total: number;
      values: { text: string; value: number }[];
    }[];
    const shown = tags.flatMap(({ key, total, values }) => [
      [key, total],
      ...values.map((label) => [label.text, label.value]),
    ]);
    const rows = (await text('tags')).split('\n').flatMap((line) => {
      const [, key, total] = /^ *([^:]+): Total (\S+) of/.exec(line) ?? [];
      if (key !== undefined) return [[key, value(total)]];
      const [, weight, label] = /^ *(\S+) \( *\S+%\): (.*)$/.exec(line) ?? [];
      return label === undefined ? [] : [[label, value(weight)]];
    });
    expect(shown).toEqual(rows);
  });

  test('traces have the values and stacks of the text', async () => {
    const { frames, samples } = (await json('traces', path)) as unknown as {
      frames: { name: string; inlined: boolean }[];
      samples: { value: number; stack: number[] }[];
    };
    const stacks = samples.map(({ value: weight, stack }) => [
      weight,
      ...stack.map((frame) => `${frames[frame]?.name}${frames[frame]?.inlined === true ? ' (inline)' : ''}`),
    ]);
    const rows = (await text('traces'))
      .split(/^-+\+-+\n/m)
      .slice(1, -1)
      .map((sample) => {
        const lines = sample.split('\n').filter((line) => line !== '' && !/^ *\S+: {2}/.test(line));
        const [, weight, leaf] = /^ *(\S+) {3}(.*)$/.exec(lines[0] ?? '') ?? [];
        return [value(weight), leaf, ...lines.slice(1).map((line) => line.trim())];
      });
    expect(rows.length).toBeGreaterThan(0);
    expect(stacks).toEqual(rows);
  });

  test('raw has as many rows as the text, and the same values', async () => {
    const raw = (await json('raw', path)) as unknown as {
      samples: { values: number[]; locations: number[] }[];
      locations: { id: number; address: string }[];
      mappings: { id: number }[];
    };
    const [, samples = '', locations = '', mappings = ''] =
      /^Samples:\n[^\n]*\n([^]*)^Locations\n([^]*)^Mappings\n([^]*)$/m.exec(
        await runReport(['-raw', path]),
      ) ?? [];
    const sampleRows = [...samples.matchAll(/^ +(-?\d[\d -]*): ([\d ]*)$/gm)];
    expect(raw.samples.map(({ values, locations: stack }) => [values, stack])).toEqual(
      sampleRows.map(([, values = '', stack = '']) => [numbers(values), numbers(stack)]),
    );
    const locationRows = [...locations.matchAll(/^ *(\d+): (0x[\da-f]+) /gm)];
    expect(raw.locations.map(({ id, address }) => [String(id), address])).toEqual(
      locationRows.map(([, id, address]) => [id, address]),
    );
    expect(raw.mappings).toHaveLength(mappings.trimEnd().split('\n').length);
  });
});

function numbers(text: string): number[] {
  return text.split(' ').flatMap((word) => (word === '' ? [] : [Number(word)]));
}

test('an integer that a number cannot hold is a string of its digits', async () => {
  const raw = await json('raw', join(corpus, 'synthetic/huge-values.pb.gz'));
  const values = (raw['samples'] as unknown as { values: (number | string)[] }[]).flatMap(
    (sample) => sample.values,
  );
  const text = await runReport(['-raw', join(corpus, 'synthetic/huge-values.pb.gz')]);
  expect(values.some((value) => typeof value === 'string')).toBe(true);
  for (const value of values) {
    expect(text).toContain(String(value));
    expect(typeof value).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'string');
  }
});

test('bytes that are not UTF-8 are escaped, so that the document is valid UTF-8', async () => {
  const text = await runReport(['-top', '-format=json', join(corpus, 'synthetic/names-invalid-utf8.pb.gz')]);
  expect(text.isWellFormed()).toBe(true);
  expect(text).toMatch(/\\udc[89a-f][\da-f]/);
});

test.each([
  ['-folded', 'json', 'format of its own'],
  ['-speedscope', 'csv', 'format of its own'],
  ['-proto', 'json', 'format of its own'],
  ['-topproto', 'markdown', 'format of its own'],
  ['-dot', 'csv', '-format=json'],
  ['-raw', 'markdown', '-format=json'],
])('%s -format=%s is a usage error that names the way out: %s', async (command, format, hint) => {
  const run = runReport([command, `-format=${format}`, join(corpus, 'go/heap.pb.gz')]);
  await expect(run).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(hint) as unknown,
  });
});

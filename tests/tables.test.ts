// CSV and Markdown of reports: cells are what the JSON of the same report says.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import { runReport } from './run-report.ts';

const corpus = fileURLToPath(new URL('corpus', import.meta.url));
const heap = join(corpus, 'go/heap.pb.gz');
const cpu = join(corpus, 'go/cpu.pb.gz');

/** Rows of cells, after RFC 4180: quotes around a cell, two for one inside, CRLF after each row. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** Rows of cells with the escapes taken out; the second row is the rule under the header. */
function parseMarkdown(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const cells = line.slice(2, -2).split(/ \| /);
      return cells.map((cell) => cell.replaceAll(/\\([\\`*_~[\]<>|&#])/g, '$1'));
    });
}

async function json<Report>(...argv: string[]): Promise<Report> {
  return JSON.parse(await runReport(['-format=json', ...argv])) as Report;
}

interface Node {
  readonly name: string;
  readonly flat: number;
  readonly cum: number;
}

describe.each([
  ['plain', []],
  ['divided', ['-divide_by=3']],
])('%s', (_, others) => {
  test('top', async () => {
    const { nodes } = await json<{ nodes: Node[] }>('-top', ...others, heap);
    const [header, ...rows] = parseCsv(await runReport(['-top', '-format=csv', ...others, heap]));
    expect(header).toEqual(['flat (bytes)', 'flat%', 'sum%', 'cum (bytes)', 'cum%', 'name']);
    expect(
      rows.map(([flat, , , cum, , name = '']) => [
        Number(flat),
        Number(cum),
        name.replace(/ \(.*inline\)$/, ''),
      ]),
    ).toEqual(nodes.map(({ flat, cum, name }) => [flat, cum, name]));
  });

  test.each([[['-tree']], [['-peek', 'serveOrders']]])('%j has a row for each call', async (command) => {
    interface Called extends Node {
      readonly callers: { name: string; weight: number }[];
      readonly callees: { name: string; weight: number }[];
    }
    const { nodes } = await json<{ nodes: Called[] }>(...command, ...others, heap);
    const expected = nodes.flatMap(({ name, flat, cum, callers, callees }) => [
      ...callers.map((call) => [name, 'caller', call.name, '', '', String(call.weight)]),
      [name, 'self', name, String(flat), String(cum), ''],
      ...callees.map((call) => [name, 'callee', call.name, '', '', String(call.weight)]),
    ]);
    const [header, ...rows] = parseCsv(await runReport([...command, '-format=csv', ...others, heap]));
    expect(header).toContain('calls (bytes)');
    const shown = rows.map(([name, relation, other = '', flat, , cum, , weight]) => [
      name,
      relation,
      other.replace(/ \(inline\)$/, ''),
      flat,
      cum,
      weight,
    ]);
    expect(shown).toEqual(expected);
  });

  test('list has a row for each line', async () => {
    interface Line {
      readonly line: number;
      readonly flat: number;
      readonly cum: number;
      readonly text: string | null;
    }
    const command = [
      '-list',
      'main\\.',
      `-source_path=${fileURLToPath(new URL('../examples/go-service', import.meta.url))}`,
    ];
    const { functions } = await json<{
      functions: { name: string; files: { path: string; lines: Line[] }[] }[];
    }>(...command, ...others, heap);
    const [, ...rows] = parseCsv(await runReport([...command, '-format=csv', ...others, heap]));
    expect(rows).toEqual(
      functions.flatMap(({ name, files }) =>
        files.flatMap(({ path, lines }) =>
          lines.map(({ line, flat, cum, text }) => [
            name,
            path,
            String(line),
            String(flat),
            String(cum),
            text ?? '',
          ]),
        ),
      ),
    );
    expect(rows.some(([, , , , , source = '']) => source.includes('"'))).toBe(true);
  });

  test('tags', async () => {
    const { tags } = await json<{ tags: { key: string; values: { text: string; value: number }[] }[] }>(
      '-tags',
      ...others,
      cpu,
    );
    const [header, ...rows] = parseCsv(await runReport(['-tags', '-format=csv', ...others, cpu]));
    expect(header).toEqual(['key', 'label', 'value (nanoseconds)', 'value%']);
    expect(rows.map(([key, label, value]) => [key, label, Number(value)])).toEqual(
      tags.flatMap(({ key, values }) => values.map(({ text, value }) => [key, text, value])),
    );
  });
});

test('cells with commas, quotes and line breaks are quoted, as names and comments have them', async () => {
  const comments = join(corpus, 'synthetic/comments.pb.gz');
  const { comments: texts } = await json<{ comments: string[] }>('-comments', comments);
  expect(texts.some((text) => text.includes('\n'))).toBe(true);
  expect(parseCsv(await runReport(['-comments', '-format=csv', comments]))).toEqual([
    ['comment'],
    ...texts.map((text) => [text]),
  ]);

  const names = join(corpus, 'synthetic/names-quoted.pb.gz');
  const { nodes } = await json<{ nodes: Node[] }>('-top', names);
  const [, ...rows] = parseCsv(await runReport(['-top', '-format=csv', names]));
  expect(rows.map((row) => row[5])).toEqual(nodes.map(({ name }) => name));
});

test.each(['-top', '-tree', '-tags'])(
  '%s in Markdown has the rows of CSV, with its own marks escaped',
  async (command) => {
    const [header, ...rows] = parseCsv(await runReport([command, '-format=csv', cpu]));
    const [titles, rule = [], ...cells] = parseMarkdown(await runReport([command, '-format=markdown', cpu]));
    expect(titles).toEqual(header);
    expect(rule.filter((cell) => cell !== ':---' && cell !== '---:')).toEqual([]);
    expect(cells).toEqual(rows);
  },
);

test('Markdown keeps each row on one line and each cell in its column, whatever names contain', async () => {
  const names = join(corpus, 'synthetic/names-quoted.pb.gz');
  const lines = (await runReport(['-top', '-format=markdown', names])).trimEnd().split('\n');
  const rows = parseCsv(await runReport(['-top', '-format=csv', names]));
  expect(lines).toHaveLength(rows.length + 1);
  for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(7);
});

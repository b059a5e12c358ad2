// The tables that CSV and Markdown are made of: reports with raw numbers, in the unit of the profile.

import { percentage } from '#measurement';
import { edgeValue, type Edge, type GraphNode } from '#graph';
import type { CommentsReport } from './comments.ts';
import { applyRatio, type ReportContext } from './context.ts';
import type { ListReport } from './list.ts';
import type { Table, TableCell, TableColumn } from './table-formats.ts';
import type { TagsReport } from './tags.ts';
import { inlineMarks, type TopReport } from './top.ts';
import type { TreeReport } from './tree.ts';

export function topTable({ context, rows }: TopReport): Table {
  const { value, share, valueColumn } = columnsOf(context);
  return {
    columns: [
      valueColumn('flat'),
      { name: 'flat%', align: 'right' },
      { name: 'sum%', align: 'right' },
      valueColumn('cum'),
      { name: 'cum%', align: 'right' },
      { name: 'name' },
    ],
    rows: rows.map(({ name, flat, sum, cum, inlined }) => [
      value(flat),
      share(flat),
      share(sum),
      value(cum),
      share(cum),
      `${name}${inlineMarks[inlined]}`,
    ]),
  };
}

/** Each function has rows for its callers, one for itself and rows for its callees; also for peek. */
export function treeTable({ context, entries }: TreeReport): Table {
  const { value, share, valueColumn } = columnsOf(context);
  const call = (name: string, cum: number, relation: string, edge: Edge, other: GraphNode): TableCell[] => {
    const weight = edgeValue(edge);
    const otherName = `${other.name}${edge.isInline ? ' (inline)' : ''}`;
    return [name, relation, otherName, '', '', '', '', value(weight), percentage(weight, cum).trim()];
  };
  return {
    columns: [
      { name: 'function' },
      { name: 'relation' },
      { name: 'name' },
      valueColumn('flat'),
      { name: 'flat%', align: 'right' },
      valueColumn('cum'),
      { name: 'cum%', align: 'right' },
      valueColumn('calls'),
      { name: 'calls%', align: 'right' },
    ],
    rows: entries.flatMap(({ name, flat, cum, callers, callees }) => [
      ...callers.map((edge) => call(name, cum, 'caller', edge, edge.source)),
      [name, 'self', name, value(flat), share(flat), value(cum), share(cum), '', ''],
      ...callees.map((edge) => call(name, cum, 'callee', edge, edge.target)),
    ]),
  };
}

export function tagsTable(context: ReportContext, { tags }: TagsReport): Table {
  const { value, share, valueColumn } = columnsOf(context);
  return {
    columns: [{ name: 'key' }, { name: 'label' }, valueColumn('value'), { name: 'value%', align: 'right' }],
    rows: tags.flatMap(({ key, values }) =>
      values.map((label) => [key, label.text, value(label.value), share(label.value)]),
    ),
  };
}

export function commentsTable({ comments }: CommentsReport): Table {
  return { columns: [{ name: 'comment' }], rows: comments.map((comment) => [comment]) };
}

/** One row for each line of source that the text report shows. */
export function listTable({ context, functions }: ListReport): Table {
  const { value, valueColumn } = columnsOf(context);
  return {
    columns: [
      { name: 'function' },
      { name: 'file' },
      { name: 'line', align: 'right' },
      valueColumn('flat'),
      valueColumn('cum'),
      { name: 'source' },
    ],
    rows: functions.flatMap(({ name, files }) =>
      files.flatMap(({ path, lines }) =>
        lines.map((line) => [name, path, line.number, value(line.flat), value(line.cum), line.text ?? '']),
      ),
    ),
  };
}

interface ValueColumns {
  value(value: number): number;
  share(value: number): string;
  valueColumn(name: string): TableColumn;
}

function columnsOf({ ratio, sampleUnit, total }: ReportContext): ValueColumns {
  return {
    value: (value) => applyRatio(value, ratio),
    share: (value) => percentage(value, total).trim(),
    valueColumn: (name) => ({ name: `${name} (${sampleUnit})`, align: 'right' }),
  };
}

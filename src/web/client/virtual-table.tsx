// A table of any length: only the rows that can be seen are in the page. Columns sort; rows can be chosen by key.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

export interface TableColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** What the column means, for a tooltip. */
  readonly help?: string;
  readonly isNumber: boolean;
  /** What rows sort by: the largest number or the first text comes first. Undefined: not at all. */
  sortKey?(row: Row): number | string;
  cell(row: Row): ComponentChildren;
}

interface VirtualTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  /** The column that the rows are in the order of, and whether against it; '' for their own order. */
  readonly sortedBy: string;
  readonly isReversed: boolean;
  onSort(column: string): void;
  readonly chosen: readonly string[];
  onChoose(key: string, isAdded: boolean): void;
  onOpen(key: string): void;
}

const rowHeight = 26;
/** Rows above and below those in sight, for fast scrolling. */
const margin = 12;

export function VirtualTable<Row>(props: VirtualTableProps<Row>): JSX.Element {
  const { caption, columns, rows, keyOf, sortedBy, isReversed, onSort, chosen, onChoose, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 60 });
  const [focused, setFocused] = useState(0);
  const sorted = useMemo(
    () => sortRows(rows, columns, sortedBy, isReversed),
    [rows, columns, sortedBy, isReversed],
  );
  const chosenKeys = useMemo(() => new Set(chosen), [chosen]);

  const measure = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - margin);
    const last = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + margin;
    setRange((old) => (old.first === first && old.last === last ? old : { first, last }));
  };
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  useEffect(measure, [sorted]);

  const moveTo = (index: number): void => {
    const bounded = Math.max(0, Math.min(sorted.length - 1, index));
    const element = scroller.current;
    setFocused(bounded);
    if (element === null) return;
    const top = bounded * rowHeight;
    const room = element.clientHeight - 2 * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
    requestAnimationFrame(() => element.querySelector<HTMLElement>(`[data-index="${bounded}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
    };
    const step = steps[event.key];
    const row = sorted[focused];
    if (step !== undefined) moveTo(focused + step);
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(sorted.length - 1);
    else if (event.key === ' ' && row !== undefined) onChoose(keyOf(row), true);
    else if (event.key === 'Enter' && row !== undefined && event.target instanceof HTMLTableRowElement)
      onOpen(keyOf(row));
    else return;
    event.preventDefault();
  };

  const shown = sorted.slice(range.first, range.last);
  const below = Math.max(0, sorted.length - range.first - shown.length) * rowHeight;
  return (
    <div class="table-scroller" ref={scroller} onScroll={measure} onKeyDown={onKeyDown}>
      <table aria-rowcount={sorted.length + 1} aria-label={caption}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                class={column.isNumber ? 'number' : ''}
                title={column.help}
                aria-sort={column.id === sortedBy ? (isReversed ? 'ascending' : 'descending') : undefined}
              >
                {column.sortKey === undefined ? (
                  column.title
                ) : (
                  <button type="button" onClick={() => onSort(column.id)}>
                    {column.title}
                    <span aria-hidden="true">{column.id === sortedBy ? (isReversed ? ' ▴' : ' ▾') : ''}</span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {range.first > 0 && <tr aria-hidden="true" style={{ height: `${range.first * rowHeight}px` }} />}
          {shown.map((row, i) => {
            const index = range.first + i;
            const key = keyOf(row);
            return (
              <tr
                key={key}
                data-index={index}
                aria-rowindex={index + 2}
                aria-selected={chosenKeys.has(key)}
                tabIndex={index === focused ? 0 : -1}
                onFocus={() => setFocused(index)}
                onClick={(event) => onChoose(key, event.ctrlKey || event.metaKey || event.shiftKey)}
                onDblClick={() => onOpen(key)}
              >
                {columns.map((column) => (
                  <td key={column.id} class={column.isNumber ? 'number' : ''}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <tr aria-hidden="true" style={{ height: `${below}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sortedBy: string,
  isReversed: boolean,
): readonly Row[] {
  const sortKey = columns.find(({ id }) => id === sortedBy)?.sortKey;
  if (sortKey === undefined) return rows;
  const keyed = rows.map((row, index) => ({ row, key: sortKey(row), index }));
  const sign = isReversed ? -1 : 1;
  keyed.sort((a, b) => sign * compareKeys(a.key, b.key) || a.index - b.index);
  return keyed.map(({ row }) => row);
}

function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(b) - Math.abs(a) || b - a;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

// Prints estimates beside what is known, one row for all seeds of a kind.

import type { Cell } from './cells.ts';

export interface CellTable {
  readonly version: string;
  readonly interval: number;
  readonly seeds: number;
}

/** How many cells are within so many standard errors. */
export function within(cells: readonly Cell[], standardErrors: number): number {
  return cells.filter((cell) => Math.abs(deviation(cell)) <= standardErrors).length;
}

export function printCells(cells: readonly Cell[], { version, interval, seeds }: CellTable): string {
  const rows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = `${cell.row.padEnd(25)}${cell.unit.padEnd(8)}`;
    rows.set(name, [...(rows.get(name) ?? []), cell]);
  }
  return [
    `Node ${version}, one sample per ${interval} bytes, ${seeds} seeds; SE is the standard error of one estimate`,
    'function                 of         known       mean   error      SE   SD/SE  mean/SE  worst/SE  within 3 SE',
    ...Array.from(rows, ([name, row]) => {
      const { unit, known, standardError } = row[0]!;
      const mean = row.reduce((sum, { estimate }) => sum + estimate, 0) / row.length;
      const worst = row.map(deviation).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      return [
        name,
        amount(known, unit),
        amount(mean, unit),
        percent(mean / known - 1).padStart(8),
        percent(standardError / known).padStart(8),
        row.length > 1 ? scatter(row.map(deviation)).toFixed(2).padStart(8) : '-'.padStart(8),
        // The mean of so many has an error that is smaller by the root of them.
        signed(((mean - known) / standardError) * Math.sqrt(row.length)).padStart(9),
        signed(worst).padStart(10),
        `${within(row, 3)} of ${row.length}`.padStart(13),
      ].join('');
    }),
    `Node ${version}: ${within(cells, 3)} of ${cells.length} cells are within three standard errors`,
    '',
  ].join('\n');
}

function deviation({ known, estimate, standardError }: Cell): number {
  return (estimate - known) / standardError;
}

/** Their standard deviation. */
function scatter(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function amount(value: number, unit: Cell['unit']): string {
  return (unit === 'bytes' ? `${(value / 1e6).toFixed(2)} MB` : value.toFixed(0)).padStart(10);
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}

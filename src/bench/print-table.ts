// Prints tables of benchmark results as text, as benchstat lays them out, as Markdown and for programs.

import { markdownTable, markdownText } from '#measurement';
import type { BenchmarkCell, BenchmarkRow, BenchmarkTable } from './benchmark-table.ts';
import { quantityFormat } from './quantity.ts';

/** @param configuration such as 'goos: linux', printed once above all. */
export function printBenchmarkTables(
  tables: readonly BenchmarkTable[],
  configuration: ReadonlyMap<string, string>,
): string {
  const output = [...configuration].map(([key, value]) => `${key}: ${value}`);
  let inPackage: string | undefined;
  for (const table of tables) {
    if (output.length > 0) output.push('');
    if (table.package !== inPackage && table.package !== '') output.push(`pkg: ${table.package}`);
    inPackage = table.package;
    output.push(...tableLines(table));
  }
  return `${output.join('\n')}\n`;
}

export function benchmarkMarkdown(tables: readonly BenchmarkTable[]): string {
  const parts = tables.map((table) => {
    const [header = [], ...rows] = cellsOf(table);
    const columns = header.map((name, i) => ({ name, align: i === 0 ? 'left' : 'right' }) as const);
    const heading = table.package === '' ? '' : `**${markdownText(table.package)}**\n\n`;
    const warnings = table.warnings.map((warning) => `\n${warning}\n`).join('');
    return `${heading}${markdownTable(columns, rows)}${warnings}`;
  });
  return parts.join('\n');
}

/** One cell of a row: values end at one column, and what is behind them begins at the next. */
interface TableText {
  readonly left: string;
  readonly right: string;
}

function tableLines(table: BenchmarkTable): readonly string[] {
  const rows = textsOf(table);
  const width = (column: number, side: keyof TableText): number =>
    Math.max(...rows.map((cells) => cells[column]![side].length));
  const names = headerOf(table);
  const widths = rows[0]!.map((_, column) => {
    const right = width(column, 'right');
    return [Math.max(width(column, 'left'), names[column]!.length - right), right] as const;
  });
  const lines = rows.map((cells) =>
    cells
      .map(({ left, right }, i) => {
        const [leftWidth, rightWidth] = widths[i]!;
        return i === 0 ? left.padEnd(leftWidth) : left.padStart(leftWidth) + right.padEnd(rightWidth);
      })
      .join('  ')
      .trimEnd(),
  );
  const header = names.map((name, i) => name.padStart(widths[i]![0] + widths[i]![1])).join('  ');
  return [header.trimEnd(), ...lines, ...table.warnings];
}

function headerOf({ unit, columns }: BenchmarkTable): readonly string[] {
  return ['', ...columns.flatMap((name, i) => [`${name} ${unit}`, ...(i === 0 ? [] : ['vs base'])])];
}

function cellsOf(table: BenchmarkTable): readonly (readonly string[])[] {
  return [
    headerOf(table),
    ...textsOf(table).map((cells) =>
      cells.map(({ left, right }) => `${left}${right.replace('±  ', '± ').replace('±  ', '± ')}`.trim()),
    ),
  ];
}

/** A row for each benchmark, and their geometric means if there are several. */
function textsOf(table: BenchmarkTable): readonly (readonly TableText[])[] {
  const { rows, unit } = table;
  return [...rows.map((row) => rowTexts(row, unit)), ...(rows.length > 1 ? [meanTexts(table)] : [])];
}

function rowTexts({ name, cells }: BenchmarkRow, unit: string): readonly TableText[] {
  const format = quantityFormat(
    cells.flatMap((cell) => cell?.median ?? []),
    unit,
  );
  return [
    { left: name, right: '' },
    ...cells.flatMap((cell, i) => {
      if (cell === undefined) return i === 0 ? [nothing] : [nothing, nothing];
      const value = { left: format(cell.median), right: ` ± ${rangeText(cell).padStart(3)}` };
      return i === 0 ? [value] : [value, changeTexts(cell, cells[0])];
    }),
  ];
}

const nothing: TableText = { left: '', right: '' };

function meanTexts({ geomeans, ratios, unit }: BenchmarkTable): readonly TableText[] {
  const text = (mean: number): TableText =>
    Number.isNaN(mean) ? nothing : { left: quantityFormat([mean], unit)(mean), right: '' };
  return [
    { left: 'geomean', right: '' },
    ...geomeans.flatMap((mean, i) => {
      const ratio = ratios[i]!;
      const change = { left: Number.isNaN(ratio) ? '?' : percentText(ratio), right: '' };
      return i === 0 ? [text(mean)] : [text(mean), change];
    }),
  ];
}

/** How far the interval reaches from the median at most, in percent of it. */
function rangeText({ median, low, high }: BenchmarkCell): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return '∞';
  if (Math.sign(low) !== Math.sign(median) || Math.sign(high) !== Math.sign(median)) return '?';
  if (median === 0) return '0%';
  return `${(100 * Math.max(high / median - 1, 1 - low / median)).toFixed(0)}%`;
}

/** '-17.20%' and ' (p=0.000 n=10)'; '~' for what may be chance. */
function changeTexts({ values, change }: BenchmarkCell, base: BenchmarkCell | undefined): TableText {
  if (change === undefined || base === undefined) return nothing;
  const { ratio, p, isSignificant } = change;
  const percent = !isSignificant
    ? '~'
    : ratio === 1
      ? '0.00%'
      : Number.isNaN(ratio)
        ? '?'
        : percentText(ratio);
  const counts =
    base.values.length === values.length ? values.length : `${base.values.length}+${values.length}`;
  return { left: percent, right: ` (p=${p.toFixed(3)} n=${counts})` };
}

function percentText(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent < 0 ? '' : '+'}${percent.toFixed(2)}%`;
}

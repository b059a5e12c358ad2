// Prints any table as CSV, for programs and spreadsheets, or as Markdown, for pull requests.

import { markdownTable, type MarkdownColumn } from '#measurement';

export interface Table {
  readonly columns: readonly TableColumn[];
  /** One cell per column. */
  readonly rows: readonly (readonly TableCell[])[];
}

/** Only Markdown aligns. */
export type TableColumn = MarkdownColumn;

export type TableCell = string | number | bigint;

/**
 * CSV after RFC 4180: lines end in CRLF, and only cells with a comma, a quote or a line break are quoted.
 * Every cell is written as it is, so a spreadsheet may take a name that begins with '=' for a formula.
 */
export function printCsv(table: Table): string {
  const header = table.columns.map((column) => column.name);
  return [header, ...table.rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** A table in GitHub Flavored Markdown; cells show literally, whatever they contain. */
export function printMarkdown(table: Table): string {
  return markdownTable(
    table.columns,
    table.rows.map((cells) => cells.map(String)),
  );
}

function csvCell(cell: TableCell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

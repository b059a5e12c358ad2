// Prints any table as CSV, for programs and spreadsheets, or as Markdown, for pull requests.

export interface Table {
  readonly columns: readonly TableColumn[];
  /** One cell per column. */
  readonly rows: readonly (readonly TableCell[])[];
}

export interface TableColumn {
  readonly name: string;
  /** Only Markdown aligns; 'left' by default. */
  readonly align?: 'left' | 'right';
}

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
  const header = table.columns.map((column) => column.name);
  const rule = table.columns.map((column) => (column.align === 'right' ? '---:' : ':---'));
  const rows = [header.map(markdownCell), rule, ...table.rows.map((cells) => cells.map(markdownCell))];
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function csvCell(cell: TableCell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text of a cell such that Markdown shows it as it stands, and GitHub takes no `@babel/core` for a user. */
export function markdownCell(cell: TableCell): string {
  if (typeof cell !== 'string') return String(cell);
  return cell
    .replaceAll(/[\\`*_~[\]<>|&#]/g, String.raw`\$&`)
    .replaceAll(/\r\n|\r|\n/g, '<br>')
    .replaceAll(/@(?=\w)/g, '@<!-- -->');
}

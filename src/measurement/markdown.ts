// Text that Markdown shows as it stands, and tables of it, for pull requests and incidents.

export interface MarkdownColumn {
  readonly name: string;
  /** 'left' by default. */
  readonly align?: 'left' | 'right';
}

/** In GitHub Flavored Markdown: a line break is one, and GitHub takes no `@babel/core` for a user. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*_~[\]<>|&#]/g, String.raw`\$&`)
    .replaceAll(/\r\n|\r|\n/g, '<br>')
    .replaceAll(/@(?=\w)/g, '@<!-- -->');
}

/** @param rows one cell per column. @returns lines that each end in a line break. */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): string {
  const header = columns.map(({ name }) => markdownText(name));
  const rule = columns.map(({ align }) => (align === 'right' ? '---:' : ':---'));
  const lines = [header, rule, ...rows.map((cells) => cells.map(markdownText))];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

// Lays out text in right-aligned columns as Go's text/tabwriter does with padding 1 and no minimum width.

import { runeCount } from '#profile';

/**
 * Cells end in a tab; what follows the last tab of a line is no cell and stays as it is. A column goes as
 * far as neighbouring lines have a cell in it, and is one wider than its widest cell.
 */
export function alignRight(text: string): string {
  const lines = text.split(/[\n\f]/).map((line) => line.split(/[\t\v]/));
  const padded = lines.map((cells) => [...cells]);
  const columns = lines.reduce((most, cells) => Math.max(most, cells.length), 0) - 1;
  for (let column = 0; column < columns; column++) {
    let start = 0;
    while (start < lines.length) {
      let end = start;
      let width = 0;
      while (end < lines.length && column < lines[end]!.length - 1) {
        width = Math.max(width, runeCount(lines[end]![column]!) + 1);
        end++;
      }
      for (let line = start; line < end; line++) {
        const cell = lines[line]![column]!;
        padded[line]![column] = ' '.repeat(width - runeCount(cell)) + cell;
      }
      start = end + 1;
    }
  }
  return padded.map((cells) => cells.join('')).join('\n');
}

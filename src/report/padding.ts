// Aligns text in columns of runes, as Go's `%10s` does.

import { runeCount } from '#profile';

/** Right-aligned in `width` runes; longer text stays whole. */
export function padLeft(width: number, text: string): string {
  const missing = width - runeCount(text);
  return missing > 0 ? ' '.repeat(missing) + text : text;
}

/** Left-aligned in `width` runes; longer text stays whole. */
export function padRight(width: number, text: string): string {
  const missing = width - runeCount(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

const tabStop = 8;

/** The text with blanks for tabs, which only align where a line starts. */
export function expandTabs(text: string): string {
  const [first = '', ...others] = text.split('\t');
  return others.reduce(
    (before, part) => before + ' '.repeat(tabStop - (runeCount(before) % tabStop)) + part,
    first,
  );
}

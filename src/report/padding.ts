// Pads text to a width in runes, as Go's `%10s` does.

import { runeCount } from '#profile';

/** Right-aligned in `width` runes; longer text stays whole. */
export function padLeft(width: number, text: string): string {
  const missing = width - runeCount(text);
  return missing > 0 ? ' '.repeat(missing) + text : text;
}

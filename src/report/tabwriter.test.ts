// Alignment, as Go's text/tabwriter does it with AlignRight and padding 1.

import { expect, test } from 'vitest';

import { alignRight } from './tabwriter.ts';

test.each([
  ['', ''],
  ['no cells\n', 'no cells\n'],
  ['a:\t text\n \t1 (2%):\t x\n \t10 (20%):\t y\n\n', ' a: text\n      1 (2%): x\n    10 (20%): y\n\n'],
  ['long key:\t x\n\nk:\t y\n', ' long key: x\n\n k: y\n'],
  ['é:\tx\nabc:\ty\n', '   é:x\n abc:y\n'],
  ['a\tb\tc\nd\te\nf\tg\th\n', ' a bc\n de\n f gh\n'],
  ['\t\tx\naa\tbb\ty\n', '      x\n aa bby\n'],
])('%j', (text, aligned) => {
  expect(alignRight(text)).toBe(aligned);
});

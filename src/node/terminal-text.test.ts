// What a terminal gets to see of names that would take it over.

import { expect, test } from 'vitest';
import { visibleLine, visibleText } from './terminal-text.ts';

test.each([
  ['plain: ä 漢 😀\n\tindented\n', 'plain: ä 漢 😀\n\tindented\n'],
  ['\u001b[2J\u0007\r\b', String.raw`\x1b[2J\x07\x0d\x08`],
  ['\u009b31m\u007f\0', String.raw`\x9b31m\x7f\x00`],
  ['a\u202eb\u2066c', String.raw`a\u202eb\u2066c`],
])('%j', (text, visible) => {
  expect(visibleText(text)).toBe(visible);
});

test('bytes that are no UTF-8', () => {
  expect(visibleText(Buffer.from([0x61, 0xff, 0x9b, 0x62]))).toBe(String.raw`a\xff\x9bb`);
});

test('a message is one line', () => {
  expect(visibleLine('a\nb\tc\u001b')).toBe(String.raw`a\nb c\x1b`);
});

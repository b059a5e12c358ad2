import { expect, test } from 'vitest';
import { markdownTable, markdownText } from './markdown.ts';

test.each([
  ['main.(*shop).newOrder', String.raw`main.(\*shop).newOrder`],
  ['a|b_c<d>&e', String.raw`a\|b\_c\<d\>\&e`],
  ['one\r\ntwo\nthree', 'one<br>two<br>three'],
  ['@babel/core a@ b', '@<!-- -->babel/core a@ b'],
])('%j shows as it stands', (text, markdown) => {
  expect(markdownText(text)).toBe(markdown);
});

test('a table has a rule that aligns its columns', () => {
  const columns = [{ name: 'bytes', align: 'right' }, { name: 'site_name' }] as const;
  expect(markdownTable(columns, [['12', 'a|b']])).toBe(
    String.raw`| bytes | site\_name |
| ---: | :--- |
| 12 | a\|b |
`,
  );
});

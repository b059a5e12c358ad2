// CSV and Markdown of cells that mean something to either.

import { expect, test } from 'vitest';

import { printCsv, printMarkdown, type Table } from './table-formats.ts';

const table: Table = {
  columns: [{ name: 'function' }, { name: 'flat, bytes', align: 'right' }],
  rows: [
    ['main', 5],
    ['say "hi", twice', -1.5],
    ['a|b `c` *T_\\', 2n ** 63n],
    ['two\r\nlines\nthree', 0],
    ['=1+1 <module>', 0],
    ['', 0],
  ],
};

test('CSV', () => {
  expect(printCsv(table).split('\r\n')).toEqual([
    'function,"flat, bytes"',
    'main,5',
    '"say ""hi"", twice",-1.5',
    'a|b `c` *T_\\,9223372036854775808',
    // The line break of the cell itself.
    '"two',
    'lines\nthree",0',
    '=1+1 <module>,0',
    ',0',
    '',
  ]);
});

test('Markdown', () => {
  expect(printMarkdown(table).split('\n')).toEqual([
    '| function | flat, bytes |',
    '| :--- | ---: |',
    '| main | 5 |',
    '| say "hi", twice | -1.5 |',
    String.raw`| a\|b \`c\` \*T\_\\ | 9223372036854775808 |`,
    '| two<br>lines<br>three | 0 |',
    String.raw`| =1+1 \<module\> | 0 |`,
    '|  | 0 |',
    '',
  ]);
});

test('a name in Markdown mentions nobody', () => {
  const table = { columns: [{ name: 'name' }], rows: [['@babel/core'], ['a@1.0 @ b']] };
  expect(printMarkdown(table)).toBe('| name |\n| :--- |\n| @<!-- -->babel/core |\n| a@<!-- -->1.0 @ b |\n');
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createSourceReader } from './source-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'embedded-sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, sources: readonly string[], contents: readonly unknown[]): void => {
  const map = { version: 3, sources, sourcesContent: contents, mappings: '' };
  writeFileSync(join(folder, 'dist', name), JSON.stringify(map));
};
mkdirSync(join(folder, 'dist'));
write('shop.js.map', ['../src/app.ts', 'webpack://shop/./src/cart.ts'], ['the app\n', 'the cart\r\n2\n']);
write('admin.js.map', ['../src/twice.ts', '../src/same.ts', 'alone.ts'], ['one', 'same', 'alone']);
write('other.js.map', ['../src/twice.ts', '../src/same.ts', 'lost.ts'], ['two', 'same', null]);
const section = { version: 3, sources: ['lib/part.tsx'], sourcesContent: ['part'], mappings: '' };
const index = { version: 3, sections: [{ offset: { line: 0, column: 0 }, map: section }] };
writeFileSync(join(folder, 'dist/index.js.map'), `)]}'\n${JSON.stringify(index)}`);
writeFileSync(join(folder, 'dist/broken.js.map'), '{"sources":["src/app.ts"],');
writeFileSync(join(folder, 'dist/odd.js.map'), '{"sources":{},"sourcesContent":7,"sections":[null]}');

const find = (path: string): ReturnType<ReturnType<typeof createSourceReader>['find']> =>
  createSourceReader({ environment: {}, workingDirectory: folder }).find({
    path,
    trimmed: path,
    searchPath: folder,
    compat: false,
  });

test.each([
  ['/src/app.ts', 'shop.js.map', '../src/app.ts', ['the app']],
  ['/home/ci/shop/src/app.ts', 'shop.js.map', '../src/app.ts', ['the app']],
  ['../src/app.ts', 'shop.js.map', '../src/app.ts', ['the app']],
  ['webpack://shop/./src/cart.ts', 'shop.js.map', 'webpack://shop/./src/cart.ts', ['the cart', '2']],
  ['webpack://shop/src/cart.ts', 'shop.js.map', 'webpack://shop/./src/cart.ts', ['the cart', '2']],
  ['/srv/lib/part.tsx', 'index.js.map', 'lib/part.tsx', ['part']],
  ['/srv/alone.ts', 'admin.js.map', 'alone.ts', ['alone']],
])('%s is in a source map', (path, map, name, lines) => {
  expect(find(path)).toEqual({
    kind: 'found',
    path: join(folder, 'dist', map),
    lines,
    reason: `the source map has ${name}`,
  });
});

test('the same text in two maps is one source', () => {
  expect(find('/ci/src/same.ts')).toMatchObject({ kind: 'found', lines: ['same'] });
});

test.each([
  ['of two that differ none', '/ci/src/twice.ts'],
  ['none that only has the same name', '/ci/lib/app.ts'],
  ['none without a text', '/ci/lost.ts'],
  ['none for another language', '/src/app.go'],
])('takes %s', (_, path) => {
  expect(find(path).kind).toBe('missing');
});

test('a file comes before a copy of it', () => {
  mkdirSync(join(folder, 'web/src'), { recursive: true });
  writeFileSync(join(folder, 'web/src/cart.ts'), 'the file\n');
  expect(find('/ci/web/src/cart.ts')).toMatchObject({ lines: ['the file'] });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createSourceReader } from './source-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-maps-'));
const outside = `${folder}-outside.map`;
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(outside);
});

const map = '{"version":3}';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const base64 = Buffer.from(map).toString('base64');
for (const [path, mark] of [
  ['dist/beside.js', '//# sourceMappingURL=beside.js.map'],
  ['dist/below.mjs', '//# sourceMappingURL=maps/below%20it.map'],
  ['dist/unmarked.js', ''],
  ['dist/last.js', '//# sourceMappingURL=none.map\n//# sourceMappingURL=beside.js.map\n'],
  ['dist/inline.cjs', `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${base64}`],
  ['dist/encoded.js', `//# sourceMappingURL=data:application/json,${encodeURIComponent(map)}`],
  ['dist/lost.js', '//# sourceMappingURL=lost.js.map'],
  ['dist/above.js', `//# sourceMappingURL=../../${outside.slice(outside.lastIndexOf('/') + 1)}`],
  ['dist/absolute.js', `//# sourceMappingURL=${outside}`],
  ['dist/remote.js', '//# sourceMappingURL=https://example.com/beside.js.map'],
  ['dist/folder.js', '//# sourceMappingURL=maps'],
  ['dist/text.txt', '//# sourceMappingURL=beside.js.map'],
] as const) {
  write(path, `run();\n${mark}`);
}
write('dist/beside.js.map', map);
write('dist/maps/below it.map', map);
write('dist/unmarked.js.map', map);
writeFileSync(outside, map);

const reader = createSourceReader({ environment: {}, workingDirectory: folder });

test.each([
  ['beside.js', 'beside.js.map'],
  ['below.mjs', 'maps/below it.map'],
  ['unmarked.js', 'unmarked.js.map'],
  ['last.js', 'beside.js.map'],
  ['inline.cjs', 'inline.cjs'],
  ['encoded.js', 'encoded.js'],
])('%s has a map', (file, mapFile) => {
  const found = reader.findSourceMap(join(folder, 'dist', file), '');
  expect(found).toMatchObject({ map, mapPath: join(folder, 'dist', mapFile) });
  expect(found?.lines[0]).toBe('run();');
});

test.each([
  ['lost.js'],
  ['above.js'],
  ['absolute.js'],
  ['remote.js'],
  ['folder.js'],
  ['text.txt'],
  ['no-such.js'],
])('%s has none', (file) => {
  expect(reader.findSourceMap(join(folder, 'dist', file), '')).toBeUndefined();
});

test('of code from another machine, the map is named as there', () => {
  expect(reader.findSourceMap('/ci/shop/dist/beside.js', '')).toMatchObject({
    mapPath: '/ci/shop/dist/beside.js.map',
  });
});

test('parts of Node.js have none', () => {
  expect(reader.findSourceMap('node:internal/beside.js', '')).toBeUndefined();
});

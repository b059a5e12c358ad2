import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeText } from '#profile';
import { readSourceText, splitLines } from './source-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

const longest = 'x'.repeat(65_535);

test.each([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\r\nb\r\r\n', ['a', 'b\r']],
  ['\n\na', ['', '', 'a']],
  ['a\n\n', ['a', '']],
  [`a\n${longest}\nb`, ['a', longest, 'b']],
  [`a\n${longest}x\nb`, ['a']],
  [`${longest}x`, []],
])('splits %j as bufio.Scanner does', (text, lines) => {
  expect(splitLines(Buffer.from(text))).toEqual(lines);
});

test('bytes that are no UTF-8 survive', () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0xe9, 0x0a);
  expect(encodeText(splitLines(bytes).join(''))).toEqual(bytes.subarray(0, 3));
});

test('a file is read as lines', () => {
  const path = join(folder, 'a.go');
  writeFileSync(path, 'package a\n\nvar x = 1\n');
  expect(readSourceText(path)).toEqual({ kind: 'lines', lines: ['package a', '', 'var x = 1'] });
});

test('a directory is told apart', () => {
  expect(readSourceText(folder)).toEqual({ kind: 'directory' });
});

test.each([
  ['/no/such/file.go', 'no such file or directory'],
  ['/dev/null/file.go', 'not a directory'],
  ['/dev/zero', 'not a regular file'],
  ['a\0b', 'invalid argument'],
  ['x'.repeat(300), 'file name too long'],
])('%j fails with %j', (path, reason) => {
  expect(readSourceText(path)).toEqual({ kind: 'failed', error: `open ${path}: ${reason}` });
});

test('a socket is not read', async () => {
  const path = join(folder, 'socket');
  const server = createServer().listen(path);
  await once(server, 'listening');
  expect(readSourceText(path)).toEqual({ kind: 'failed', error: `open ${path}: not a regular file` });
  server.close();
});

test('a file over the limit is not read', () => {
  const path = join(folder, 'large');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 26 + 1);
  expect(readSourceText(path)).toEqual({ kind: 'failed', error: `open ${path}: file too large` });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ObjectFileError } from '#ports';
import { openFileBytes } from './file-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-bytes-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a pipe that nobody writes to is not waited for', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => openFileBytes(pipe)).toThrow(new ObjectFileError(`${pipe} is no file`));
});

test('nothing is read behind the end', () => {
  const path = join(folder, 'four');
  writeFileSync(path, '1234');
  const file = openFileBytes(path);
  expect(file.read(2, 2).getUint16(0)).toBe(0x3334);
  expect(() => file.read(2, 3)).toThrow(ObjectFileError);
  expect(() => file.read(-1, 2)).toThrow(ObjectFileError);
  file.close();
});

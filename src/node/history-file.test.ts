import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHistoryFile } from './history-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('lines are kept for the next session, each once, and nobody else can read them', () => {
  const history = createHistoryFile({ XDG_STATE_HOME: folder });
  expect(history.read()).toEqual([]);
  for (const line of ['top', 'tree', 'top']) expect(history.add(line)).toBe(true);
  expect(createHistoryFile({ XDG_STATE_HOME: folder }).read()).toEqual(['tree', 'top']);
  const file = join(folder, 'heapwise', 'history');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'heapwise'))).toEqual(['history']);
});

test('two sessions keep what the other added', () => {
  const [one, other] = [1, 2].map(() => createHistoryFile({ XDG_STATE_HOME: folder }));
  one?.add('top');
  other?.add('tree');
  one?.add('peek main');
  expect(other?.read()).toEqual(['top', 'tree', 'peek main']);
});

test('the oldest lines go', () => {
  const history = createHistoryFile({ XDG_STATE_HOME: folder });
  for (let line = 0; line < 1003; line++) history.add(`top ${line}`);
  expect(history.read()).toHaveLength(1000);
  expect(history.read()[0]).toBe('top 3');
});

test('without XDG_STATE_HOME, or with a relative one, it is below the home directory', () => {
  createHistoryFile({ HOME: folder }).add('top');
  createHistoryFile({ HOME: folder, XDG_STATE_HOME: 'relative' }).add('tree');
  expect(readFileSync(join(folder, '.local', 'state', 'heapwise', 'history'), 'utf8')).toBe('top\ntree\n');
});

test('where nothing can be written there is no history, and no failure', () => {
  writeFileSync(join(folder, 'file'), '');
  const history = createHistoryFile({ XDG_STATE_HOME: join(folder, 'file') });
  expect(history.add('top')).toBe(false);
  expect(history.read()).toEqual([]);
});

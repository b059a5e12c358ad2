// The program that starts the command: on each Node that is found it says nothing by itself.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findNodes } from '../runtime/hosts.ts';

const directory = mkdtempSync(join(tmpdir(), 'heapwise-launcher-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test.each(findNodes())('only the command is heard on Node $major', ({ path: node }) => {
  const launcher = join(directory, 'main.cjs');
  copyFileSync('scripts/launcher.cjs', launcher);
  const command = '(load, directory, path) => load("node:fs").writeSync(1, path.slice(directory.length + 1))';
  writeFileSync(join(directory, 'heapwise.js'), command);
  const { stdout, stderr, status } = spawnSync(node, [launcher], { encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: 'heapwise.js', stderr: '', status: 0 });
});

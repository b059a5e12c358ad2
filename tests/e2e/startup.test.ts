// What a small report loads: on small profiles the start is most of the time that users wait.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCli, type Cli } from './run-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

test('-top loads of Node nothing for the network, for processes, threads or terminals', () => {
  const spy = join(cli.directory, 'spy.cjs');
  const list = 'process.moduleLoadList.filter((name) => /^NativeModule [a-z0-9_]+$/.test(name))';
  writeFileSync(
    spy,
    `const before = new Set(process.moduleLoadList);
    process.on('exit', () => {
      const loaded = ${list}.filter((name) => !before.has(name)).map((name) => name.split(' ')[1]);
      require('node:fs').writeSync(2, loaded.sort().join(' '));
    });`,
  );
  const [node, program = ''] = cli.command;
  const args = ['--require', spy, program, '-top', 'tests/corpus/go/heap.pb.gz'];
  const { stderr } = spawnSync(node, args, { encoding: 'utf8' });
  const loaded = stderr.split(' ');
  expect(loaded).toContain('zlib');
  const needless = new Set([
    'child_process',
    'http',
    'inspector',
    'net',
    'readline',
    'tty',
    'worker_threads',
  ]);
  expect(loaded.filter((name) => needless.has(name))).toEqual([]);
});

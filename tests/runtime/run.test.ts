// `heapwise run` as a process: the URL, arguments, signals and the exit code of the program.

import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleOptions, externalPackages } from '../../scripts/bundle.mjs';

let folder: string;
let cli: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heapwise-run-'));
  cli = join(folder, 'cli', 'heapwise.cjs');
  mkdirSync(join(folder, 'cli'));
  await build(
    bundleOptions({
      entryPoints: { heapwise: 'src/cli/main.ts' },
      outdir: join(folder, 'cli'),
      outExtension: { '.js': '.cjs' },
      format: 'cjs' as 'esm',
      splitting: false,
      external: externalPackages,
    }),
  );
  await build(
    bundleOptions({ entryPoints: { register: 'src/runtime/register.ts' }, outdir: join(folder, 'runtime') }),
  );
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'app.mjs'),
    `process.on('SIGTERM', () => process.exit(9));
    console.log(JSON.stringify(process.argv.slice(2)));
    process.stdin.on('data', () => process.exit(4));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('passes arguments and the exit code, and prints the URL on a free port when 6060 is taken', async () => {
  const blocker = createServer();
  await new Promise((resolve) => {
    blocker.once('error', resolve);
    blocker.listen(6060, '127.0.0.1', () => resolve(undefined));
  });
  try {
    const words = ['run', '-heap_interval=64k', join(folder, 'app.mjs'), 'word', '--flag', '-top'];
    const child = spawn(process.execPath, [cli, ...words]);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise((resolve) => {
      child.once('close', (code) => resolve(code));
    });
    await expect.poll(() => stdout.includes('\n') && stderr.includes('\n')).toBe(true);
    child.stdin.write('end\n');
    expect([await ended, stdout]).toEqual([4, '["word","--flag","-top"]\n']);
    expect(stderr).toMatch(/^heapwise: serving http:\/\/127\.0\.0\.1:\d+\/debug\/pprof\/\n$/);
    expect(stderr).not.toContain(':6060/');
  } finally {
    blocker.close();
  }
});

test('passes signals on', async () => {
  const child = spawn(process.execPath, [cli, 'run', '-addr=127.0.0.1:0', join(folder, 'app.mjs')]);
  const ended = new Promise((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  await new Promise((resolve) => {
    // The program prints when its handlers are there.
    child.stdout.once('data', resolve);
  });
  child.kill('SIGTERM');
  expect(await ended).toBe(9);
});

test('what is no program is a usage error', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'run', 'nothing.js'], { encoding: 'utf8' });
  expect([status, stderr.split('\n')[0]]).toEqual([2, 'nothing.js is no file']);
});

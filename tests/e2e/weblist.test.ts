// Where the page of weblist goes: into the browser, or to whoever asks for it.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCli, type Cli } from './run-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await createCli();
});
afterAll(() => cli.remove());

const profile = resolve('tests/corpus/go/cpu.pb.gz');
const weblist = ['-weblist', 'concatenateReceipt', '-symbolize=none'];

test('opens in the browser that the user names', async () => {
  const browser = join(cli.directory, 'browser.cjs');
  const seen = join(cli.directory, 'seen.html');
  writeFileSync(browser, 'require("node:fs").copyFileSync(process.argv[3], process.argv[2]);');
  const { exitCode, stdout, stderr } = await cli.run([...weblist, profile], {
    env: { BROWSER: `${process.execPath} ${browser} ${seen}`, TMPDIR: cli.directory },
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  const path = /Generating report in (.*\/pprof\d{3}\.html)\n/.exec(stderr)?.[1] ?? '';
  expect(readFileSync(seen, 'utf8')).toBe(readFileSync(path, 'utf8'));
  expect(readFileSync(seen, 'utf8')).toContain('<h2>main.concatenateReceipt</h2>');
  rmSync(path);
});

test('goes to a file, and as JSON to standard output', async () => {
  const page = join(cli.directory, 'page.html');
  const written = await cli.run([...weblist, `-output=${page}`, profile]);
  expect(written.exitCode).toBe(0);
  expect(readFileSync(page, 'utf8')).toMatch(/^<!DOCTYPE html>/);
  const { exitCode, stdout } = await cli.run([...weblist, '-format=json', profile]);
  expect(exitCode).toBe(0);
  expect((JSON.parse(stdout) as { schema: string }).schema).toBe('heapwise/weblist/v1');
});

test('without a match there is no file, and one line says so', async () => {
  const page = join(cli.directory, 'none.html');
  const { exitCode, stderr } = await cli.run([
    '-weblist',
    'nope',
    '-symbolize=none',
    `-output=${page}`,
    profile,
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'no matches found for regexp: nope\n' });
  expect(() => readFileSync(page)).toThrow('ENOENT');
});

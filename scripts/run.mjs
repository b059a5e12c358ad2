// Runs one program of node_modules/.bin, or Node itself, with the terminal as its output.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, with a separator at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program in the repository's root.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean }} [options] quiet: show the output only when the program fails
 * @returns {boolean} whether it exited with 0
 */
export function run(program, args, { quiet = false } = {}) {
  const windows = process.platform === 'win32';
  const result = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, PATH: join(root, 'node_modules', '.bin') + delimiter + process.env['PATH'] },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: windows && program !== process.execPath,
  });
  if (result.error) process.stderr.write(`${program}: ${result.error.message}\n`);
  const passed = result.status === 0;
  if (quiet && !passed) process.stdout.write((result.stdout ?? '') + (result.stderr ?? ''));
  return passed;
}

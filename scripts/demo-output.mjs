// What the parts of the demo share: how they show commands, and what these print.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './run.mjs';

export const cli = join(root, 'dist', 'cli', 'main.js');
/** Where the demo keeps its profiles. */
export const recordings = 'dist/demo';

const colored = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/**
 * Shows a command line and what it prints.
 * @param {readonly string[]} args
 * @param {(line: string) => boolean} standsOut
 */
export function showHeapwise(args, standsOut) {
  say(paint('1;36', `$ heapwise ${args.join(' ')}`));
  for (const line of heapwise(args).split('\n')) say(standsOut(line) ? paint('1;33', line) : line);
}

/**
 * @param {readonly string[]} args
 * @returns {string} what heapwise prints
 */
export function heapwise(args) {
  const result = spawnSync(process.execPath, [cli, ...args], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`heapwise ${args.join(' ')} failed: ${result.stderr}`);
  return result.stdout;
}

/**
 * @param {string} profile
 * @returns {{ name: string, share: string }} the function that holds most, and its share of the total
 */
export function hotSpot(profile) {
  const report = /** @type {{ profile: { total: number }, nodes: { name: string, flat: number }[] }} */ (
    JSON.parse(heapwise(['-top', '-format=json', profile]))
  );
  const [first] = report.nodes;
  if (first === undefined) throw new Error(`${profile} has no samples`);
  return { name: first.name, share: `${Math.round((100 * first.flat) / report.profile.total)}%` };
}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * @param {string} style numbers of ANSI's "select graphic rendition"
 * @param {string} text
 */
export function paint(style, text) {
  return colored ? `\u001B[${style}m${text}\u001B[0m` : text;
}

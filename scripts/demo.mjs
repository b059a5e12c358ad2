// `npm run demo`: finds the hot spot in a heap profile of the Go example, with the commands that a user would type.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const cli = join(root, 'dist', 'cli', 'main.js');
const example = 'examples/go-service';
const committed = 'tests/corpus/go/heap.pb.gz';
const recordings = 'dist/demo';
/** Go builds its standard library first where it never has; the committed profile is there at once. */
const buildSeconds = 30;
const runSeconds = 10;

const colored = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

if (!existsSync(cli)) throw new Error('dist/cli/main.js is missing: run `npm run build`');
demo();

function demo() {
  const profile = takeProfile();
  const { name, share } = hotSpot(profile);
  say('Which functions allocated the memory that is in use?');
  showHeapwise(['-top', '-nodecount=8', profile], (line) => line.endsWith(`  ${name}`));

  say(`${name} allocated ${share} of it. In which line?`);
  // The committed profile was recorded in another place than this clone.
  const sourcePath = profile === committed ? [`-source_path=${example}`] : [];
  showHeapwise(['-list', shortName(name), ...sourcePath, profile], (line) =>
    /^ +[\d.]+\S+ .* \d+:/.test(line),
  );

  say('Try next, after `npm link` (or with `node dist/cli/main.js` for `heapwise`):');
  say(`  who calls it?          heapwise -peek ${shortName(name)} ${profile}`);
  say(`  where does time go?    heapwise -top -cum tests/corpus/go/cpu.pb.gz`);
  say(`  what else is there?    heapwise --help`);
}

/** @returns {string} a heap profile that was recorded now where Go is found, else the committed one */
function takeProfile() {
  const failure = recordingFailure();
  if (failure === '') {
    const profile = `${recordings}/heap.pb.gz`;
    say(`${profile}: a heap profile of ${example}, recorded just now.\n`);
    return profile;
  }
  say(`${committed}: a heap profile of ${example}, recorded earlier.`);
  say(`(${failure})\n`);
  return committed;
}

/** @returns {string} why no profile could be recorded; '' when it was */
function recordingFailure() {
  mkdirSync(join(root, recordings), { recursive: true });
  const service = join(root, recordings, 'go-service');
  const building = failureOf('go', ['build', '-o', service, '.'], buildSeconds);
  if (building !== '') return building;
  return failureOf(service, ['-record', join(root, recordings), '-memprofilerate', '4096'], runSeconds);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {number} seconds
 * @returns {string} why the program, run in the example's folder, failed; '' when it succeeded
 */
function failureOf(program, args, seconds) {
  const { error, status, stderr } = spawnSync(program, args, {
    cwd: join(root, example),
    // Without it, Go may download a newer Go.
    env: { ...process.env, GOTOOLCHAIN: 'local' },
    encoding: 'utf8',
    timeout: seconds * 1000,
  });
  if (error === undefined) return status === 0 ? '' : `recording a fresh one failed: ${stderr.trim()}`;
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === 'ENOENT') return 'where Go is installed, this demo records a fresh one';
  if (code === 'ETIMEDOUT') return `recording a fresh one took longer than ${seconds} seconds`;
  return `recording a fresh one failed: ${error.message}`;
}

/**
 * @param {string} profile
 * @returns {{ name: string, share: string }} the function that holds most, and its share of the total
 */
function hotSpot(profile) {
  const report = /** @type {{ profile: { total: number }, nodes: { name: string, flat: number }[] }} */ (
    JSON.parse(heapwise(['-top', '-format=json', profile]))
  );
  const [first] = report.nodes;
  if (first === undefined) throw new Error(`${profile} has no samples`);
  return { name: first.name, share: `${Math.round((100 * first.flat) / report.profile.total)}%` };
}

/** @param {string} name of a function; its last part is a regular expression that finds it, and easy to type */
function shortName(name) {
  return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * Shows a command line and what it prints.
 * @param {readonly string[]} args
 * @param {(line: string) => boolean} standsOut
 */
function showHeapwise(args, standsOut) {
  say(paint('1;36', `$ heapwise ${args.join(' ')}`));
  for (const line of heapwise(args).split('\n')) say(standsOut(line) ? paint('1;33', line) : line);
}

/**
 * @param {readonly string[]} args
 * @returns {string} what heapwise prints
 */
function heapwise(args) {
  const result = spawnSync(process.execPath, [cli, ...args], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`heapwise ${args.join(' ')} failed: ${result.stderr}`);
  return result.stdout;
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * @param {string} style numbers of ANSI's "select graphic rendition"
 * @param {string} text
 */
function paint(style, text) {
  return colored ? `\u001B[${style}m${text}\u001B[0m` : text;
}

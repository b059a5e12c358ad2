// `npm run demo`: finds the hot spot of a Go program and the leak of a Node service, with the commands that a user would type.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { demoNode } from './demo-node.mjs';
import { cli, hotSpot, recordings, say, showHeapwise } from './demo-output.mjs';
import { root } from './run.mjs';

const example = 'examples/go-service';
const committed = 'tests/corpus/go/heap.pb.gz';
/** Go builds its standard library first where it never has; the committed profile is there at once. */
const buildSeconds = 30;
const runSeconds = 10;

if (!existsSync(cli)) throw new Error('dist/cli/main.js is missing: run `npm run build`');
const { name: goHotSpot, profile: goProfile } = demoGo();
await demoNode();
sayNext();

function demoGo() {
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
  return { name, profile };
}

function sayNext() {
  say('Try next, after `npm link` (or with `node dist/cli/main.js` for `heapwise`):');
  say(`  who calls it?          heapwise -peek ${shortName(goHotSpot)} ${goProfile}`);
  say(`  where does time go?    heapwise -top -cum tests/corpus/go/cpu.pb.gz`);
  say(`  your own service?      heapwise run server.js    (docs/node.md)`);
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

/** @param {string} name of a function; its last part is a regular expression that finds it, and easy to type */
function shortName(name) {
  return name.slice(name.lastIndexOf('.') + 1);
}

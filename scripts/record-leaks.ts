// Records tests/leaks/series from the programs in examples/: `node scripts/run-ts.mjs scripts/record-leaks.ts [DIRECTORY]`.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { encodeProfile, parseProfile } from '#formats';

const goBehaviours = 'leak slow-leak late-leak lossy cache step batch load queue goroutines'.split(' ');
const nodeBehaviours = 'leak cache steady'.split(' ');

const target = resolve(process.argv[2] ?? 'tests/leaks/series');
const work = mkdtempSync(join(tmpdir(), 'heapwise-leaks-'));
try {
  const program = join(work, 'leaks');
  execFileSync('go', ['build', '-trimpath', '-o', program, '.'], {
    cwd: 'examples/go-leaks',
    stdio: 'inherit',
  });
  const runs = [
    ...goBehaviours.map((name) => [name, program, ['-behave', name]] as const),
    ...nodeBehaviours.map(
      (name) =>
        [`node-${name}`, process.execPath, ['examples/node-leaks/server.mjs', `--behave=${name}`]] as const,
    ),
  ];
  // Two at once leave a machine with two processors time enough.
  for (let i = 0; i < runs.length; i += 2) {
    await Promise.all(runs.slice(i, i + 2).map(([name, file, args]) => record(name, file, args)));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function record(name: string, file: string, args: readonly string[]): Promise<void> {
  const directory = join(work, `series-${name}`);
  await promisify(execFile)(file, [...args, '-record', directory].map(flagOf(file)));
  for (const each of readdirSync(directory)) {
    const time = /^(\d+)-(\d+)\.heapprofile$/.exec(each);
    if (time === null) continue;
    // V8's own format says neither when it was taken nor in few bytes what it holds.
    const profile = parseProfile(readFileSync(join(directory, each)), { compat: false });
    const bytes = encodeProfile({ ...profile, timeNanos: BigInt(time[2]!) * 1_000_000n });
    writeFileSync(join(directory, `${time[1]}.pb.gz`), gzipSync(bytes, { level: 9 }));
    rmSync(join(directory, each));
  }
  rmSync(join(target, name), { recursive: true, force: true });
  execFileSync('mkdir', ['-p', target]);
  try {
    renameSync(directory, join(target, name));
  } catch {
    // Another file system.
    execFileSync('cp', ['-r', directory, join(target, name)]);
  }
  process.stdout.write(`recorded ${join(target, name)}\n`);
}

/** Go's flags take a value as the next word, those of the Node program only with two dashes. */
function flagOf(file: string): (word: string) => string {
  return (word) => (file === process.execPath && word === '-record' ? '--record' : word);
}

// Prints how much of what benchmarks of Go's standard library allocate gets a reason: `npm run escape-coverage`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './run.mjs';

const work = mkdtempSync(join(tmpdir(), 'heapwise-coverage-'));
/** Package, benchmarks (all but those that take minutes), and how often each runs. */
const cases = [
  ['encoding/json', 'Code|Encode|Decode|Unmarshal|Marshal|Parse|Number', '20x'],
  ['go/parser', '.', '20x'],
  ['fmt', '.', '1000x'],
  ['strings', '.', '10x'],
];

process.stdout.write('package         allocated   chain    line  source   other    none\n');
try {
  for (const [path = '', benchmarks, times] of cases) {
    const profile = join(work, 'mem.pb.gz');
    const flags = ['-run=^$', `-bench=${benchmarks}`, `-benchtime=${times}`, '-memprofilerate=4096'];
    const outputs = ['-memprofile', profile, '-o', join(work, 'built.test')];
    execFileSync('go', ['test', ...flags, ...outputs, path], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const heapwise = [join(root, 'dist/cli/main.js'), 'escape', '-format=json', `-dir=${work}`, profile];
    const output = execFileSync(process.execPath, heapwise, { maxBuffer: 2 ** 28, encoding: 'utf8' });
    const { totalBytes, matchedBytes } =
      /** @type {{ totalBytes: number, matchedBytes: Record<string, number> }} */ (JSON.parse(output));
    const shares = ['chain', 'line', 'source', 'parameter', 'none'].map((match) =>
      `${((100 * (matchedBytes[match] ?? 0)) / totalBytes).toFixed(2)}%`.padStart(8),
    );
    const allocated = `${(totalBytes / 2 ** 20).toFixed(1)} MB`.padStart(9);
    process.stdout.write(`${path.padEnd(15)} ${allocated}${shares.join('')}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

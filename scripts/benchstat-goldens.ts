// Records what benchstat, fetched by Go, makes of the results in tests/benchstat/. Part of `npm run goldens`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparisons, randomResults, recordedPath } from '../tests/benchstat/random-results.ts';

const benchstat = 'golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da';

const folder = mkdtempSync(join(tmpdir(), 'benchstat-'));
for (const pair of comparisons) {
  for (const [i, name] of ['old.txt', 'now.txt'].entries())
    writeFileSync(join(folder, name), randomResults(pair[i]!));
  // In the folder, so that its columns are called by the names alone.
  const csv = execFileSync('go', ['run', benchstat, '-format=csv', 'old.txt', 'now.txt'], {
    cwd: folder,
    // Its notes on small samples are no part of the numbers.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writeFileSync(recordedPath(pair), csv);
}
rmSync(folder, { recursive: true });
process.stdout.write(`${comparisons.length} comparisons of ${benchstat}\n`);

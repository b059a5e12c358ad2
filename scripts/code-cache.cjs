// Compiles a bundle by running it and stores the code: `node scripts/code-cache.cjs dist/cli/heapwise.js`.
'use strict';
const fs = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const filename = /** @type {string} */ (process.argv[2]);
const profile = join(__dirname, '..', 'tests', 'corpus', 'go', 'heap.pb.gz');
const script = new Script(fs.readFileSync(filename, 'latin1'), { filename });

// Functions are compiled when they first run, so the cache holds what these reports need.
const reports = ['-top', '-tree', '-dot', '-raw', '-list=main'];
// What the reports print is of no interest here.
const { writeSync } = fs;
fs.writeSync = /** @type {typeof writeSync} */ ((_file, bytes) => /** @type {Uint8Array} */ (bytes).length);
for (const report of reports) {
  process.argv = [process.execPath, filename, report, profile];
  const start = /** @type {(load: typeof require, directory: string, path: string) => void} */ (
    script.runInThisContext()
  );
  start(require, dirname(filename), filename);
}
process.on('exit', () => {
  fs.writeSync = writeSync;
  fs.writeFileSync(filename.replace(/\.js$/, '.cache'), script.createCachedData());
});

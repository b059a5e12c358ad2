#!/usr/bin/env node
'use strict';
// Starts the bundle beside it from its code cache, which saves compiling it; without a cache it is compiled.
const { readFileSync, statSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const filename = `${__dirname}/heapwise.js`;
/** @type {Buffer | undefined} */
let cachedData;
try {
  cachedData = readFileSync(`${__dirname}/heapwise.cache`);
} catch {
  // Not built, or not readable: only slower.
}
// Node refuses a cache of another version or another source by itself.
// Its bundler escapes all but ASCII, which is read faster as Latin-1.
const script = new Script(readFileSync(filename, 'latin1'), { filename, ...(cachedData && { cachedData }) });
// Most runs are short: code has to run for longer than usual before V8 takes the time to optimize it. On a profile
// of 2,000 samples this saves a fifth of the whole run; on one of 300,000 the lower budget costs nothing that can be measured.
// Later versions have no such flag, and V8 would complain of it on stderr.
if (process.versions.node.startsWith('20.')) {
  setFlagsFromString(`--interrupt-budget=${isSmallFile(process.argv.at(-1) ?? '') ? 2_000_000 : 600_000}`);
}
// Likewise for WebAssembly, which lays graphs out: on one of 80 or of 500 nodes this saves a third of the processor time.
setFlagsFromString('--wasm-tiering-budget=100000000');
const start = /** @type {(load: typeof require, directory: string, path: string) => void} */ (
  script.runInThisContext()
);
start(require, __dirname, filename);

/** @param {string} path that of the last profile, most times */
function isSmallFile(path) {
  try {
    return statSync(path).size < 200_000;
  } catch {
    return false;
  }
}

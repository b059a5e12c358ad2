#!/usr/bin/env node
'use strict';
// Starts the bundle beside it from its code cache, which saves compiling it; without a cache it is compiled.
const { readFileSync } = require('node:fs');
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
const script = new Script(readFileSync(filename, 'utf8'), { filename, ...(cachedData && { cachedData }) });
const start = /** @type {(load: typeof require) => void} */ (script.runInThisContext());
start(require);

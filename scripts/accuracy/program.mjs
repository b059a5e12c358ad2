// The program that `npm run accuracy` profiles: it keeps or drops so many objects of each kind when it is asked to.
// Arguments: the kinds; all of them if there is none.
import { createServer } from 'node:http';
import { getHeapStatistics } from 'node:v8';
import { kinds } from './kinds.mjs';

const wanted = process.argv.slice(2);
const chosen = Object.entries(kinds).filter(([kind]) => wanted.length === 0 || wanted.includes(kind));
const holders = new Map(
  chosen.map(([kind, { count }]) => [
    kind,
    Array.from({ length: count }, () => /** @type {unknown} */ (null)),
  ]),
);
const ring = Array.from({ length: 8 }, () => /** @type {unknown} */ (null));

// So that V8 has optimized all of it, and has allocated what it needs for that.
for (let round = 0; round < 20; round++) {
  for (const [, { allocate, count }] of chosen) allocate(ring, count / 4);
}

/** Allocates what stays. @returns what it takes by kind, if garbage can be collected */
function keep() {
  return chosen.map(([kind, { allocate, owner, count }]) => {
    const before = usage();
    allocate(holders.get(kind) ?? [], count);
    const after = usage();
    return {
      kind,
      owner,
      count,
      // Objects are whole words; what V8 needs for itself meanwhile is less than half of one for each.
      size: Math.round((after.heap - before.heap) / count / 8) * 8,
      externalSize: Math.round((after.external - before.external) / count),
    };
  });
}

/** Allocates what goes. @returns when that was, in milliseconds since 1970 */
function drop() {
  const from = Date.now();
  for (const [, { allocate, count }] of chosen) allocate(ring, 2 * count);
  return { from, to: Date.now() };
}

/** Bytes. */
function usage() {
  globalThis.gc?.();
  globalThis.gc?.();
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return { heap, external };
}

// No stack is known of this, as of some in every program; without it, estimates above the process's own sum would be cut.
const unattributed = new Uint8Array(20e6);

const server = createServer((request, response) => {
  response.end(JSON.stringify(request.url === '/keep' ? keep() : drop()));
}).listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object')
    console.log(`app ${address.port}`, unattributed.length);
});

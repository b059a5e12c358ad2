// The program that `npm run accuracy` profiles: each function allocates objects of one known kind and size.
import { createServer } from 'node:http';

const letters = Buffer.alloc(400, 'abcdefghijklmnopqrstuvwxyz');

/** @param {number} x */
function makePoint(x) {
  return { x, y: x + 1, z: x + 2 };
}

/**
 * By kind: a function that puts `count` new objects into `into`, around and around. Nothing else is allocated in it.
 * @typedef {(into: unknown[], count: number) => void} Allocate
 * @type {Record<string, { allocate: Allocate, live: number, dead: number }>}
 */
const kinds = {
  objects: {
    allocate: function allocateObjects(into, count) {
      for (let i = 0; i < count; i++)
        into[i % into.length] = { id: i, parent: into, left: null, right: null };
    },
    live: 100_000,
    dead: 200_000,
  },
  arrays: {
    allocate: function allocateArrays(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = [i, i, i, i, i, i, i, i];
    },
    live: 60_000,
    dead: 120_000,
  },
  strings: {
    allocate: function allocateStrings(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = letters.latin1Slice(i % 100, (i % 100) + 200);
    },
    live: 30_000,
    dead: 60_000,
  },
  closures: {
    allocate: function allocateClosures(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = () => i;
    },
    live: 60_000,
    dead: 120_000,
  },
  'JIT-hot code': {
    // What is called may be inlined, so that V8 has only this function.
    allocate: function allocatePoints(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = makePoint(i);
    },
    live: 120_000,
    dead: 240_000,
  },
  Buffers: {
    allocate: function allocateBuffers(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = Buffer.alloc(50_000);
    },
    live: 200,
    dead: 0,
  },
};

const holders = new Map(
  Object.entries(kinds).map(([kind, { live }]) => [kind, Array.from({ length: live }, () => null)]),
);
const ring = Array.from({ length: 8 }, () => null);
// So that V8 has optimized all of it.
for (let i = 0; i < 20; i++) for (const { allocate, dead } of Object.values(kinds)) allocate(ring, dead / 8);

/** Allocates what stays; gives what V8 and Node say that it takes, if garbage can be collected. */
function keep() {
  return Object.entries(kinds).map(([kind, { allocate, live }]) => {
    const before = usage();
    allocate(holders.get(kind) ?? [], live);
    // Objects are whole words; what V8 needs for itself meanwhile is less than one for each.
    const size = kind === 'Buffers' ? 50_000 : Math.round((usage() - before) / live / 8) * 8;
    return { kind, function: allocate.name, count: live, size };
  });
}

/** Allocates what goes. */
function drop() {
  for (const { allocate, dead } of Object.values(kinds)) allocate(ring, dead);
  return Object.entries(kinds).map(([kind, { dead }]) => ({ kind, count: dead }));
}

/** Bytes in V8's heap. */
function usage() {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

// No stack is known of this, as of some in every program; without it, estimates above the process's own sum would be cut.
const unattributed = new Uint8Array(5e6);

const server = createServer((request, response) => {
  response.end(JSON.stringify(request.url === '/keep' ? keep() : drop()));
}).listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object')
    console.log(`app ${address.port}`, unattributed.length);
});

// What `npm run accuracy` lets programs allocate: by kind, a function that allocates objects of one known size only.
// None is a literal with values: for these, code that V8 has not optimized yet allocates 16 bytes more (allocation mementos),
// which profiles count, as they are allocated, and which no size of the heap shows after a collection.

const letters = Buffer.alloc(400, 'abcdefghijklmnopqrstuvwxyz');

// oxlint-disable-next-line typescript/no-extraneous-class -- objects of classes are what hot code allocates
class Point {
  /** @param {number} x */
  constructor(x) {
    this.x = x;
    this.y = x + 1;
    this.z = x + 2;
  }
}

/** @param {number} x */
function makePoint(x) {
  return new Point(x);
}

/** @param {unknown[]} items */
function makeArray(...items) {
  return items;
}

/**
 * `allocate` puts `count` new objects into `into`, around and around.
 * @typedef {object} Kind
 * @property {(into: unknown[], count: number) => void} allocate
 * @property {string} owner the function that allocates, by itself or by what it calls
 * @property {number} count how many of them are kept; twice as many are allocated and dropped
 */

/** @type {Readonly<Record<string, Kind>>} */
export const kinds = {
  objects: {
    allocate: function allocateObjects(into, count) {
      for (let i = 0; i < count; i++) {
        /** @type {{ id?: number, parent?: object }} */
        const node = {};
        node.id = i;
        node.parent = into;
        into[i % into.length] = node;
      }
    },
    owner: 'allocateObjects',
    count: 100_000,
  },
  arrays: {
    allocate: function allocateArrays(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = makeArray(i, i, i, i, i, i, i, i);
    },
    owner: 'allocateArrays',
    count: 60_000,
  },
  strings: {
    allocate: function allocateStrings(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = letters.latin1Slice(i % 100, (i % 100) + 200);
    },
    owner: 'allocateStrings',
    count: 30_000,
  },
  closures: {
    allocate: function allocateClosures(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = () => i;
    },
    owner: 'allocateClosures',
    count: 60_000,
  },
  'JIT-hot code': {
    // V8 inlines what is called, so that all of it counts for this function.
    allocate: function allocatePoints(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = makePoint(i);
    },
    owner: 'allocatePoints',
    count: 120_000,
  },
  Buffers: {
    allocate: function allocateBuffers(into, count) {
      for (let i = 0; i < count; i++) into[i % into.length] = Buffer.alloc(10_000);
    },
    owner: 'allocateBuffers',
    count: 2000,
  },
};

// Reads V8 sampling heap profiles (`.heapprofile`, `HeapProfiler.getSamplingProfile`).

import { createProfileBuilder, objectsAreFunctions, objectsAreSamples, type Profile } from '#profile';

import { createCallTreeStacks, type CallTree } from './call-tree.ts';
import { arrayOf, countOf, integerOf, isObject, malformed, objectOf } from './json.ts';

/** V8's default: one sample per 512 kB allocated. */
const defaultSamplingInterval = 524288;

export function isHeapProfile(json: unknown): boolean {
  return (
    isObject(json) &&
    isObject(json['head']) &&
    isObject(json['head']['callFrame']) &&
    'selfSize' in json['head']
  );
}

/**
 * `json` is what `JSON.parse` made of the file. Sizes are what V8 wrote: it has already scaled each sample
 * up to the bytes that it stands for.
 * @throws ProfileError 'malformed' or 'too-large'.
 */
export function parseHeapProfile(json: unknown): Profile {
  const { head, samples } = objectOf(json, 'the heap profile');
  const tree = readTree(head);
  const { objects, bytes, smallest } = samples === undefined ? selfSizes(tree) : sampleSizes(samples, tree);
  const builder = createProfileBuilder();
  const stacks = createCallTreeStacks(builder, tree);
  for (let node = 0; node < objects.length; node++) {
    if (objects[node] !== 0) builder.addSample(stacks.add(node), 0, [objects[node]!, bytes[node]!]);
  }
  return builder.build({
    sampleTypes: [
      { type: 'inuse_objects', unit: 'count' },
      { type: 'inuse_space', unit: 'bytes' },
    ],
    defaultSampleType: 'inuse_space',
    periodType: { type: 'space', unit: 'bytes' },
    period: BigInt(samplingInterval(smallest)),
    comments: [samples === undefined ? objectsAreFunctions : objectsAreSamples],
  });
}

interface HeapTree extends CallTree {
  readonly selfSizes: readonly number[];
  /** Node index by the id in the file. */
  readonly indexOf: ReadonlyMap<number, number>;
}

/** Live objects and bytes of each node, and the bytes of the smallest sample. */
interface NodeSizes {
  readonly objects: Float64Array;
  readonly bytes: Float64Array;
  readonly smallest: number;
}

/** Walks with an own list of open nodes: a tree may be deeper than the call stack. */
function readTree(head: unknown): HeapTree {
  const parents: number[] = [];
  const callFrames: unknown[] = [];
  const selfSizes: number[] = [];
  const indexOf = new Map<number, number>();
  const open: { readonly json: unknown; readonly parent: number }[] = [{ json: head, parent: -1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const where = `call tree node ${parents.length + 1}`;
    const node = objectOf(next.json, where);
    const index = parents.push(next.parent) - 1;
    callFrames.push(node['callFrame']);
    selfSizes.push(countOf(node['selfSize'], `selfSize of ${where}`));
    if (node['id'] !== undefined) {
      const id = integerOf(node['id'], `id of ${where}`);
      if (indexOf.has(id)) malformed(`two call tree nodes have id ${id}`);
      indexOf.set(id, index);
    }
    for (const child of arrayOf(node['children'], `children of ${where}`).toReversed()) {
      open.push({ json: child, parent: index });
    }
  }
  return { parents, callFrames, selfSizes, indexOf };
}

/** The call tree starts with it. */
const rootNode = 0;

function sampleSizes(samples: unknown, tree: HeapTree): NodeSizes {
  const objects = new Float64Array(tree.parents.length);
  const bytes = new Float64Array(tree.parents.length);
  let smallest = Infinity;
  arrayOf(samples, 'samples').forEach((json, i) => {
    const sample = objectOf(json, `samples[${i}]`);
    const id = integerOf(sample['nodeId'], `nodeId of samples[${i}]`);
    // V8 allocates while it writes the tree, and may sample that at a node that the tree is too old to have.
    const node = tree.indexOf.get(id) ?? rootNode;
    objects[node]! += 1;
    const size = countOf(sample['size'], `size of samples[${i}]`);
    bytes[node]! += size;
    smallest = Math.min(smallest, size);
  });
  return { objects, bytes, smallest };
}

function selfSizes(tree: HeapTree): NodeSizes {
  const bytes = Float64Array.from(tree.selfSizes);
  const held = bytes.filter((size) => size > 0);
  const smallest = held.reduce((least, size) => Math.min(least, size), Infinity);
  return { objects: bytes.map((size) => (size > 0 ? 1 : 0)), bytes, smallest };
}

/**
 * The file does not have the interval, but no sample stands for less than it. So it is the default unless a
 * sample is smaller; then it is the next lower power of two, as intervals are powers of two by custom.
 */
function samplingInterval(smallestSample: number): number {
  if (smallestSample >= defaultSamplingInterval || smallestSample < 1) return defaultSamplingInterval;
  return 2 ** Math.floor(Math.log2(smallestSample));
}

// Makes profiles of a random program: heap-like, with deep stacks that share their beginnings.

import { createProfileBuilder, numericLabel, type Profile, type ProfileBuilder } from '#profile';
import { goFunction } from './go-names.ts';
import { createRandom, type Random } from './random.ts';

export interface CallTreeSize {
  /** Every sample differs from every other in its stack or its label `bytes`. */
  readonly samples: number;
  /** How many different stacks there are, at most `samples`. */
  readonly stacks: number;
  /** A multiple of the 20 layers of the program. */
  readonly functions: number;
  /** The program: equal seeds and numbers of functions give equal functions, locations and call paths. */
  readonly seed: number;
  /** Which run of the program; runs have a part of their stacks in common. 0 by default. */
  readonly run?: number;
}

const callSitesPerFunction = 3;
const layers = 20;
const roots = 16;
const shortestStack = 12;
const longestStack = 41;

/** A profile with two sample types, a numeric label per sample, and about 100 bytes a sample when encoded. */
export function callTree(size: CallTreeSize): Profile {
  const { functions, seed, run = 0 } = size;
  const builder = createProfileBuilder();
  const callees = addProgram(builder, functions, createRandom(seed));
  const random = createRandom(seed * 1009 + run);
  const stackIndexes = addStacks(builder, callees, size, random);
  addSamples(builder, stackIndexes, size.samples, random);
  return builder.build({
    sampleTypes: [
      { type: 'alloc_objects', unit: 'count' },
      { type: 'alloc_space', unit: 'bytes' },
    ],
    defaultSampleType: 'alloc_space',
    periodType: { type: 'space', unit: 'bytes' },
    period: 524_288n,
    timeNanos: 1_700_000_000_000_000_000n + BigInt(run) * 60_000_000_000n,
    durationNanos: 60_000_000_000n,
  });
}

/**
 * Adds functions and locations: function f has the locations `3 f .. 3 f + 2`, which are its call sites.
 * Gives for each location the function that is called there. Every eighth location has its callee inlined
 * into it, and then names the function that the inlined one calls.
 */
function addProgram(builder: ProfileBuilder, functions: number, random: Random): Uint32Array {
  const mapping = builder.addMapping({
    start: 0x400000n,
    limit: 0x8000000n,
    offset: 0n,
    file: '/usr/local/bin/orders',
    buildId: '6f1d3c52a9e84b07',
    flags: 15,
  });
  for (let fn = 0; fn < functions; fn++) {
    builder.addFunction({ ...goFunction(fn), startLine: BigInt(20 + ((fn * 37) % 900)) });
  }
  const callees = calledFunctions(functions, random);
  for (let location = 0; location < callees.length; location++) {
    const fn = Math.floor(location / callSitesPerFunction);
    const site = location % callSitesPerFunction;
    const line = { function: fn, line: BigInt(22 + ((fn * 37) % 900) + site * 7) };
    const address = 0x401000n + BigInt(location * 64);
    if (location % 8 !== 5) builder.addLocation({ mapping, address, lines: [line] });
    else {
      const inlined = callees[location]!;
      const inlinedLine = { function: inlined, line: BigInt(21 + ((inlined * 37) % 900)) };
      builder.addLocation({ mapping, address, lines: [inlinedLine, line] });
      callees[location] = callees[inlined * callSitesPerFunction]!;
    }
  }
  return callees;
}

/**
 * Functions live in layers, f in layer `f % 20`, and call the layer below; the lowest calls the highest. In each
 * layer few functions get most of the calls: the busiest hundredth gets a fifth.
 */
function calledFunctions(functions: number, random: Random): Uint32Array {
  const perLayer = functions / layers;
  const callees = new Uint32Array(functions * callSitesPerFunction);
  const rarelyCalled = shuffled(perLayer, random);
  for (let location = 0; location < callees.length; location++) {
    const fn = Math.floor(location / callSitesPerFunction);
    const isLastSite = location % callSitesPerFunction === callSitesPerFunction - 1;
    const popular = Math.floor(perLayer * (random.below(0x1_0000) / 0x1_0000) ** 3);
    // The last call sites lead to every function of the layer, so that each is called somewhere.
    const place = isLastSite ? rarelyCalled[Math.floor(fn / layers)]! : popular;
    callees[location] = place * layers + ((fn + 1) % layers);
  }
  return callees;
}

/** Adds different stacks by walking from a root down the call sites; gives their indexes. */
function addStacks(
  builder: ProfileBuilder,
  callees: Uint32Array,
  { stacks, seed, run }: CallTreeSize,
  random: Random,
): number[] {
  const path = new Uint32Array(longestStack);
  const indexes: number[] = [];
  for (let walk = 0; indexes.length < stacks; walk++) {
    // A walk is made from its own seed, so that two runs which choose the same one have the same stack.
    const chosen = run === undefined ? walk : random.below(stacks * 2);
    const depth = walkDown(path, callees, createRandom(Math.imul(seed + chosen, 0x9e3779b1)));
    const index = builder.stacks.add(path, longestStack - depth, longestStack);
    if (index === indexes.length) indexes.push(index);
  }
  return indexes;
}

/** Writes a call path to the end of `path`, leaf first, and gives its length. */
function walkDown(path: Uint32Array, callees: Uint32Array, random: Random): number {
  const depth = shortestStack + random.below(longestStack - shortestStack + 1);
  let fn = random.below(roots) * layers;
  for (let frame = 1; frame <= depth; frame++) {
    // Half of all calls go through the first call site: programs have hot paths.
    const site = [0, 0, 0, 1, 1, 2][random.below(6)]!;
    const location = fn * callSitesPerFunction + site;
    path[longestStack - frame] = location;
    fn = callees[location]!;
  }
  return depth;
}

function addSamples(
  builder: ProfileBuilder,
  stacks: readonly number[],
  samples: number,
  random: Random,
): void {
  const labelSets = sizeClasses.map((bytes) =>
    builder.labelSets.add([numericLabel(builder.strings, 'bytes', BigInt(bytes), 'bytes')]),
  );
  // A stack allocates in a few neighbouring sizes, as allocation sites do.
  const firstClass = Uint8Array.from(stacks, () => random.below(4));
  const uses = new Uint32Array(stacks.length);
  const order = shuffled(samples, random);
  for (const sample of order) {
    const position = sample < stacks.length ? sample : random.below(stacks.length);
    const stack = stacks[position]!;
    // Each further sample of a stack has the next size class, so that no two samples are the same.
    const sizeClass = (firstClass[position]! + uses[position]!++) % sizeClasses.length;
    const objects = 1 + random.below(random.below(4) === 0 ? 5000 : 50);
    builder.addSample(stack, labelSets[sizeClass]!, [objects, objects * sizeClasses[sizeClass]!]);
  }
}

/** Some sizes of the blocks of Go's allocator: more than any stack has samples. */
const sizeClasses: readonly number[] = [
  16, 32, 48, 64, 96, 128, 208, 512, 24, 80, 112, 160, 256, 320, 416, 640, 1024, 1280, 1792, 2048, 2688, 3072,
  4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 10_240,
];

/** The numbers from 0 to `count` - 1 in random order. */
function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const swapped = order[last]!;
    order[last] = order[other]!;
    order[other] = swapped;
  }
  return order;
}

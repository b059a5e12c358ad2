// Takes profiles of a program that knows what it allocates, and puts each estimate beside what is known.

import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile } from '#profile';
import { startHost, type Host, type HostFolder } from '../../tests/runtime/hosts.ts';

/** What the program allocates of one kind; twice as many are allocated and dropped again. */
export interface Known {
  readonly kind: string;
  /** The function that allocates. */
  readonly owner: string;
  /** How many are kept. */
  readonly count: number;
  /** Bytes of one on V8's heap. */
  readonly size: number;
  /** Bytes of one outside of it. */
  readonly externalSize: number;
}

/** One estimate. */
export interface Cell {
  readonly row: string;
  readonly unit: 'bytes' | 'objects';
  readonly known: number;
  readonly estimate: number;
  /** Of the estimate, as the theory of its sampling has it. */
  readonly standardError: number;
}

export interface CellOptions {
  /** The Node that runs the program. */
  readonly node: string;
  /** Has the package. */
  readonly folder: Pick<HostFolder, 'path'>;
  /** Mean bytes between samples. */
  readonly interval: number;
}

const program = resolve('scripts/accuracy/program.mjs');
const flags = ['--import', 'heapwise/register'];

/** Kinds of which each object is an object of its own to V8: others are two, which V8 may allocate as one. */
const single = new Set(['objects', 'strings', 'JIT-hot code']);

/** What the objects take: by the growth of the heap of a process that is not profiled. */
export async function measureKnown({
  node,
  folder,
}: Omit<CellOptions, 'interval'>): Promise<readonly Known[]> {
  const host = await startHost(folder, program, {
    node,
    flags: [...flags, '--expose-gc'],
    env: { HEAPWISE_HEAP_INTERVAL: '0' },
  });
  try {
    return (await ask(host, '/keep')) as readonly Known[];
  } finally {
    await host.stop();
  }
}

/** @param seed V8 draws the distances between its samples from it, and Math.random, which ours are from. */
export async function measureSeed(
  known: readonly Known[],
  seed: number,
  options: CellOptions,
): Promise<readonly Cell[]> {
  const usual = await profileProgram(seed, options, [], {});
  const hot = known.filter(({ kind }) => kind === 'JIT-hot code');
  const exact = await profileProgram(
    seed,
    options,
    hot.map(({ kind }) => kind),
    { HEAPWISE_EXACT_STACKS: '1' },
  );
  return [
    ...known.flatMap((kind) => cellsOf(usual, kind, options.interval)),
    ...hot.flatMap((kind) =>
      cellsOf(exact, { ...kind, kind: 'JIT-hot callee', owner: 'makePoint' }, options.interval),
    ),
  ];
}

interface Profiles {
  readonly heap: Profile;
  readonly allocs: Profile;
}

async function profileProgram(
  seed: number,
  { node, folder, interval }: CellOptions,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Profiles> {
  const host = await startHost(folder, program, {
    node,
    flags: [...flags, `--random-seed=${seed}`],
    args,
    env: { HEAPWISE_HEAP_INTERVAL: String(interval), HEAPWISE_EXTERNAL: '1', ...env },
  });
  try {
    await ask(host, '/keep');
    return { heap: await host.profile('heap?gc=1'), allocs: await profileDropped(host) };
  } finally {
    await host.stop();
  }
}

/** The window has to have begun before the program allocates, and to end later: on a busy machine a longer one does. */
async function profileDropped(host: Host): Promise<Profile> {
  for (let seconds = 1; seconds <= 64; seconds *= 2) {
    const recording = host.profile(`allocs?seconds=${seconds}`);
    // It fails where the program ended, which the question below reports.
    recording.catch(() => undefined);
    await untilRecording(host);
    const { from, to } = (await ask(host, '/drop')) as { readonly from: number; readonly to: number };
    const profile = await recording;
    const end = Number(profile.timeNanos) / 1e6;
    const start = end - Number(profile.durationNanos) / 1e6;
    if (start < from && to < end) return profile;
  }
  throw new Error('the machine is too busy: no window had all that the program allocated');
}

async function untilRecording(host: Host): Promise<void> {
  for (;;) {
    const { comments } = await host.profile('heap');
    if (comments.some((comment) => comment.startsWith('allocations are being recorded'))) return;
  }
}

function cellsOf(
  { heap, allocs }: Profiles,
  { kind, owner, count, size, externalSize }: Known,
  interval: number,
): readonly Cell[] {
  const cells: Cell[] = [];
  const isExternal = externalSize > 0;
  const add = (what: string, unit: Cell['unit'], profile: Profile, type: string, objects: number): void => {
    const each = isExternal ? externalSize : size;
    const missed = Math.exp(-each / interval);
    // Each object is sampled with the probability 1 - missed, and then stands for 1 / (1 - missed) of them.
    const objectsError = Math.sqrt((objects * missed) / (1 - missed));
    const perObject = unit === 'bytes' ? each : 1;
    cells.push({
      row: `${kind.padEnd(14)} ${what}`,
      unit,
      known: objects * perObject,
      estimate: sumOf(profile, type, owner),
      standardError: objectsError * perObject,
    });
  };
  add('live', 'bytes', heap, isExternal ? 'external_space' : 'inuse_space', count);
  add('allocated', 'bytes', allocs, isExternal ? 'alloc_external_space' : 'alloc_space', 2 * count);
  if (single.has(kind)) {
    add('live', 'objects', heap, 'inuse_objects', count);
    add('allocated', 'objects', allocs, 'alloc_objects', 2 * count);
  }
  return cells;
}

async function ask(host: Host, path: string): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${await portOf(host)}${path}`)).json();
}

/** The profiler serves before the program does. */
async function portOf(host: Host): Promise<string> {
  for (;;) {
    const port = /^app (\d+) /m.exec(host.output())?.[1];
    if (port !== undefined) return port;
    if (host.process.exitCode !== null) throw new Error(`the program ended: ${host.output()}`);
    await sleep(10);
  }
}

/** Of a function and of what it calls. */
function sumOf(profile: Profile, type: string, name: string): number {
  const { stacks, samples, locations, lines, functions, strings } = profile;
  const values = samples.values[profile.sampleTypes.findIndex((sampleType) => sampleType.type === type)]!;
  let sum = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const stack = samples.stack[sample]!;
    const frames = stacks.locations.subarray(stacks.offsets[stack]!, stacks.offsets[stack + 1]!);
    const isInside = frames.some(
      (location) => strings.text(functions.name[lines.function[locations.lineOffsets[location]!]!]!) === name,
    );
    if (isInside) sum += values[sample]!;
  }
  return sum;
}

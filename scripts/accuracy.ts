// Prints how right heap profiles of Node are, beside what programs really hold and allocate: `npm run accuracy [SEEDS]`.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile } from '#profile';
import { startHost, type Host } from '../tests/runtime/hosts.ts';

interface Allocated {
  readonly kind: string;
  readonly function: string;
  readonly count: number;
  /** Bytes of one. */
  readonly size: number;
}

interface Cell {
  readonly kind: string;
  readonly what: 'live' | 'allocated';
  readonly known: number;
  readonly estimate: number;
  readonly standardError: number;
}

const interval = 32_768;
const windowSeconds = 2;
const seeds = Number(process.argv[2] ?? 10);
if (!Number.isInteger(seeds) || seeds < 1) {
  process.stderr.write('usage: npm run accuracy [SEEDS]\n');
  process.exit(2);
}

const program = 'scripts/accuracy/program.mjs';
// Without it, code that is not optimized appends notes to literals (V8's allocation mementos), which no size of the heap
// shows after a collection: what it allocates would not be known.
const profiled = ['--no-allocation-site-pretenuring', '--import', './dist/runtime/register.js'];

const truth = await measureTruth();
const cells: Cell[] = [];
for (let seed = 1; seed <= seeds; seed++) {
  if (process.stderr.isTTY) process.stderr.write(`\rseed ${seed} of ${seeds}`);
  cells.push(...(await measureSeed(seed)));
}
if (process.stderr.isTTY) process.stderr.write('\r\u{1B}[K');
print();

/** What the objects take, by the difference of the heap's size: in a process that is not profiled. */
async function measureTruth(): Promise<readonly Allocated[]> {
  const flags = [...profiled, '--expose-gc'];
  const host = await startHost({ path: '.' }, program, { flags, env: { HEAPWISE_HEAP_INTERVAL: '0' } });
  try {
    return (await ask(host, '/keep')) as Allocated[];
  } finally {
    await host.stop();
  }
}

async function measureSeed(seed: number): Promise<Cell[]> {
  // V8 draws the distances between its samples from this seed, and Math.random, which ours are from, too.
  const flags = [...profiled, `--random-seed=${seed}`];
  const env = { HEAPWISE_HEAP_INTERVAL: String(interval), HEAPWISE_EXTERNAL: '1' };
  const host = await startHost({ path: '.' }, program, { flags, env });
  try {
    await ask(host, '/keep');
    const heap = await host.profile('heap?gc=1');
    const recording = host.profile(`allocs?seconds=${windowSeconds}`);
    await sleep(windowSeconds * 250);
    const dropped = (await ask(host, '/drop')) as { readonly kind: string; readonly count: number }[];
    const allocs = await recording;
    return truth.flatMap((kind) => {
      const live = sumOf(heap, kind.kind === 'Buffers' ? 'external_space' : 'inuse_space', kind.function);
      const { count = 0 } = dropped.find((other) => other.kind === kind.kind) ?? {};
      const cells = [cellOf(kind, 'live', kind.count, live)];
      if (count > 0)
        cells.push(cellOf(kind, 'allocated', count, sumOf(allocs, 'alloc_space', kind.function)));
      return cells;
    });
  } finally {
    await host.stop();
  }
}

/** Each object is sampled with probability p = 1 - exp(-size / interval), and stands for 1 / p of them then. */
function cellOf({ kind, size }: Allocated, what: Cell['what'], count: number, estimate: number): Cell {
  const missed = Math.exp(-size / interval);
  const standardError = size * Math.sqrt((count * missed) / (1 - missed));
  return { kind, what, known: count * size, estimate, standardError };
}

async function ask(host: Host, path: string): Promise<unknown> {
  const port = /^app (\d+)/m.exec(host.output())?.[1];
  return (await fetch(`http://127.0.0.1:${port}${path}`)).json();
}

/** Bytes of a function and of what it calls. */
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

function print(): void {
  const deviation = ({ known, estimate, standardError }: Cell): number =>
    Math.abs(estimate - known) / standardError;
  const rows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = `${cell.kind.padEnd(14)}${cell.what}`;
    rows.set(name, [...(rows.get(name) ?? []), cell]);
  }
  const lines = [...rows].map(([name, row]) => {
    const { known, standardError } = row[0]!;
    const mean = row.reduce((sum, { estimate }) => sum + estimate, 0) / row.length;
    return [
      name.padEnd(24),
      megabytes(known),
      megabytes(mean),
      percent(mean / known - 1),
      percent(standardError / known),
      Math.max(...row.map(deviation))
        .toFixed(2)
        .padStart(9),
      `${row.filter((cell) => deviation(cell) <= 3).length} of ${row.length}`.padStart(11),
    ].join('');
  });
  const within = cells.filter((cell) => deviation(cell) <= 3).length;
  process.stdout.write(
    [
      `Node ${process.version}, one sample per ${interval} bytes, ${seeds} seeds; SE is the standard error of one estimate`,
      'function                   known      mean    error       SE worst/SE within 3 SE',
      ...lines,
      `${within} of ${cells.length} cells are within three standard errors`,
      '',
    ].join('\n'),
  );
  if (within / cells.length < 0.99) process.exitCode = 1;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`.padStart(10);
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`.padStart(9);
}

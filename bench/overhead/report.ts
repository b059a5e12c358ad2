// What the profiler inside a Node process costs, as text: processor time, the pause of a heap profile, and memory.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { medianInterval } from '#statistics';
import { median, memories, pauses, timeRatios, type Memory, type Pause } from './interleaved.ts';

export interface OverheadOptions {
  readonly rounds: number;
  /** Told what is measured next. */
  readonly note: (line: string) => void;
}

const measuredProfilers = ['heapwise', 'datadog'] as const;
const confidence = 0.95;

/** Each section by its name, and what measures it. */
export const overheadSections: Readonly<Record<string, (options: OverheadOptions) => Promise<string>>> = {
  'overhead: time': timeSection,
  'overhead: pause': async (options) => Promise.resolve(pauseSection(options)),
  'overhead: memory': async (options) => Promise.resolve(memorySection(options)),
};

async function timeSection({ rounds, note }: OverheadOptions): Promise<string> {
  const lines = [
    `Processor time at the default interval, as a ratio to no profiler: median of ${rounds} rounds (95 % interval)`,
  ];
  for (const workload of ['http', 'allocations']) {
    const ratios: Record<(typeof measuredProfilers)[number], number[]> = { heapwise: [], datadog: [] };
    for (let round = 0; round < rounds; round++) {
      note(`overhead: ${workload}, round ${round + 1} of ${rounds}`);
      const measured = await timeRatios(workload);
      for (const profiler of measuredProfilers) ratios[profiler].push(measured[profiler]);
    }
    for (const profiler of measuredProfilers) {
      const { median: middle, low, high } = medianInterval(ratios[profiler], confidence);
      lines.push(
        `  ${workload.padEnd(12)} ${profiler.padEnd(9)} ${middle.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`,
      );
    }
  }
  return lines.join('\n');
}

function pauseSection({ rounds, note }: OverheadOptions): string {
  const lines = [
    'One heap profile of about 5,000 samples from 1,200 call sites, to gzipped profile.proto: milliseconds, median (95 % interval).',
    'pause: the longest that the event loop stood still; gc: V8 collecting garbage; work: all that the event loop did',
  ];
  for (const { version, path } of findNodes()) {
    const first: Record<string, Pause[]> = { heapwise: [], datadog: [] };
    const later: Record<string, Pause[]> = { heapwise: [], datadog: [] };
    for (let round = 0; round < rounds; round++) {
      note(`overhead: pause on Node ${version}, round ${round + 1} of ${rounds}`);
      for (const profiler of round % 2 === 0 ? measuredProfilers : measuredProfilers.toReversed()) {
        const [cold, ...warm] = pauses(profiler, path);
        first[profiler]!.push(cold!);
        later[profiler]!.push(...warm);
      }
    }
    for (const profiler of measuredProfilers) {
      lines.push(
        `  Node ${version.padEnd(9)} ${profiler.padEnd(9)} first ${pauseText(first[profiler]!)}`,
        `  ${' '.repeat(24)} later ${pauseText(later[profiler]!)}`,
      );
    }
  }
  return lines.join('\n');
}

function pauseText(taken: readonly Pause[]): string {
  const {
    median: middle,
    low,
    high,
  } = medianInterval(
    taken.map(({ pause }) => pause),
    confidence,
  );
  const of = (key: keyof Pause): number => median(taken.map((pause) => pause[key]));
  const interval = Number.isFinite(low) ? ` (${low.toFixed(1)} to ${high.toFixed(1)})` : '';
  return `pause ${middle.toFixed(1)}${interval}, gc ${of('collecting').toFixed(1)}, work ${of('active').toFixed(1)}; ${(of('bytes') / 1024).toFixed(0)} KB`;
}

function memorySection({ note }: OverheadOptions): string {
  const lines = [
    "Memory during an hour's worth of samples (350,000) and 240 profiles, with labels and the watch for stalls; MB after a collection",
    'at 10 %, 50 % and 100 %, and the slope from 10 % on in MB per hour:',
  ];
  for (const profiler of ['none', ...measuredProfilers] as const) {
    note(`overhead: memory, ${profiler}`);
    const measured = memories(profiler);
    for (const key of ['rss', 'heapUsed'] as const) {
      const values = measured.map((memory: Memory) => memory[key] / 2 ** 20);
      const at = (share: number): string =>
        values[Math.round(values.length * share) - 1]!.toFixed(1).padStart(7);
      lines.push(
        `  ${profiler.padEnd(9)} ${key.padEnd(9)} ${at(0.1)} ${at(0.5)} ${at(1)}   slope ${slopePerHour(values).toFixed(1)}`,
      );
    }
  }
  return lines.join('\n');
}

/** The median of the slopes between all pairs of points (Theil and Sen), which one odd point does not turn. */
function slopePerHour(values: readonly number[]): number {
  const begin = Math.round(values.length / 10);
  const slopes: number[] = [];
  for (let i = begin; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) slopes.push((values[j]! - values[i]!) / (j - i));
  }
  return median(slopes) * values.length;
}

/** The Node that runs this, and those that `npm run nodes` has fetched. */
function findNodes(): readonly { readonly version: string; readonly path: string }[] {
  const folder = join(process.cwd(), 'dist', 'nodes');
  const fetched = (existsSync(folder) ? readdirSync(folder) : [])
    .map((name) => join(folder, name, 'node_modules', 'node', 'bin', 'node'))
    .filter((path) => existsSync(path));
  return [process.execPath, ...fetched].map((path) => ({
    path,
    version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1),
  }));
}

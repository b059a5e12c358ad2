// Results of benchmarks from fixed seeds, and what benchstat printed of pairs of them.

import { join } from 'node:path';

/** Seeds of results that are compared; one pair is the same on both sides. */
export const comparisons: readonly (readonly [old: number, now: number])[] = [
  [3, 4],
  [5, 5],
  [6, 7],
  [8, 9],
];

/** benchstat's CSV, recorded by scripts/benchstat-goldens.ts. */
export function recordedPath([old, now]: readonly [number, number]): string {
  return join('tests', 'benchstat', `${old}-${now}.csv`);
}

/** Results of random sizes, with and without ties, from a fixed seed. */
export function randomResults(seed: number): string {
  let state = seed;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const lines = ['goos: linux', 'pkg: example.com/random'];
  for (const [name, count] of Object.entries({
    Three: 3,
    Six: 6,
    Ten: 10,
    Twenty: 20,
    Forty: 40,
    Sixty: 60,
  })) {
    const scale = 10 ** (random() * 7 - 1);
    for (let run = 0; run < count; run++) {
      const time = (scale * (1 + 0.3 * random())).toPrecision(4);
      const bytes = Math.round(100 + 3 * random()) + (name === 'Ten' ? seed % 7 : 0);
      lines.push(
        `Benchmark${name}-8 \t 100 \t ${time} ns/op \t ${bytes} B/op \t 5 allocs/op \t ${name.length}e6 widgets`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

// `npm run fuzz -- --seconds=60 --seed=1`: tries mutated profiles of the corpus, and saves those that show a bug.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzOnce, readSeeds, type Finding } from '../tests/fuzz/fuzz.ts';
import { createRandom } from '../tests/fuzz/random.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const directory = mkdtempSync(join(tmpdir(), 'heapwise-fuzz-'));
const current = join(directory, 'current-input');
process.exitCode = (await fuzz(Number(values.seconds), Number(values.seed), values.only)) ? 0 : 1;

/** @param only a part of the paths of the files to start from. @returns whether no bug was found. */
async function fuzz(seconds: number, seed: number, only: string): Promise<boolean> {
  const seeds = readSeeds(40_000).filter(({ path }) => path.includes(only));
  const random = createRandom(seed);
  const reasons = new Set<string>();
  const end = performance.now() + seconds * 1000;
  let nextProgress = 0;
  let inputs = 0;
  say(`seed ${seed}, ${seeds.length} files; if this hangs, the input is ${current}`);
  while (performance.now() < end) {
    const finding = await fuzzOnce(random.pick(seeds), random, (input) => writeFileSync(current, input));
    inputs++;
    if (finding !== undefined) report(finding, reasons);
    if (performance.now() < nextProgress) continue;
    say(
      `${Math.max(0, Math.round((end - performance.now()) / 1000))} s left, ${inputs} inputs, ${reasons.size} bugs`,
    );
    nextProgress = performance.now() + 10_000;
  }
  say(`${inputs} inputs, ${reasons.size} bugs`);
  return reasons.size === 0;
}

/** Saves the first input of each kind of bug. */
function report({ path, bytes, choice, error }: Finding, reasons: Set<string>): void {
  const [message = '', place = ''] = (error.stack ?? error.message).split('\n');
  const reason = `${message.replaceAll(/\d+/g, 'N')} ${place}`;
  if (reasons.has(reason)) return;
  reasons.add(reason);
  const file = join(directory, `bug-${reasons.size}`);
  writeFileSync(file, bytes);
  say(`${file} (of ${path}, report ${choice}): ${error.stack ?? error.message}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

// Compares every case of the matrix with the `go tool pprof` of this machine, byte for byte.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runHeapwise } from '../matrix/heapwise.ts';
import { allCases, corpusProfiles, type Case } from '../matrix/matrix.ts';
import { findPprof, type Pprof } from '../matrix/pprof.ts';
import { requireTool } from '../require-tool.ts';
import { buildCommandLine } from './command-line.ts';
import { compareOutcomes, type Verdict } from './compare.ts';
import { createTally } from './tally.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** A line that `npm test` repeats before its last one. */
    summary?: string;
  }
}

/** How many cases run at a time; while one waits for pprof, another is ours. */
const lanes = 2;

/** Every so many cases are run through the real command as well. */
const commandLineStride = 140;

const cases = allCases();

describe.skipIf(!requireTool('go'))('go tool pprof and heapwise -compat print the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'differential-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const pprof = findPprof(folder);
  const tally = createTally();

  test.each(corpusProfiles())('%s', async (profile) => {
    const queue = cases.filter((each) => each.profile === profile);
    const differences = await compareAll(queue, async (each) => {
      const [theirs, ours] = [await pprof.run(each.arguments, each.timeZone), await runInProcess(each)];
      return compare(each, ours, theirs, pprof);
    });
    expect(differences.join('\n\n')).toBe('');
  });

  test('through the command line', async () => {
    const heapwise = await buildCommandLine(folder);
    const queue = cases.filter((_, index) => index % commandLineStride === 0);
    const differences = await compareAll(queue, async (each) => {
      const theirs = await pprof.run(each.arguments, each.timeZone);
      const ours = await heapwise(['-compat', ...each.arguments], each.timeZone);
      return compare(each, ours, theirs, pprof);
    });
    expect(differences.join('\n\n')).toBe('');
  });

  test('enough of them', ({ task }) => {
    task.meta.summary = `${tally.summary()} with go tool pprof (${pprof.version})`;
    process.stdout.write(`${task.meta.summary}\n`);
    expect(cases.length).toBeGreaterThan(1000);
    expect(new Set(cases.map((each) => each.name)).size).toBe(cases.length);
    // What both refuse is the smaller part.
    expect(tally.refused()).toBeLessThan(tally.compared() / 8);
  });

  /** Adds the verdicts up and explains those that are not what they should be. */
  async function compareAll(
    queue: readonly Case[],
    verdictOf: (each: Case) => Promise<Verdict>,
  ): Promise<string[]> {
    const differences: string[] = [];
    const remaining = queue.values();
    async function lane(): Promise<void> {
      // The lanes share the iterator, so that each case is taken once.
      for (const each of remaining) {
        const verdict = await verdictOf(each);
        tally.add(verdict);
        if (verdict.kind === 'different') differences.push(explain(each, verdict.explanation));
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane));
    return differences;
  }
});

function compare(
  each: Case,
  ours: Awaited<ReturnType<typeof runInProcess>>,
  theirs: Awaited<ReturnType<Pprof['run']>>,
  pprof: Pprof,
): Promise<Verdict> {
  return compareOutcomes(each.command, ours, theirs, () => pprof.run(each.arguments, each.timeZone));
}

function runInProcess(each: Case): ReturnType<typeof runHeapwise> {
  return runHeapwise(['-compat', ...each.arguments], each.timeZone);
}

function explain({ name, arguments: argv, timeZone }: Case, explanation: string): string {
  return `${name}\n  TZ=${timeZone} ${argv.map((word) => `'${word}'`).join(' ')}\n  ${explanation}`;
}

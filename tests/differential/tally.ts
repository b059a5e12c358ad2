// Counts what came of the comparisons.

import type { Verdict } from './compare.ts';

export interface Tally {
  add(verdict: Verdict): void;
  compared(): number;
  /** How many command lines both programs refused. */
  refused(): number;
  /** `N of N identical`, and how. */
  summary(): string;
}

export function createTally(): Tally {
  const counts = { identical: 0, 'identical but for order': 0, refused: 0, different: 0 };
  const alike = (): number => counts.identical + counts['identical but for order'] + counts.refused;
  const compared = (): number => alike() + counts.different;
  return {
    add(verdict) {
      counts[verdict.kind]++;
    },
    compared,
    refused: () => counts.refused,
    summary() {
      const random = counts['identical but for order'];
      const exceptions = `${counts.refused} refused by both, ${random} where its own order is random`;
      return `${alike()} of ${compared()} identical (${exceptions})`;
    },
  };
}

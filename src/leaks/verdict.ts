// The verdicts, and what a rule has to say of a series.

import type { Evidence } from './evidence.ts';

/**
 * - leak: grows and does not slow down
 * - suspect: probably grows, but chance is not ruled out
 * - unsettled: grew, and may be about to level off
 * - plateau: grew to a level and stays there: a cache or a pool that warmed up
 * - step: grew at once, and neither before nor after
 * - sawtooth: rises and falls again and again
 * - load: grows as traffic does, with an unchanged time that objects stay
 * - replaced: took over what another site held before
 * - steady, shrinking: does not grow
 * - insufficient: too little was sampled to tell
 */
export const verdicts = [
  'leak',
  'suspect',
  'unsettled',
  'load',
  'step',
  'replaced',
  'plateau',
  'sawtooth',
  'shrinking',
  'steady',
  'insufficient',
] as const;

export type Verdict = (typeof verdicts)[number];

/** In sampled objects and units of time. */
export interface Finding {
  readonly verdict: Verdict;
  /** Growth by unit of time, and the 95 % confidence interval of it. */
  readonly slope: number;
  readonly margin: number;
  /** The probability of such growth when nothing grows. */
  readonly p: number;
  /** 'linear', 'onset', 'staircase' … */
  readonly shape: string;
  /** One sentence without the numbers that are told anyway. */
  readonly reason: string;
  /** When it began, since the first snapshot. */
  readonly onset?: number;
  readonly stepAt?: number;
  readonly stepSize?: number;
  readonly fillTime?: number;
  /** Expected values at the times of the series, for drawing; a line if left out. */
  readonly fitted?: Float64Array;
}

/** Undefined: the rule has nothing to say, and the next one is asked. */
export type Rule = (evidence: Evidence) => Finding | undefined;

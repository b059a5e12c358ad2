// Gives one series its verdict: asks the rules in turn.

import { gatherEvidence, type Evidence } from './evidence.ts';
import { insufficient } from './rules/insufficient.ts';
import { leaking } from './rules/leaking.ts';
import { levelling } from './rules/levelling.ts';
import { load } from './rules/load.ts';
import { notGrowing } from './rules/growing.ts';
import { saturating } from './rules/saturating.ts';
import { sawtooth } from './rules/sawtooth.ts';
import { step } from './rules/step.ts';
import { countSeries, type SiteSeries } from './site-series.ts';
import type { Finding, Rule } from './verdict.ts';

/** The first that has something to say decides; the last always has. */
const rules: readonly Rule[] = [
  insufficient,
  sawtooth,
  step,
  load,
  notGrowing,
  levelling,
  saturating,
  leaking,
];

export interface Judgement {
  readonly finding: Finding;
  readonly evidence: Evidence;
}

/** @param series of two snapshots at least. */
export function judgeSeries(series: SiteSeries): Judgement {
  const evidence = gatherEvidence(countSeries(series), series.sampled);
  for (const rule of rules) {
    const finding = rule(evidence);
    if (finding !== undefined) return { finding, evidence };
  }
  throw new Error('the last rule must decide');
}

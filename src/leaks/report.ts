// The leak report as data: for each series of profiles, its window, its total and its sites with their verdicts.

import type { StackFrame } from './growing-stack.ts';
import type { Verdict } from './verdict.ts';

export interface LeakReport {
  readonly series: readonly SeriesReport[];
  /** Goroutines that Go's runtime itself found can never go on. */
  readonly proved: readonly ProvedLeak[];
  /** What was noticed of the snapshots as a whole, a sentence each. */
  readonly notes: readonly string[];
}

/** What rates are per. */
export type RateUnit = 'second' | 'snapshot' | 'operation' | 'run';

export interface SeriesReport {
  /** 'inuse_space', 'goroutine'. */
  readonly type: string;
  /** Of values: 'bytes' or 'count'. */
  readonly unit: 'bytes' | 'count';
  readonly per: RateUnit;
  readonly window: Window;
  readonly total: SiteReport;
  /** The worst verdict first, in it the fastest growth. */
  readonly sites: readonly SiteReport[];
  readonly notes: readonly string[];
}

export interface Window {
  /** The names of the first and the last snapshot. */
  readonly first: string;
  readonly last: string;
  /** Snapshots given, and those that were judged. */
  readonly given: number;
  readonly used: number;
  /** Seconds from the first to the last; undefined when times are not known. */
  readonly seconds: number | undefined;
  /** Seconds from one snapshot to the next, the median. */
  readonly interval: number | undefined;
  /** Bytes between two samples on average; 0 for exact counts. */
  readonly samplingRate: number;
  /** Whether what is dead was collected before each snapshot; undefined when that is not known. */
  readonly gcForced: boolean | undefined;
  /** The slowest leak that a window of this length shows, by `per`; undefined for exact counts. */
  readonly smallestLeak: number | undefined;
}

export interface Rate {
  /** In the unit of the series, by what the series says rates are per. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface SiteReport {
  readonly verdict: Verdict;
  /** The functions that tell the site from others, leaf first; empty for the total. */
  readonly functions: readonly string[];
  /** Of these the one to look at: who allocates, or who calls a helper that others call too. '' for the total. */
  readonly guilty: string;
  /** The stack that grew most, leaf first; empty where nothing is of interest. */
  readonly stack: readonly StackFrame[];
  readonly rate: Rate;
  /** The probability of such growth when nothing grows. */
  readonly p: number;
  /** One sentence. */
  readonly reason: string;
  readonly shape: string;
  /** Last less first. */
  readonly net: number;
  readonly netSamples: number;
  readonly live: Rate;
  /** Sampled objects over the window; undefined where the profiles do not tell. */
  readonly births: number | undefined;
  readonly deaths: number | undefined;
  /** Seconds that one stays on average; undefined when nothing was freed. */
  readonly residence: number | undefined;
  /** Since the first snapshot. */
  readonly onset: number | undefined;
  readonly stepAt: number | undefined;
  readonly stepSize: number | undefined;
  readonly fillTime: number | undefined;
  /** Seconds until the heap reaches the limit if only this goes on; undefined without one, or when it never does. */
  readonly secondsToLimit: number | undefined;
  /** What would decide: '3 more snapshots, 10 s apart'; '' when all is decided. */
  readonly missing: string;
  /** What goroutines wait for; '' for all else. */
  readonly state: string;
  /** Of goroutines: the function that started them, where the profile tells; seconds that one waits, at most. */
  readonly creator: string;
  readonly longestWait: number;
  /** Time, value, and the 95 % confidence interval of the value. */
  readonly points: readonly (readonly [number, number, number, number])[];
  /** What the judged shape expects at each of the points. */
  readonly fitted: readonly number[];
}

export interface ProvedLeak {
  readonly count: number;
  readonly stack: readonly StackFrame[];
  readonly state: string;
  readonly creator: string;
  readonly longestWait: number;
}

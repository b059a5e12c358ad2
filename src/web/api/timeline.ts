// The answer to a request for the timeline of a series.

export interface Timeline {
  readonly type: string;
  readonly unit: string;
  /** In the order of time. */
  readonly profiles: readonly { readonly name: string; readonly seconds: number }[];
  /** Whether `seconds` are since 1970; otherwise they are numbers from 0 on. */
  readonly hasTimes: boolean;
  /** One value for each profile. */
  readonly totals: readonly number[];
  /** The functions that have most at any time, the largest first; then all others in one. */
  readonly sites: readonly TimelineSite[];
  /** What the leak report says of the series; empty where it says nothing. */
  readonly verdicts: readonly TimelineVerdict[];
  /** Why there are no verdicts; '' if there are. */
  readonly noVerdicts: string;
}

export interface TimelineSite {
  readonly name: string;
  readonly values: readonly number[];
}

export interface TimelineVerdict {
  readonly verdict: string;
  /** From the leaf to the root. */
  readonly stack: readonly string[];
  readonly reason: string;
}

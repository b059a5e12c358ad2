// What a page is told of its session before it asks for any report.

/** In the page itself, as JSON; it changes when another profile is loaded. */
export interface SessionFacts {
  /** The program and the kind of values: 'server inuse_space'; as in pprof. */
  readonly title: string;
  /** Grows with each profile that is loaded; reports of another version are stale. */
  readonly version: number;
  readonly sampleTypes: readonly SampleTypeFacts[];
  /** The sample type that is shown when the URL names none. */
  readonly defaultSampleType: string;
  /** What the profile says of itself, a line each. */
  readonly about: readonly string[];
  /** http or https; '' for none. */
  readonly docUrl: string;
  /** The words after `heapwise` that would load the same profile. */
  readonly sources: readonly string[];
  /** Whether the profile comes from a URL that can be asked again. */
  readonly canRefresh: boolean;
  /** The profiles that this one can be compared with, by the names that addresses have for them; the newest is last. */
  readonly others: readonly string[];
  readonly hasLabels: boolean;
  /** How many profiles were given: several can be looked at as a series. */
  readonly profileCount: number;
  readonly options: readonly OptionFacts[];
  readonly configs: readonly SavedConfig[];
  /** Must come with every change, in the header `x-heapwise-token`. */
  readonly token: string;
}

export interface SampleTypeFacts {
  readonly type: string;
  readonly unit: string;
}

/** An option that URLs carry. */
export interface OptionFacts {
  /** As on the command line, and how URLs call it. */
  readonly name: string;
  readonly parameter: string;
  readonly type: 'bool' | 'int' | 'float' | 'string' | 'regexp' | 'choice';
  /** The value when the URL does not say. */
  readonly value: string;
  readonly help: string;
  readonly group: string;
  /** Names and what they mean; empty unless it is a choice. */
  readonly choices: readonly { readonly name: string; readonly help: string }[];
}

export interface SavedConfig {
  readonly name: string;
  /** The query that sets it, with the '?'; '' for the defaults. */
  readonly query: string;
  /** Not so for the one that is always there. */
  readonly isUsers: boolean;
}

/** The body of an answer that is no report. */
export interface Problem {
  readonly error: string;
}

/** Carries the warnings of a report: a JSON list of texts, percent-encoded. */
export const warningsHeader = 'x-heapwise-warnings';

export const tokenHeader = 'x-heapwise-token';

/** The element of the page that holds its `SessionFacts`. */
export const factsElement = 'session';

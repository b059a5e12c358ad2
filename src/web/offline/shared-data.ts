// What a page that is a file has instead of a server: profiles, sources, and answers that only the server could give.

import type { Request } from '#driver';

/** Profiles are beside it, as bytes: that which is shown, the others, then the series, all in this order. */
export interface SharedData {
  readonly request: Request;
  /** By the names that addresses have for them. */
  readonly others: readonly { readonly id: string; readonly name: string }[];
  readonly series: readonly { readonly name: string; readonly operations?: number }[];
  readonly sources: readonly SharedSource[];
  readonly workingDirectory: string;
  readonly zone: { readonly offsetSeconds: number; readonly abbreviation: string };
  /** By path below /ui/api/: machine code, which a page cannot read out of programs. */
  readonly answers: Readonly<Record<string, SharedAnswer>>;
}

export interface SharedSource {
  /** As the profile names it. */
  readonly path: string;
  readonly readFrom: string;
  readonly text: string;
}

export interface SharedAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

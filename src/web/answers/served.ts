// The profiles that answers are made of.

import type { LeakSnapshot, LoadedSource, Request, World } from '#driver';
import type { SourceReader } from '#ports';
import type { Profile } from '#profile';

/** What is shown at the moment. */
export interface Loaded {
  readonly profile: Profile;
  /** What the command line asked for: its options hold where an address says nothing. */
  readonly request: Request;
  readonly version: number;
}

export interface Served {
  current(): Loaded;
  /** A profile to compare with, by the name that addresses have for it; undefined when it is not there. */
  other(name: string): LoadedSource | undefined;
  /** The profiles that were given, each by itself and in the order of time. */
  series(): Promise<readonly LeakSnapshot[]>;
  readonly world: World;
  /** Finds no file that pages must not show. */
  readonly sources: SourceReader;
}

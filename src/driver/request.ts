// What one run is asked to do, as plain data: a shell makes it from a command line and the pipeline carries it out.

import type { FetchOptions } from '#ports';
import type { Config } from './config.ts';

export interface Request extends FetchOptions {
  /** Name of a row of the command table. Undefined: no report was named, so the interactive shell or the web UI. */
  readonly command: string | undefined;
  /** The regexp of a command that takes one, else ''. */
  readonly regexp: string;
  readonly config: Config;
  /** Files and URLs, merged into one profile. At least one. */
  readonly sources: readonly string[];
  /** Profiles to subtract; empty for none. */
  readonly bases: readonly string[];
  /** Whether the bases stay visible in percentages (-diff_base), rather than cancel (-base). */
  readonly diffBase: boolean;
  /** The program that made the profile, instead of the one that the profile names; '' for none. */
  readonly binary: string;
  readonly buildId: string;
  /** Options of symbolization as given: 'none', 'local', 'remote:force'; '' for the default. */
  readonly symbolize: string;
  /** Comment to add to the profile; '' for none. */
  readonly addComment: string;
  /** Keeps the frames that the profile says to drop. */
  readonly allFrames: boolean;
  /** Where to look for object tools; '' for the search path of the system. */
  readonly tools: string;
  /** host:port of the web UI; '' for none. */
  readonly http: string;
  readonly noBrowser: boolean;
  /** Lines for stderr about what was ignored. */
  readonly warnings: readonly string[];
}

// The shape of what `heapwise <name>` does beside reports: each has flags of its own and runs by itself.

import type { World } from '#driver';
import type { StatusLine } from '#node';
import type { FlagKind, ParsedFlags } from './flags.ts';

export interface Subcommand {
  readonly name: string;
  /** What follows the name in its usage line: 'OLD NEW'. */
  readonly usage: string;
  /** One line: what it does. */
  readonly help: string;
  /** Arguments of `heapwise <name>`, each an example that can be typed as it stands. */
  readonly examples: readonly string[];
  readonly flags: readonly SubcommandFlag[];
  /** Whether what comes after the first positional argument is for another program. */
  readonly areArgumentsForeign?: boolean;
  /**
   * @returns the exit code: 0, or 3 when a check that the user asked for did not hold.
   * @throws UsageError and all that `describeFailure` knows.
   */
  run(parsed: ParsedFlags, world: World, statusLine: StatusLine): Promise<number>;
}

export interface SubcommandFlag {
  readonly name: string;
  readonly kind: FlagKind;
  /** What stands for the value in help; '' for a bool. */
  readonly placeholder: string;
  readonly help: string;
}

// The table of subcommands: what `heapwise <name>` does beside reports.

import { escapeSubcommand } from './escape.ts';
import { benchSubcommand } from './bench.ts';
import { compareSubcommand } from './compare.ts';
import { leakSubcommand } from './leak.ts';
import { recordSubcommand } from './record.ts';
import { runSubcommand } from './run.ts';
import type { Subcommand } from './subcommand.ts';
import { webSubcommand } from './web.ts';

/** In the order of help. */
export const subcommands: readonly Subcommand[] = [
  webSubcommand,
  compareSubcommand,
  escapeSubcommand,
  benchSubcommand,
  leakSubcommand,
  recordSubcommand,
  runSubcommand,
];

/** The subcommand of that name; undefined if there is none. */
export function findSubcommand(name: string): Subcommand | undefined {
  return subcommands.find((subcommand) => subcommand.name === name);
}

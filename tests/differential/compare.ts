// Says whether this project and pprof answered a command line alike, also where pprof's own order is random.

import type { Outcome } from '../matrix/heapwise.ts';
import { canonicalLines } from './canonical.ts';

export type Verdict =
  | { readonly kind: 'identical' }
  /** Both failed, and ours said so clearly. */
  | { readonly kind: 'refused' }
  /** Equal but for an order that pprof itself changes from run to run. */
  | { readonly kind: 'identical but for order' }
  | { readonly kind: 'different'; readonly explanation: string };

/** How often pprof is asked again for the very same bytes. */
const repetitions = 12;
/** And how often until all our lines have been seen: one of two choices is missed by chance once in 2^60. */
const repetitionsAtMost = 60;

/**
 * @param command the name of the report.
 * @param runAgain runs pprof once more.
 */
export async function compareOutcomes(
  command: string,
  ours: Outcome,
  theirs: Outcome,
  runAgain: () => Promise<Outcome>,
): Promise<Verdict> {
  if (ours.kind === 'failed' || theirs.kind === 'failed') return compareFailures(ours, theirs);
  if (sameBytes(ours.bytes, theirs.bytes)) return { kind: 'identical' };
  const seen = [theirs.bytes];
  for (let run = 0; run < repetitionsAtMost; run++) {
    const again = await runAgain();
    if (again.kind === 'failed') return different('pprof failed when it was run again');
    if (sameBytes(ours.bytes, again.bytes)) return { kind: 'identical' };
    seen.push(again.bytes);
    if (run < repetitions - 1) continue;
    const isRandom = seen.some((bytes) => !sameBytes(bytes, theirs.bytes));
    if (isRandom && isOneOf(ours.bytes, seen, command)) return { kind: 'identical but for order' };
  }
  return different(firstDifference(ours.bytes, theirs.bytes));
}

/**
 * Whether a report could be another run of pprof: each of its lines is one that some run printed, and it has as many.
 * Choices between equals are made at each place of a report, so that no two runs need to agree in all of them.
 */
function isOneOf(ours: Uint8Array, seen: readonly Uint8Array[], command: string): boolean {
  const lines = canonicalLines(command, ours);
  const runs = seen.map((bytes) => canonicalLines(command, bytes));
  const known = new Set(runs.flat());
  return runs.some((run) => run.length === lines.length) && lines.every((line) => known.has(line));
}

/** Texts of errors need not be the same, but ours must be clear lines. */
function compareFailures(ours: Outcome, theirs: Outcome): Verdict {
  if (ours.kind === 'report') return different(`pprof failed: ${linesOf(theirs)}`);
  if (theirs.kind === 'report') return different(`heapwise failed: ${linesOf(ours)}`);
  // Warnings about the profile may come first, on lines of their own; a stack trace is indented.
  const isClear = ours.lines.length <= 5 && ours.lines.every((line) => /^\S[^\n]{4,}$/.test(line));
  return isClear ? { kind: 'refused' } : different(`not a clear message: ${linesOf(ours)}`);
}

function linesOf(outcome: Outcome): string {
  return outcome.kind === 'failed' ? outcome.lines.slice(0, 3).join(' / ') : '';
}

function different(explanation: string): Verdict {
  return { kind: 'different', explanation };
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** The first line that is not the same, of both. */
export function firstDifference(ours: Uint8Array, theirs: Uint8Array): string {
  const [ourLines, theirLines] = [linesOfBytes(ours), linesOfBytes(theirs)];
  const line = ourLines.findIndex((text, index) => text !== theirLines[index]);
  const at = line === -1 ? ourLines.length : line;
  const show = (text: string | undefined): string =>
    text === undefined ? '(end)' : JSON.stringify(text.slice(0, 300));
  return `line ${at + 1} of ${ourLines.length} and ${theirLines.length}\n  heapwise ${show(ourLines[at])}\n  pprof    ${show(theirLines[at])}`;
}

function linesOfBytes(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes).toString('latin1').split('\n');
}

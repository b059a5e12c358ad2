// Which rows of a comparison are shown, in which order, and how changes are written.

import { compareInfo } from '#graph';
import { compareText } from '#profile';
import { chooseOutputUnit, formatValue } from '../context.ts';
import type { ComparedRow, Comparison, JudgedChange } from './compare.ts';
import { significanceLevel, type Verdict } from './significance.ts';
import { studentQuantile } from '#statistics';

export interface ShownRows {
  /** By descending change. */
  readonly rows: readonly ComparedRow[];
  /** How many rows more have changed, but are beyond the limit. */
  readonly more: number;
  /** How many were too small to be worth a row (`nodefraction`). */
  readonly dropped: number;
  /** Rows below this on both sides were dropped. */
  readonly cutoff: number;
  readonly unchanged: number;
}

/** @param nodeCount at most so many; 0 for all. */
export function shownRows({ context, rows, total }: Comparison, nodeCount: number): ShownRows {
  const key = context.order;
  const other = key === 'flat' ? 'cum' : 'flat';
  const cutoff = Math.max(Math.abs(total.before), Math.abs(total.after)) * context.nodeFraction;
  const sizeOf = ({ cum }: ComparedRow): number => Math.max(Math.abs(cum.before), Math.abs(cum.after));
  const changed = rows.filter(({ flat, cum }) => flat.delta !== 0 || cum.delta !== 0);
  const large = changed.filter((row) => sizeOf(row) >= cutoff);
  const wanted = large.filter(
    ({ flat, cum }) => !context.dropNegative || flat.delta > 0 || (flat.delta === 0 && cum.delta > 0),
  );
  const sorted = wanted.toSorted(
    (a, b) =>
      Math.abs(b[key].delta) - Math.abs(a[key].delta) ||
      Math.abs(b[other].delta) - Math.abs(a[other].delta) ||
      compareText(a.name, b.name) ||
      compareInfo(a.info, b.info),
  );
  const shown = nodeCount > 0 ? sorted.slice(0, nodeCount) : sorted;
  return {
    rows: shown,
    more: sorted.length - shown.length,
    dropped: changed.length - large.length,
    cutoff,
    unchanged: rows.length - changed.length,
  };
}

/** The unit in which a comparison shows its values: one for all rows, as in the other reports. */
export function comparisonUnit({ context, total }: Comparison, rows: readonly ComparedRow[]): string {
  const largest = Math.max(Math.abs(total.before), Math.abs(total.after));
  const magnitudes = rows.flatMap(({ flat, cum }) => {
    const change = flat.delta === 0 ? cum : flat;
    return [Math.max(Math.abs(change.before), Math.abs(change.after))];
  });
  return chooseOutputUnit({ ...context, total: largest }, magnitudes);
}

/** The unit for values that stand by themselves: the best for each, unless one was asked for. */
export function singleUnit({ context }: Comparison): string {
  return context.outputUnit === 'minimum' ? 'auto' : context.outputUnit;
}

export interface ChangeTexts {
  value(value: number): string;
  /** With its sign. */
  delta(change: JudgedChange): string;
  /** The half-width of the 95 % interval of the change; '' if it is not known. */
  margin(change: JudgedChange): string;
}

export function changeTexts({ context }: Comparison, unit: string): ChangeTexts {
  const value = (value: number): string => formatValue(context, value, unit);
  return {
    value,
    delta: ({ delta }) => signed(delta, value(delta)),
    margin(change) {
      const margin = marginOf(change);
      return margin === undefined ? '' : `±${value(margin)}`;
    },
  };
}

/** The half-width of the 95 % interval of a change by itself; undefined if it is not known. */
export function marginOf({ error, freedom }: JudgedChange): number | undefined {
  if (error === undefined || error === 0) return error;
  return error * studentQuantile(significanceLevel, freedom);
}

/** The change as a share of what was there before: '+12.5%', 'new', 'gone'; '' for none. */
export function relativeText({ before, after, delta }: JudgedChange): string {
  if (delta === 0) return '';
  if (before === 0) return 'new';
  if (after === 0) return 'gone';
  const percent = (delta / Math.abs(before)) * 100;
  const size = Math.abs(percent);
  return signed(delta, `${percent.toFixed(size < 9.95 ? 2 : size < 99.95 ? 1 : 0)}%`);
}

function signed(delta: number, text: string): string {
  return delta > 0 && text !== '0' ? `+${text}` : text;
}

/** What stands behind a change that cannot be taken at face value. */
export const verdictMarks: Readonly<Record<Verdict, string>> = { significant: ' ', noise: '~', unknown: '?' };

/** What noise is called: with several profiles of a side, runs differ as well. */
export function errorName({ sources }: Pick<Comparison, 'sources'>): string {
  return sources.length > 2 ? 'error of sampling and of runs' : 'sampling error';
}

/** One line on the marks that are among `changes`; '' when there are none. */
export function legend(comparison: Comparison, changes: readonly JudgedChange[]): string {
  const judged = comparison.rows.length;
  const changed = changes.filter(({ delta }) => delta !== 0);
  const marks: string[] = [];
  if (changed.some(({ verdict }) => verdict === 'noise')) {
    marks.push(`~ is within the ${errorName(comparison)} (95%, false discovery rate over ${judged} entries)`);
  }
  if (changed.some(({ verdict }) => verdict === 'unknown')) {
    marks.push('? has an unknown error: compare several profiles of each side to learn it');
  }
  return marks.join('; ');
}

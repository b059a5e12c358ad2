// Prints a comparison as text.

import { label } from '#measurement';
import { baseName } from '#graph';
import { filterLabels } from '../header.ts';
import { padLeft } from '../padding.ts';
import { headerTime } from '../time.ts';
import type { ComparedSource, Comparison, JudgedChange } from './compare.ts';
import {
  changeTexts,
  comparisonUnit,
  legend,
  relativeText,
  shownRows,
  singleUnit,
  verdictMarks,
  type ChangeTexts,
  type ShownRows,
} from './shown.ts';

/** How many rows there are when `nodecount` does not say. */
const usualRows = 40;

export function printComparison(comparison: Comparison): string {
  const { context, total, rows } = comparison;
  const shown = shownRows(comparison, context.nodeCount === -1 ? usualRows : context.nodeCount);
  const single = changeTexts(comparison, singleUnit(comparison));
  const texts = changeTexts(comparison, comparisonUnit(comparison, shown.rows));
  const lines = headerLines(comparison, single);
  lines.push(`Total: ${changeHeadline(comparison)}`, ...leftOutLines(rows.length, shown, single));
  const changes = [total, ...shown.rows.flatMap(({ flat, cum }) => [flat, cum])];
  const marks = legend(comparison, changes);
  if (marks !== '') lines.push(marks);
  if (shown.rows.length === 0) return `${lines.join('\n')}\n`;
  const header = (kind: string): string =>
    ` ${padLeft(10, `${kind}before`)} ${padLeft(10, 'after')} ${padLeft(10, 'change')}    ${padLeft(7, 'change%')}`;
  lines.push(`${header('')}  ${header('cum ')}  name`.slice(1));
  for (const { name, flat, cum } of shown.rows) {
    lines.push(`${columns(flat, texts)}  ${columns(cum, texts)}  ${name}`.slice(1));
  }
  return `${lines.join('\n')}\n`;
}

function columns(change: JudgedChange, { value, delta }: ChangeTexts): string {
  const mark = change.delta === 0 ? ' ' : verdictMarks[change.verdict];
  const values = [value(change.before), value(change.after), delta(change)].map((text) => padLeft(10, text));
  return ` ${values.join(' ')} ${mark} ${padLeft(8, relativeText(change))}`;
}

function headerLines({ context, sources, total }: Comparison, texts: ChangeTexts): string[] {
  const { mappings, strings } = context.profile;
  const file = mappings.count === 0 ? '' : strings.text(mappings.file[0]!);
  const side = (name: string, side: ComparedSource['side'], value: number): string => {
    const all = sources.filter((source) => source.side === side);
    return `${name} ${texts.value(value)}  ${sideText(all, context.timeZone)}`;
  };
  return [
    ...(file === '' ? [] : [`File: ${baseName(file)}`]),
    `Type: ${context.sampleType}`,
    side('Before:', 'before', total.before),
    side('After: ', 'after', total.after),
    ...filterLabels(context.activeFilters),
  ];
}

/** What a side is made of: 'a.pb.gz, 2026-11-24 03:30:00 CET, 30s', or 'mean of 5 profiles, a.pb.gz to e.pb.gz'. */
function sideText(sources: readonly ComparedSource[], timeZone: Comparison['context']['timeZone']): string {
  const [first, last] = [sources[0]!, sources.at(-1)!];
  const scaled = sources.some(({ factor }) => factor !== 1) ? ', scaled to the same duration' : '';
  if (sources.length > 1) {
    return `mean of ${sources.length} profiles, ${first.name} to ${last.name}${scaled}`;
  }
  const time = first.timeNanos === 0n ? '' : `, ${headerTime(first.timeNanos, timeZone)}`;
  const duration = first.durationNanos === 0n ? '' : `, ${label(Number(first.durationNanos), 'nanoseconds')}`;
  return `${first.name}${time}${duration}${scaled}`;
}

/** The change of the total in a few words: '+15.48MB ±1.17MB (+302%)'. */
export function changeHeadline(comparison: Comparison): string {
  const { total } = comparison;
  const texts = changeTexts(comparison, singleUnit(comparison));
  if (total.delta === 0) return 'no change';
  const relative = relativeText(total);
  const margin = texts.margin(total);
  const error = margin === '' || margin === '±0' ? '' : ` ${margin}`;
  const mark = verdictMarks[total.verdict].trimEnd();
  return `${texts.delta(total)}${error} (${relative})${mark === '' ? '' : ` ${mark}`}`;
}

function leftOutLines(
  count: number,
  { rows, more, dropped, cutoff, unchanged }: ShownRows,
  { value }: ChangeTexts,
): string[] {
  const parts = [`Showing ${rows.length} of ${count} entries`];
  if (more > 0) parts.push(`${more} more changed less`);
  if (dropped > 0) parts.push(`dropped ${dropped} (cum < ${value(cutoff)})`);
  if (unchanged > 0) parts.push(`${unchanged} did not change`);
  return [parts.join('; ')];
}

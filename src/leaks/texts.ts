// The words and numbers that the text and the Markdown report share.

import { label } from '#measurement';
import type { StackFrame } from './growing-stack.ts';
import { anonymous } from './read-functions.ts';
import type { LeakReport, Rate, SeriesReport, SiteReport } from './report.ts';

/** The source text of a frame's line; undefined where it is not at hand. */
export type SourceText = (frame: StackFrame) => string | undefined;

type Units = Pick<SeriesReport, 'unit' | 'per'>;

export function amountText(value: number, unit: SeriesReport['unit']): string {
  if (unit === 'bytes') return label(Math.round(value), 'bytes');
  return Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(2) : String(Math.round(value));
}

const perTexts: Readonly<Record<SeriesReport['per'], string>> = {
  second: '/s',
  snapshot: ' per snapshot',
  operation: '/op',
  run: ' per run',
};

/** '+427.21kB/s (299.10kB to 554.00kB)' */
export function rateText({ value, low, high }: Rate, { unit, per }: Units): string {
  const sign = value > 0 ? '+' : '';
  const amount = (each: number): string => amountText(each, unit);
  return `${sign}${amount(value)}${perTexts[per]} (${amount(low)} to ${amount(high)})`;
}

/** '1h20m'; of more than a year nobody wants to know the minutes. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  if (seconds < 100) return `${Math.round(seconds)}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h${minutes % 60 === 0 ? '' : `${minutes % 60}m`}`;
  return hours < 24 * 365 * 2 ? `${Math.round(hours / 24)} days` : `${Math.round(hours / 24 / 365)} years`;
}

/** 'main.open, by main.newBlob' */
export function siteText({ guilty, functions }: SiteReport): string {
  const at = functions.indexOf(guilty);
  const helper = functions[at - 1];
  if (helper !== undefined) return `${guilty}, by ${helper}`;
  const caller = functions[at + 1];
  return caller === undefined ? guilty : `${guilty}, called by ${caller}`;
}

export function frameText({ function: name, file, line }: StackFrame): string {
  const place = file === '' ? '' : ` ${file.slice(file.lastIndexOf('/') + 1)}${line > 0 ? `:${line}` : ''}`;
  return `${name}${place}`;
}

/** The frames from the leaf to a few of the program's own: what leads to them is the same for all. */
export function shownFrames({ stack, guilty }: SiteReport): readonly StackFrame[] {
  const at = stack.findIndex((frame) => frame.label === guilty);
  return stack.slice(0, Math.max(at, 0) + 3);
}

/** Whose source line is worth showing: the guilty function's, or the innermost of the program's own. */
export function guiltyFrame({ stack, guilty }: SiteReport): StackFrame | undefined {
  return stack.find((frame) => frame.label === guilty) ?? stack.find((frame) => frame.isOwn);
}

/** The command that shows the guilty lines in their source. */
export function nextCommand(site: SiteReport, { window, type }: SeriesReport): string {
  const plain = site.guilty.startsWith(`${anonymous} `) ? anonymous : site.guilty;
  const name = plain.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const index = type.endsWith('_space') ? ` -sample_index=${type}` : '';
  return `heapwise -list=${quoted(`^${name}$`)}${index} ${quoted(window.last)}`;
}

/** As one word of a shell. */
function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** What the whole comes to, in one line. */
export function headline({ series, proved }: LeakReport): string {
  const count = proved.reduce((sum, leak) => sum + leak.count, 0);
  if (count > 0) return `LEAK: ${count} goroutines can never go on: Go's runtime proved it`;
  const leaks = series.flatMap((each) => sitesOf(each, 'leak'));
  if (leaks.length > 0) {
    const [{ site, of }, ...others] = [leaks[0]!, ...leaks.slice(1)];
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    return `LEAK: ${site.guilty} ${rateText(site.rate, of)}${more}`;
  }
  const suspects = series.flatMap((each) => sitesOf(each, 'suspect'));
  if (suspects.length > 0) {
    return `No proof of a leak, but ${suspects.length === 1 ? 'a suspect' : `${suspects.length} suspects`}: ${suspects
      .map(({ site }) => site.guilty)
      .slice(0, 3)
      .join(', ')}`;
  }
  const unsettled = series.flatMap((each) => sitesOf(each, 'unsettled'));
  if (unsettled.length > 0) {
    return `No leak so far, but ${unsettled[0]!.site.guilty} grows and may level off or not`;
  }
  if (series.every(({ total }) => total.verdict === 'insufficient'))
    return 'Too little data to tell whether anything leaks';
  return 'No leak found';
}

function sitesOf(of: SeriesReport, verdict: SiteReport['verdict']): { site: SiteReport; of: SeriesReport }[] {
  return of.sites.filter((site) => site.verdict === verdict).map((site) => ({ site, of }));
}

/** 'inuse_space over 58 s in 30 snapshots' */
export function windowText({ type, window }: SeriesReport): string {
  const { given, used, seconds, samplingRate, smallestLeak } = window;
  const time = seconds === undefined ? '' : ` over ${durationText(seconds)}`;
  const count = used === given ? String(used) : `${used} of ${given}`;
  const snapshots = `${count} ${given === 1 ? 'snapshot' : 'snapshots'}`;
  const rate = samplingRate > 1 ? `, sampled every ${label(samplingRate, 'bytes')}` : '';
  const least =
    smallestLeak === undefined || seconds === undefined
      ? ''
      : `; a leak of ${label(Math.round(smallestLeak), 'bytes')}/s or more shows in a window as long as this`;
  return `${type}${time} in ${snapshots}${rate}${least}`;
}

/** Of sites that are not shown one by one. */
export function countsText(sites: readonly SiteReport[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of sites) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}

const quiet = new Set(['steady', 'insufficient', 'shrinking']);

/** The sites that are worth a paragraph: what grows, grew or moves. */
export function shownSites(sites: readonly SiteReport[], limit: number): readonly SiteReport[] {
  const shown = sites.filter(
    ({ verdict, missing, net }) =>
      !quiet.has(verdict) || (missing !== '' && net > 0 && verdict !== 'insufficient'),
  );
  return limit === 0 ? shown : shown.slice(0, limit);
}

/** 'p=9.5e-8', never 0. */
export function probabilityText(p: number): string {
  return p < 1e-9 ? 'p<1e-9' : `p=${p.toPrecision(2)}`;
}

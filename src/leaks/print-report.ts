// The leak report as text: the verdict first, then who leaks, how fast, why it is believed, and what to run next.

import type { LeakReport, ProvedLeak, SeriesReport, SiteReport } from './report.ts';
import { sparkline } from './sparkline.ts';
import {
  amountText,
  countsText,
  durationText,
  frameText,
  guiltyFrame,
  headline,
  nextCommand,
  probabilityText,
  rateText,
  shownFrames,
  shownSites,
  siteText,
  windowText,
  type SourceText,
} from './texts.ts';

export interface PrintOptions {
  /** How many sites of each series are shown; 0 for all that are not steady. */
  readonly count: number;
  /** ASCII only. */
  readonly isPlain: boolean;
  readonly source: SourceText;
}

export function printLeaks(report: LeakReport, options: PrintOptions): string {
  const lines = [headline(report), ...report.notes.map((note) => `Note: ${note}`)];
  for (const leak of report.proved) lines.push('', ...provedLines(leak, options));
  for (const series of report.series) lines.push('', ...seriesLines(series, options));
  return `${lines.join('\n')}\n`;
}

function seriesLines(series: SeriesReport, options: PrintOptions): readonly string[] {
  const { total, sites, unit } = series;
  const shown = shownSites(sites, options.count);
  const hidden = sites.filter((site) => !shown.includes(site));
  return [
    windowText(series),
    ...series.notes.map((note) => `Note: ${note}`),
    `total  ${total.verdict}  ${amountText(total.live.value, unit)}  ${rateText(total.rate, series)}  ${spark(total, options)}${limitText(total)}`,
    ...(total.verdict === 'insufficient' && total.missing !== '' ? [tooLittle(total)] : []),
    ...shown.flatMap((site) => ['', ...siteLines(site, series, options)]),
    ...(hidden.length > 0 ? ['', `Other sites: ${countsText(hidden)}`] : []),
  ];
}

function siteLines(site: SiteReport, series: SeriesReport, options: PrintOptions): readonly string[] {
  const { unit } = series;
  const source = guiltyFrame(site);
  const text = source === undefined ? undefined : options.source(source);
  return [
    `${site.verdict}  ${siteText(site)}`,
    field('rate', `${rateText(site.rate, series)}, ${probabilityText(site.p)}${limitText(site)}`),
    field(
      'series',
      `${spark(site, options)}  ${amountText(site.net, unit)} more, now ${liveText(site, unit)}`,
    ),
    field('why', `${site.reason}${turnText(site)}`),
    ...waitLines(site),
    ...shownFrames(site).map((frame, i) => field(i === 0 ? 'stack' : '', frameText(frame))),
    ...(source === undefined || text === undefined
      ? []
      : [field('line', `${source.file}:${source.line}: ${text.trim()}`)]),
    ...(site.missing === '' ? [] : [field('', tooLittle(site))]),
    field('next', nextCommand(site, series)),
  ];
}

function field(name: string, text: string): string {
  return `  ${name.padEnd(7)}${text}`;
}

function spark({ points }: SiteReport, { isPlain }: PrintOptions): string {
  return sparkline(
    points.map(([, value]) => value),
    isPlain,
  );
}

function liveText({ live }: SiteReport, unit: SeriesReport['unit']): string {
  const { value, low, high } = live;
  const range = low === high ? '' : ` (${amountText(low, unit)} to ${amountText(high, unit)})`;
  return `${amountText(value, unit)}${range}`;
}

function limitText({ secondsToLimit }: SiteReport): string {
  if (secondsToLimit === undefined) return '';
  return secondsToLimit === 0
    ? '; over the limit already'
    : `; at the limit in ${durationText(secondsToLimit)}`;
}

function turnText({ onset, stepAt, fillTime }: SiteReport): string {
  if (onset !== undefined) return `; began ${durationText(onset)} into the window`;
  if (stepAt !== undefined) return `, ${durationText(stepAt)} into the window`;
  return fillTime === undefined ? '' : `, with a time constant of ${durationText(fillTime)}`;
}

function tooLittle({ missing }: SiteReport): string {
  return `too little data: ${missing}, would decide`;
}

function waitLines({
  state,
  creator,
  longestWait,
}: Pick<SiteReport, 'state' | 'creator' | 'longestWait'>): readonly string[] {
  if (state === '' && creator === '') return [];
  const parts = [
    ...(state === '' ? [] : [state]),
    ...(longestWait > 0 ? [`for up to ${durationText(longestWait)}`] : []),
    ...(creator === '' ? [] : [`started by ${creator}`]),
  ];
  return [field('waits', parts.join(', '))];
}

function provedLines(leak: ProvedLeak, options: PrintOptions): readonly string[] {
  const own = leak.stack.find((frame) => frame.isOwn) ?? leak.stack[0];
  const text = own === undefined ? undefined : options.source(own);
  return [
    `leak  ${leak.count} goroutines, proved by Go's runtime: nobody can reach what they wait for`,
    ...waitLines(leak),
    ...leak.stack.map((frame, i) => field(i === 0 ? 'stack' : '', frameText(frame))),
    ...(own === undefined || text === undefined
      ? []
      : [field('line', `${own.file}:${own.line}: ${text.trim()}`)]),
  ];
}

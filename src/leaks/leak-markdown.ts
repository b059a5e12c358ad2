// The leak report as Markdown, for a pull request or an incident.

import { markdownTable, markdownText } from '#measurement';
import type { LeakReport, SeriesReport, SiteReport } from './report.ts';
import { sparkline } from './sparkline.ts';
import {
  amountText,
  countsText,
  frameText,
  guiltyFrame,
  headline,
  rateText,
  shownSites,
  siteText,
  windowText,
} from './texts.ts';

/** @param count how many sites of each series are shown; 0 for all that are not steady. */
export function leakMarkdown(report: LeakReport, count: number): string {
  const blocks = [`**${markdownText(headline(report))}**`];
  if (report.notes.length > 0) blocks.push(notes(report.notes));
  if (report.proved.length > 0) {
    const rows = report.proved.map((leak) => [
      String(leak.count),
      leak.state,
      leak.stack
        .filter((frame) => frame.isOwn)
        .map(frameText)
        .join(' < '),
      leak.creator,
    ]);
    blocks.push(table(['goroutines', 'waits for', 'stack', 'started by'], rows));
  }
  for (const series of report.series) blocks.push(...seriesBlocks(series, count));
  return `${blocks.join('\n\n')}\n`;
}

function seriesBlocks(series: SeriesReport, count: number): readonly string[] {
  const shown = shownSites(series.sites, count);
  const hidden = series.sites.filter((site) => !shown.includes(site));
  return [
    markdownText(windowText(series)),
    ...(series.notes.length === 0 ? [] : [notes(series.notes)]),
    table(
      ['verdict', 'site', 'line', 'rate', 'now', 'series', 'why'],
      [row('total', series.total, series), ...shown.map((site) => row(siteText(site), site, series))],
    ),
    ...(hidden.length === 0 ? [] : [`Other sites: ${countsText(hidden)}`]),
  ];
}

function row(name: string, site: SiteReport, series: SeriesReport): readonly string[] {
  const frame = guiltyFrame(site);
  return [
    site.verdict,
    name,
    frame === undefined ? '' : `${frame.file.slice(frame.file.lastIndexOf('/') + 1)}:${frame.line}`,
    rateText(site.rate, series),
    amountText(site.live.value, series.unit),
    sparkline(
      site.points.map(([, value]) => value),
      false,
      20,
    ),
    site.missing === '' ? site.reason : `${site.reason}; ${site.missing}, would decide`,
  ];
}

function notes(texts: readonly string[]): string {
  return texts.map((text) => `- ${markdownText(text)}`).join('\n');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(
    header.map((name) => ({ name })),
    rows,
  ).trimEnd();
}

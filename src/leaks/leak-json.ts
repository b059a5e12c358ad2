// The leak report as JSON: schema heapwise/leak/v1 (docs/json.md).

import type { StackFrame } from './growing-stack.ts';
import type { LeakReport, RateUnit, SeriesReport, SiteReport } from './report.ts';

/** What `JSON.stringify` writes; the longest series is the document, the others are in `others`. */
export function leakJson(report: LeakReport): Readonly<Record<string, unknown>> {
  const [first, ...others] = report.series;
  return {
    schema: 'heapwise/leak/v1',
    ...(first === undefined
      ? { sites: [], total: null, window: null, notes: report.notes }
      : seriesJson(first, report.notes)),
    others: others.map((series) => seriesJson(series, [])),
    proved: report.proved.map(({ count, stack, state, creator, longestWait }) => ({
      count,
      stack: stack.map((frame) => frame.function),
      frames: stack.map(frameJson),
      state,
      creator,
      longestWaitSeconds: longestWait,
    })),
  };
}

function seriesJson(series: SeriesReport, notes: readonly string[]): Readonly<Record<string, unknown>> {
  const { type, unit, per, window, total, sites } = series;
  return {
    type,
    unit,
    per,
    window: {
      first: window.first,
      last: window.last,
      given: window.given,
      used: window.used,
      seconds: window.seconds ?? null,
      intervalSeconds: window.interval ?? null,
      samplingRate: window.samplingRate,
      gcForced: window.gcForced ?? null,
      smallestLeak: window.smallestLeak ?? null,
    },
    notes: [...notes, ...series.notes],
    total: siteJson(total, per),
    sites: sites.map((site) => siteJson(site, per)),
  };
}

function siteJson(site: SiteReport, per: RateUnit): Readonly<Record<string, unknown>> {
  const { rate, live } = site;
  return {
    verdict: site.verdict,
    functions: site.functions,
    guilty: site.guilty,
    stack: site.stack.length > 0 ? site.stack.map((frame) => frame.function) : site.functions,
    frames: site.stack.map(frameJson),
    rate: {
      bytesPerSecond: per === 'second' ? rate.value : null,
      value: rate.value,
      low: rate.low,
      high: rate.high,
    },
    p: site.p,
    confidence: 1 - site.p,
    netBytes: site.net,
    netSamples: site.netSamples,
    liveBytes: live.value,
    liveLow: live.low,
    liveHigh: live.high,
    births: site.births ?? null,
    deaths: site.deaths ?? null,
    residenceSeconds: site.residence ?? null,
    shape: site.shape,
    onsetSeconds: site.onset ?? null,
    stepAtSeconds: site.stepAt ?? null,
    stepBytes: site.stepSize ?? null,
    fillSeconds: site.fillTime ?? null,
    secondsToLimit: site.secondsToLimit ?? null,
    missing: site.missing,
    state: site.state,
    creator: site.creator,
    longestWaitSeconds: site.longestWait,
    reason: site.reason,
    // What nobody asks about would be most of the document.
    series: site.verdict === 'insufficient' ? [] : site.points,
    fitted: site.fitted,
  };
}

function frameJson({ function: name, file, line }: StackFrame): Readonly<Record<string, unknown>> {
  return { function: name, file, line };
}

// A series over time: what its functions have in each profile, and which of them leak.

import { judgeSnapshots, selectForReport, type LeakSnapshot, type Request } from '#driver';
import { buildTop } from '#report';
import type { Timeline, TimelineSite, TimelineVerdict } from '#web/api';
import { configOfQuery } from './query.ts';
import { jsonReply, type Reply } from './reply.ts';
import { worldOfRequest } from './reports.ts';
import type { Served } from './served.ts';

/** More areas could not be told apart. */
const shownSites = 10;

export async function timelineReply(query: URLSearchParams, served: Served): Promise<Reply> {
  const snapshots = await served.series();
  const { request } = served.current();
  const config = { ...configOfQuery(query, request.config), trim: false, mean: false };
  const topRequest: Request = { ...request, command: 'top', regexp: '', config };
  const flats: Map<string, number>[] = [];
  let [type, unit] = ['', ''];
  for (const { profile } of snapshots) {
    const { context } = await selectForReport(profile, topRequest, worldOfRequest(served, []));
    [type, unit] = [context.sampleType, context.sampleUnit];
    flats.push(new Map(buildTop(context).rows.map(({ name, flat }) => [name, flat])));
  }
  const hasTimes = snapshots.every(({ profile }) => profile.timeNanos > 0n);
  const timeline: Timeline = {
    type,
    unit,
    profiles: snapshots.map(({ name, profile }, i) => ({
      name,
      seconds: hasTimes ? Number(profile.timeNanos) / 1e9 : i,
    })),
    hasTimes,
    totals: flats.map((byName) => sum([...byName.values()])),
    sites: sitesOf(flats),
    ...verdictsOf(snapshots, served),
  };
  return jsonReply(200, timeline);
}

function sitesOf(flats: readonly ReadonlyMap<string, number>[]): TimelineSite[] {
  const most = new Map<string, number>();
  for (const byName of flats) {
    for (const [name, flat] of byName) most.set(name, Math.max(most.get(name) ?? 0, flat));
  }
  const names = [...most].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const valuesOf = (name: string): number[] => flats.map((byName) => byName.get(name) ?? 0);
  const shown = names.slice(0, shownSites).map((name) => ({ name, values: valuesOf(name) }));
  const rest = names.slice(shownSites);
  if (rest.length === 0) return shown;
  const values = flats.map((byName) => sum(rest.map((name) => byName.get(name) ?? 0)));
  return [...shown, { name: `${rest.length} other functions`, values }];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

interface LeakDocument {
  readonly sites: readonly TimelineVerdict[];
}

/** The report of `heapwise leak`, without the sites of which it says nothing. */
function verdictsOf(
  snapshots: readonly LeakSnapshot[],
  { world }: Served,
): Pick<Timeline, 'verdicts' | 'noVerdicts'> {
  try {
    const settings = { limit: undefined, format: 'json', count: 0, isPlain: true, sourcePath: '' } as const;
    const { sites } = JSON.parse(judgeSnapshots(snapshots, settings, world).text) as LeakDocument;
    const telling = sites.filter(({ verdict }) => verdict !== 'insufficient' && verdict !== 'steady');
    return {
      verdicts: telling.map(({ verdict, stack, reason }) => ({ verdict, stack, reason })),
      noVerdicts: telling.length === 0 ? 'nothing in the series grows beyond doubt' : '',
    };
  } catch (error) {
    return { verdicts: [], noVerdicts: error instanceof Error ? error.message : String(error) };
  }
}

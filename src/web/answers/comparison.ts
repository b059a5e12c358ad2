// The comparison of the profile that is served with another: as a table, and as one flame graph of both.

import { compareLoaded, UsageError, type LoadedSource } from '#driver';
import { packFlame } from '#flame';
import { comparisonFlame, comparisonJson, printJson, type Comparison } from '#report';
import { configOfQuery } from './query.ts';
import { reply, type Reply } from './reply.ts';
import { warningHeaders, withBareNames, worldOfRequest } from './reports.ts';
import type { Served } from './served.ts';

export async function comparisonReply(query: URLSearchParams, served: Served): Promise<Reply> {
  const warnings: string[] = [];
  const comparison = await compare(query, served, warnings);
  const chunks = printJson('compare', comparison.context, comparisonJson(comparison));
  return reply(200, 'application/json; charset=utf-8', chunks, warningHeaders(warnings));
}

export async function comparisonFlameReply(query: URLSearchParams, served: Served): Promise<Reply> {
  const warnings: string[] = [];
  const flame = comparisonFlame(await compare(query, served, warnings));
  const body = [packFlame(withBareNames(flame))];
  return reply(200, 'application/octet-stream', body, warningHeaders(warnings));
}

/** `swap` makes the other profile the later one. */
async function compare(query: URLSearchParams, served: Served, warnings: string[]): Promise<Comparison> {
  const { request } = served.current();
  const config = configOfQuery(query, request.config);
  const [other, current] = await sidesOf(query, served);
  const isSwapped = query.get('swap') === 'true';
  const [before, after] = isSwapped ? [current, other] : [other, current];
  const everything = { nodeCount: 0, nodeFraction: 0, mean: false, normalize: false };
  return compareLoaded(
    [before],
    [after],
    {
      request: { ...request, config: { ...config, ...everything } },
      normalize: query.get('norm') === 'true',
    },
    worldOfRequest(served, warnings),
  );
}

/** Two profiles of the series by their numbers (`first`, `last`), or what is served and another one (`with`). */
async function sidesOf(query: URLSearchParams, served: Served): Promise<[LoadedSource, LoadedSource]> {
  const { profile, request } = served.current();
  if (query.has('first') && query.has('last')) {
    const series = await served.series();
    const [first, last] = [series[Number(query.get('first'))], series[Number(query.get('last'))]];
    if (first === undefined || last === undefined) throw new UsageError('the series has no such profile');
    return [first, last];
  }
  const name = query.get('with') ?? '';
  if (name === '') throw new UsageError('choose a profile to compare with first');
  const other = served.other(name);
  if (other === undefined) throw new UsageError(`the profile ${name} is not here; choose it again`);
  return [other, { name: request.sources.join(' '), profile }];
}

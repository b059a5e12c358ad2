// What each view asks the server for, by the address of the page: below /ui/api/.

import type { SessionFacts } from '#web/api';
import { reportQuery } from './session.ts';

/** All kinds of values come at once, and order is a matter of the drawing. */
export function flamePath(query: URLSearchParams, facts: SessionFacts): string {
  return `flamegraph?${reportQuery(query, facts, ['si', 'sort', 'n', 'nf', 'ef', 'trim'])}`;
}

export function topPath(query: URLSearchParams, facts: SessionFacts): string {
  return `top?${reportQuery(query, facts)}`;
}

/** All functions with their values of another sample type. */
export function otherTopPath(query: URLSearchParams, facts: SessionFacts, type: string): string {
  const common = reportQuery(query, facts, ['si', 'n', 'nf', 'ef', 'trim', 'sort']);
  return `top?${common}&trim=false&si=${encodeURIComponent(type)}`;
}

export function labelsPath(query: URLSearchParams, facts: SessionFacts): string {
  return `labels?${reportQuery(query, facts, ['tagroot', 'tagleaf'])}`;
}

/** Reports on functions ask for nothing until some are named. */
export function functionsPath(
  report: 'peek' | 'source',
  query: URLSearchParams,
  facts: SessionFacts,
): string {
  return (query.get('f') ?? '') === '' ? '' : `${report}?${reportQuery(query, facts)}`;
}

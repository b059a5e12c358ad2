// Heap profiles that are to be compared with one another are asked for with a garbage collection before.

/** Go ignores `ages`; of Node it gives the births and deaths by which leaks are told. */
const query = 'gc=1&ages=1';

/**
 * The URL of a heap profile, or of a program whose heap it is, with a query that asks for what a series needs; others stay as they
 * are. Without a collection Go's profile is as old as the last, and that of newer Nodes counts garbage.
 */
export function collectedHeap(url: string): string {
  const withoutScheme = url.replace(/^[a-z+]+:\/\//i, '');
  if (!withoutScheme.includes('/') && !withoutScheme.includes('?')) return `${url}/debug/pprof/heap?${query}`;
  return url.endsWith('/heap') ? `${url}?${query}` : url;
}

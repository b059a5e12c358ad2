// Heap profiles that are to be compared with one another are asked for with a garbage collection before.

/**
 * The URL of a heap profile, or of a program whose heap it is, with `gc=1` or another query; others stay as they are. Without a
 * collection Go's profile is as old as the last, and that of newer Nodes counts garbage.
 */
export function collectedHeap(url: string, query = 'gc=1'): string {
  const withoutScheme = url.replace(/^[a-z+]+:\/\//i, '');
  if (!withoutScheme.includes('/') && !withoutScheme.includes('?')) return `${url}/debug/pprof/heap?${query}`;
  return url.endsWith('/heap') ? `${url}?${query}` : url;
}

// Compares build ids, which producers write in several ways.

/** Either may not be known; those that no file can have, such as Go's on Windows (a path and a time), say nothing. */
export function isSameBuild(wanted: string, found: string): boolean {
  if (wanted === '' || found === '' || !/^[\w+=./{}-]+$/.test(wanted)) return true;
  return plain(wanted) === plain(found);
}

/** GUIDs of Windows come with and without braces and hyphens, and hex digits in both cases. */
function plain(buildId: string): string {
  return buildId.replaceAll(/[{}-]/g, '').toLowerCase();
}

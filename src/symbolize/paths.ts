// Takes paths of a profile apart and puts them together, whichever system they come from.

/** As Go's filepath.Base, for what has one. */
export function baseName(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '');
}

/** What stands before the last part; '.' for nothing. */
export function directoryName(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** Parts become one path without '.', '//' or, as far as they have something to leave, '..'. */
export function joinPath(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').join('/');
  const isAbsolute = joined.startsWith('/');
  const kept: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && (isAbsolute || kept.length > 0) && kept.at(-1) !== '..') kept.pop();
    else kept.push(part);
  }
  return `${isAbsolute ? '/' : ''}${kept.join('/')}` || '.';
}

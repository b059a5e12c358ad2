// File paths as Go's path/filepath treats them on Unix, and pprof's trimming of source paths.

/** The shortest lexical form of a path (`filepath.Clean`). */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const element of path.split('/')) {
    if (element === '' || element === '.') continue;
    if (element === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (element !== '..' || !isRooted) kept.push(element);
  }
  const joined = kept.join('/');
  if (isRooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** The last element of a path (`filepath.Base`): '.' for '', '/' for slashes only. */
export function baseName(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  if (end === 0) return '/';
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/** How source paths are shown and found (options `trim_path` and `source_path`, both lists with ':'). */
export interface PathTrimming {
  readonly trimPath: string;
  readonly sourcePath: string;
}

/**
 * Takes the part off a source path that belongs to the machine of the build. Without `trim_path` it is
 * guessed: what follows `/<base of a source_path directory>/`.
 */
export function trimSourcePath(path: string, trimming: PathTrimming): string {
  if (trimming.trimPath === '') {
    for (const directory of splitList(trimming.sourcePath)) {
      const wanted = `/${baseName(directory)}/`;
      const found = path.indexOf(wanted);
      if (found >= 0) return path.slice(found + wanted.length);
    }
  }
  for (const prefix of [...splitList(trimming.trimPath), '/proc/self/cwd/./', '/proc/self/cwd/']) {
    const directory = prefix.endsWith('/') ? prefix : `${prefix}/`;
    if (path.startsWith(directory)) return path.slice(directory.length);
  }
  return path;
}

/** The parts of a list with ':' (`filepath.SplitList`). */
export function splitList(list: string): string[] {
  return list === '' ? [] : list.split(':');
}

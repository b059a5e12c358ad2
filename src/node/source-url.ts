// Makes paths of the URLs and foreign paths by which profiles and source maps name files.

import { normalize } from 'node:path';

/**
 * The path in a URL, or on a Windows machine, as one of Unix. Undefined for what is no file, such as
 * `node:internal/timers`, which is part of the program node.
 */
export function withoutScheme(path: string): string | undefined {
  if (/^[A-Za-z]:[\\/]/.test(path)) return path.slice(2).replaceAll('\\', '/');
  const [, scheme, rest = ''] = /^([a-z][a-z-]+):(.*)$/.exec(path) ?? [];
  if (scheme === undefined) return path;
  if (scheme === 'file') return fileOfUrl(rest);
  // Bundlers name sources relative to the project, perhaps below the name of the package.
  return scheme === 'webpack' || scheme === 'webpack-internal'
    ? normalize(rest).replace(/^\/+/, '')
    : undefined;
}

function fileOfUrl(rest: string): string {
  const path = normalize(rest).replace(/^\/*/, '/');
  try {
    return normalize(decodeURIComponent(path));
  } catch {
    // A stray '%' was never encoded.
    return path;
  }
}

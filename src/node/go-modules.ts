// The Go modules around the user: what -trimpath builds name by module path, and vendor folders.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { distinctFiles, type SourceFolders } from './source-folders.ts';
import type { SourcePlace } from './source-place.ts';

interface GoModule {
  /** As its go.mod says. */
  readonly path: string;
  readonly directory: string;
}

export function* goModulePlaces(path: string, folders: SourceFolders): Generator<SourcePlace> {
  const modules = findModules(folders);
  const unversioned = path.replace(/@[^/]+/, '');
  for (const module of modules) {
    if (unversioned.startsWith(`${module.path}/`)) {
      const file = unversioned.slice(module.path.length + 1);
      yield { path: join(module.directory, file), rule: `module ${module.path}` };
    }
  }
  const vendored = /\/vendor\/(.+)$/.exec(unversioned)?.[1] ?? unversioned;
  if (!isImportPath(vendored)) return;
  for (const { directory } of modules) {
    if (existsSync(join(directory, 'vendor'))) {
      yield { path: join(directory, 'vendor', vendored), rule: 'vendor folder' };
    }
  }
}

/** A path of a package that is not of the standard library: its first element has a dot. */
function isImportPath(path: string): boolean {
  return /^[^/]+\.[^/]+\//.test(path);
}

/** Those of the folders above come first, then those below. */
function findModules({ ancestors, filesNamed }: SourceFolders): GoModule[] {
  const above = ancestors.map((directory) => join(directory, 'go.mod')).filter((file) => existsSync(file));
  return distinctFiles([...above, ...filesNamed('go.mod')]).flatMap((file) => {
    const [, path] = /^\s*module\s+"?([^\s"]+)/m.exec(readFileSync(file, 'utf8')) ?? [];
    return path === undefined ? [] : [{ path, directory: dirname(file) }];
  });
}

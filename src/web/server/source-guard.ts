// Keeps the web UI from showing files that a profile names, unless they are where sources are kept.

import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { SourceReader } from '#ports';

export interface SourceRoots {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** The option `source_path`. */
  readonly sourcePath: string;
}

/** A reader that finds only files below the roots, whatever links lead to them. */
export function guardSources(reader: SourceReader, roots: SourceRoots): SourceReader {
  const allowed = rootsOf(roots).flatMap(realPath);
  return {
    workingDirectory: reader.workingDirectory,
    find(wanted) {
      const lookup = reader.find(wanted);
      if (lookup.kind === 'missing') return lookup;
      const [path] = realPath(resolve(roots.workingDirectory, lookup.path));
      // What is inside of a source map has no path of its own: the map has been found in a project.
      if (
        path === undefined ||
        allowed.some((root) => path === root || path.startsWith(withSeparator(root)))
      ) {
        return lookup;
      }
      return {
        kind: 'missing',
        error: `${lookup.path} is outside of the directories that sources may come from`,
        tried: [`allowed are ${allowed.join(', ')}`, 'start with -source_path=DIRECTORY to allow another'],
      };
    },
  };
}

function rootsOf({ environment, workingDirectory, sourcePath }: SourceRoots): string[] {
  const { HOME, GOROOT, GOPATH, GOMODCACHE, CARGO_HOME, RUSTUP_HOME } = environment;
  const home = (...folders: readonly string[]): string[] =>
    HOME === undefined ? [] : [join(HOME, ...folders)];
  const lists = [sourcePath, GOPATH].flatMap((list) => (list ?? '').split(':'));
  const named = [GOROOT, GOMODCACHE, CARGO_HOME, RUSTUP_HOME].map((folder) => folder ?? '');
  return [
    workingDirectory,
    ...[...lists, ...named]
      .filter((folder) => folder !== '')
      .map((folder) => resolve(workingDirectory, folder)),
    ...home('go'),
    ...home('sdk'),
    ...home('.cargo', 'registry'),
    ...home('.rustup', 'toolchains'),
    ...usualGoRoots,
  ];
}

const usualGoRoots = [
  '/usr/local/go',
  '/usr/lib/go',
  '/usr/share/go',
  '/usr/lib/golang',
  '/opt/homebrew/opt/go',
];

function realPath(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

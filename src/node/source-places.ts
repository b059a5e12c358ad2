// The rules by which a source file is looked for that is not where the profile says, in their order.

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { embeddedPlaces } from './embedded-sources.ts';
import { goLibraryPlaces, isGoLibrary } from './go-libraries.ts';
import { goModulePlaces } from './go-modules.ts';
import { isRustLibrary, rustPlaces } from './rust-sources.ts';
import { distinctFiles, type SourceFolders } from './source-folders.ts';
import type { Environment, SourcePlace } from './source-place.ts';

/**
 * Places for a file that a profile names; `withoutScheme` has made a path of it.
 * 1. the path as it is;
 * 2. Go: module cache, GOROOT (see `goLibraryPlaces`), modules of the user and their vendor folders;
 * 3. Rust: the component rust-src, the cargo registry;
 * 4. what ends in the same elements below the search path, the working directory or its project: as many
 *    elements as possible, and two at least;
 * 5. the only file of that name there;
 * 6. the copy of it in a source map there.
 * Libraries are not looked for among the user's files: a project has a `server.go` of its own.
 */
export function* sourcePlaces(
  file: string,
  folders: SourceFolders,
  environment: Environment,
): Generator<SourcePlace> {
  yield* filePlaces(file, folders, environment);
  if (!isLibrary(file)) yield* embeddedPlaces(file, folders);
}

/** The places of `sourcePlaces` that are files of their own. */
export function* filePlaces(
  file: string,
  folders: SourceFolders,
  environment: Environment,
): Generator<SourcePlace> {
  if (file.startsWith('/')) yield { path: file, rule: 'as the profile names it' };
  if (/\.(?:go|s|h|c)$/.test(file) && !file.startsWith('../')) {
    yield* goLibraryPlaces(file, environment);
    yield* goModulePlaces(file, folders);
  }
  yield* rustPlaces(file, environment);
  if (!isLibrary(file)) yield* similarPlaces(file, folders);
}

/** Whether the file belongs to a library that is kept outside of projects. */
export function isLibrary(file: string): boolean {
  return isGoLibrary(file) || isRustLibrary(file);
}

function* similarPlaces(file: string, folders: SourceFolders): Generator<SourcePlace> {
  const elements = file.split('/').filter((element) => element !== '' && element !== '..');
  const foreign = elements.findLastIndex((element) => foreignFolders.has(element));
  // A relative path of Go is an import path, which has been looked for.
  const isImportPath =
    file.endsWith('.go') && !file.startsWith('/') && elements.length > 1 && !/^[^/]+\./.test(file);
  if (isImportPath) return;
  const shortest = foreign < 0 ? elements.length - 2 : foreign;
  for (let start = 0; start <= shortest; start++) {
    const end = elements.slice(start).join('/');
    const found = distinctFiles(
      folders.roots.map((root) => join(root, end)).filter((path) => existsSync(path)),
    );
    const [only, other] = found;
    if (other !== undefined) return;
    if (only !== undefined) yield { path: only, rule: `ends in ${end}` };
  }
  if (foreign >= 0) return;
  const [only, other] = distinctFiles(folders.filesNamed(basename(file)));
  if (only !== undefined && other === undefined && folders.isComplete()) {
    yield { path: only, rule: 'the only file of this name' };
  }
}

/** Packages of others, of which a shorter end of the path would be another package's file. */
const foreignFolders: ReadonlySet<string> = new Set(['node_modules', 'site-packages', 'vendor']);

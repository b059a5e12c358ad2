// Where Go keeps the sources of libraries: the module cache and GOROOT.

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { directoriesIn, type Environment, type SourcePlace } from './source-place.ts';

/** Whether a path can only be of the standard library or of a module in the cache. */
export function isGoLibrary(path: string): boolean {
  return versionedModule.test(path) || standardFile(path) !== undefined;
}

/**
 * The places of a Go source file that a -trimpath build names by import path (`github.com/a/b@v1.2.3/c.go`,
 * `net/http/server.go`) or another machine by its own GOROOT or module cache. No program is run to find them.
 */
export function* goLibraryPlaces(path: string, environment: Environment): Generator<SourcePlace> {
  yield* moduleCachePlaces(path, environment);
  yield* standardLibraryPlaces(path, environment);
}

/** `host.domain/path@version/file`, wherever it starts. */
const versionedModule = /(?:^|\/)([^/@]+\.[^/@]+(?:\/[^/@]+)*)@([^/@]+)\/(.+)$/;

function* moduleCachePlaces(path: string, environment: Environment): Generator<SourcePlace> {
  const [, module, version, file] = versionedModule.exec(afterModuleCache(path)) ?? [];
  if (module === undefined || version === undefined || file === undefined) return;
  // A path on disk is escaped already, a name of -trimpath is not.
  const escape = path.startsWith('/') ? (text: string): string => text : escapeCapitals;
  for (const cache of moduleCaches(environment)) {
    yield { path: join(cache, `${escape(module)}@${escape(version)}`, file), rule: 'module cache' };
  }
}

function afterModuleCache(path: string): string {
  const [, inCache] = /\/pkg\/mod\/(.+)$/.exec(path) ?? [];
  return inCache ?? path;
}

/** As in the module cache, whose file names must differ without regard to case. */
function escapeCapitals(text: string): string {
  return text.replaceAll(/[A-Z]/g, (capital) => `!${capital.toLowerCase()}`);
}

function moduleCaches({ GOMODCACHE, GOPATH, HOME }: Environment): string[] {
  const caches = GOMODCACHE === undefined ? [] : [GOMODCACHE];
  for (const directory of directoriesIn(GOPATH)) caches.push(join(directory, 'pkg/mod'));
  if (HOME !== undefined) caches.push(join(HOME, 'go/pkg/mod'));
  return [...new Set(caches)].filter((cache) => cache !== '');
}

/**
 * An installation of Go as its usual places call it, `src` in it, and a file there: the first element of a
 * package of the standard library has no dot.
 */
const goRootPath =
  /\/(?:(?:toolchain@[^/]*)?[Gg]o(?:[-_.]?(\d+\.\d+)[^/]*)?|go_sdk)(?:\/(?:(\d+\.\d+)[^/]*|x64|arm64|libexec|share))*\/src\/([^./]+\/.+)$/;

/** A file of the standard library by an absolute path, and the Go version that the path tells, such as `1.19`. */
function standardFile(path: string): { file: string; version: string | undefined } | undefined {
  const [, ofRoot, below, file] = goRootPath.exec(path) ?? [];
  return file === undefined ? undefined : { file, version: ofRoot ?? below };
}

function* standardLibraryPlaces(path: string, environment: Environment): Generator<SourcePlace> {
  const isImportPath = /^[^./]+\//.test(path);
  const standard = isImportPath ? { file: path, version: undefined } : standardFile(path);
  if (standard === undefined) return;
  const { file, version: wantedVersion } = standard;
  for (const root of goRoots(environment)) {
    const version = goVersion(root);
    const differs = wantedVersion !== undefined && version !== '' && !isRelease(version, wantedVersion);
    yield {
      path: join(root, 'src', file),
      rule: differs
        ? `standard library of go${version}, but the profile is of go${wantedVersion}: lines may have moved`
        : 'standard library',
    };
  }
}

function isRelease(version: string, minor: string): boolean {
  return version === minor || version.startsWith(`${minor}.`);
}

function goRoots({ GOROOT, PATH, HOME }: Environment): string[] {
  const roots = GOROOT === undefined || GOROOT === '' ? [] : [GOROOT];
  for (const directory of directoriesIn(PATH)) {
    const command = join(directory, 'go');
    if (existsSync(command)) roots.push(dirname(dirname(realpathSync(command))));
  }
  roots.push('/usr/local/go', '/usr/lib/go');
  if (HOME !== undefined) roots.push(join(HOME, 'sdk/go'));
  return [...new Set(roots)].filter((root) => existsSync(join(root, 'src/runtime')));
}

/** Such as `1.26.8`; '' when the installation does not say. */
function goVersion(root: string): string {
  const file = join(root, 'VERSION');
  const [, version = ''] = existsSync(file) ? (/^go(\S+)/.exec(readFileSync(file, 'utf8')) ?? []) : [];
  return version;
}

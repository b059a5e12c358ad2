// Finds the programs and libraries of a profile where the user keeps copies of them (PPROF_BINARY_PATH).

import { ObjectFileError, type BinaryDirectories, type ObjectFiles } from '#ports';
import { createStringTable, type Profile } from '#profile';
import { isSameBuild } from './build-ids.ts';
import { rangeOf } from './local.ts';
import { baseName, directoryName, joinPath } from './paths.ts';

/** The profile with the paths of the copies that were found; those of another build are told and left. */
export async function locateBinaries(
  profile: Profile,
  objectFiles: ObjectFiles,
  directories: BinaryDirectories,
  message: (text: string) => void,
): Promise<Profile> {
  const { mappings } = profile;
  if (directories.searchPath.length === 0) return profile;
  const strings = createStringTable(profile.strings);
  const file = mappings.file.slice();
  for (let mapping = 0; mapping < mappings.count; mapping++) {
    const path = strings.text(mappings.file[mapping]!);
    const buildId = strings.text(mappings.buildId[mapping]!);
    for (const place of placesOf(path, buildId, directories)) {
      const found = await buildIdOf(place, objectFiles, profile, mapping);
      if (found === undefined) continue;
      if (isSameBuild(buildId, found)) {
        file[mapping] = strings.add(place);
        break;
      }
      message(`Ignoring local file ${place}: build-id mismatch (${buildId} != ${found})`);
    }
  }
  return { ...profile, strings, mappings: { ...mappings, file } };
}

/** Undefined when there is no such program or library. */
async function buildIdOf(
  path: string,
  objectFiles: ObjectFiles,
  profile: Profile,
  mapping: number,
): Promise<string | undefined> {
  try {
    return (await objectFiles.open(path, rangeOf(profile, mapping))).buildId;
  } catch (error) {
    if (error instanceof ObjectFileError) return undefined;
    throw error;
  }
}

/** As pprof, perf, llvm and gdb name their copies. */
function* placesOf(path: string, buildId: string, directories: BinaryDirectories): Generator<string> {
  const [base, directory] = [baseName(path), directoryName(path)];
  // An id comes from the profile, and must not lead elsewhere.
  const hasId = /^[\w-]{3,}$/.test(buildId);
  for (const start of directories.searchPath) {
    if (hasId) {
      yield joinPath(start, buildId, base);
      for (const name of directories.filesIn(joinPath(start, buildId))) yield joinPath(start, buildId, name);
      yield joinPath(start, path, buildId);
      yield joinPath(start, buildId.slice(0, 2), `${buildId.slice(2)}.debug`);
    }
    if (path === '') continue;
    yield joinPath(start, base);
    yield joinPath(start, path);
    yield joinPath(start, `${path}.debug`);
    yield joinPath(start, directory, '.debug', `${base}.debug`);
    yield joinPath(start, 'usr', 'lib', 'debug', directory, `${base}.debug`);
  }
}

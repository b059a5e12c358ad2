// Gets the profile that reports are about: fetched, parsed, merged, less its base, named and pruned.

import { parseWithFormat, v8Format } from '#formats';
import { FetchError, type World } from '#ports';
import {
  createStringTable,
  mergeProfiles,
  ProfileError,
  pruneFrames,
  subtractBase,
  withMapping,
  type Profile,
} from '#profile';
import { mapToOriginals, simplifyNames, parseSymbolizeOptions } from '#symbolize';
import { UsageError } from './errors.ts';
import { isTooLarge, tooLargeText } from './failure.ts';
import { loadRegexpCompiler } from './regexp.ts';
import type { Request } from './request.ts';

/**
 * @throws FetchError when no source can be read; a source that fails beside others is only reported.
 * @throws ProfileError when profiles do not fit together.
 */
export async function loadProfile(request: Request, world: World): Promise<Profile> {
  const source = await loadMerged(request.sources, 'source', request, world);
  const based =
    request.bases.length === 0
      ? source
      : subtractBase(source, await loadMerged(request.bases, 'base', request, world), {
          isDiffBase: request.diffBase,
          normalize: request.config.normalize,
        });
  const named = withNames(based, request.symbolize, world);
  const pruned = request.allFrames ? named : await withoutDroppedFrames(named);
  const comments = request.addComment === '' ? pruned.comments : [...pruned.comments, request.addComment];
  return { ...pruned, comments };
}

async function loadMerged(
  sources: readonly string[],
  kind: 'source' | 'base',
  request: Request,
  world: World,
): Promise<Profile> {
  const profiles: Profile[] = [];
  const failures: string[] = [];
  for (const source of sources) {
    try {
      // One after the other: decoding keeps the processor busy anyway, and memory stays low.
      profiles.push(withBinary(await loadSource(source, request, world), request));
    } catch (error) {
      failures.push(`${source}: ${loadFailure(error)}`);
    }
  }
  if (profiles.length === 0 && failures.length === 1) throw new FetchError(failures[0]);
  for (const failure of failures) world.message(failure);
  if (profiles.length === 0) throw new FetchError(`failed to fetch any ${kind} profiles`);
  if (failures.length > 0) {
    world.message(`Fetched ${profiles.length} ${kind} profiles out of ${sources.length}`);
  }
  return mergeProfiles(profiles);
}

/** Why one source failed. @throws what it was given, when that is not for the source to answer. */
function loadFailure(error: unknown): string {
  if (isTooLarge(error)) return tooLargeText;
  if (error instanceof FetchError || error instanceof ProfileError) return error.message;
  throw error;
}

async function loadSource(source: string, request: Request, world: World): Promise<Profile> {
  const fetched = await world.fetcher.fetch(source);
  const isGzip = fetched[0] === 0x1f && fetched[1] === 0x8b;
  const bytes = isGzip ? world.gunzip(fetched) : fetched;
  const { compat, sourcePath } = request.config;
  const { profile, format } = parseWithFormat(bytes, { compat });
  if (format !== v8Format) return withMapping(profile);
  return withMapping(await mapToOriginals(profile, world.sources, sourcePath));
}

/** The executable and build id that the user names are those of the first mapping. */
function withBinary(profile: Profile, { binary, buildId }: Request): Profile {
  if (binary === '' && buildId === '') return profile;
  const strings = createStringTable(profile.strings);
  const file = profile.mappings.file.slice();
  const buildIds = profile.mappings.buildId.slice();
  if (binary !== '') file[0] = strings.add(binary);
  // A build id that the profile has is more to be trusted.
  if (buildIds[0] === 0) buildIds[0] = strings.add(buildId);
  return { ...profile, strings, mappings: { ...profile.mappings, file, buildId: buildIds } };
}

/** Simplifies names as `-symbolize` says. */
function withNames(profile: Profile, symbolize: string, world: World): Profile {
  const options = parseSymbolizeOptions(symbolize);
  for (const warning of options.warnings) world.message(warning);
  return options.symbolize === 'none' ? profile : simplifyNames(profile, options.demangle, options.isForced);
}

/** Drops the frames that the profile says nobody wants to see, if its patterns are valid. */
async function withoutDroppedFrames(profile: Profile): Promise<Profile> {
  if (profile.dropFrames === '') return profile;
  const compile = await loadRegexpCompiler([`^(${profile.dropFrames})$`]);
  try {
    return pruneFrames(profile, compile);
  } catch (error) {
    if (error instanceof UsageError) return profile;
    throw error;
  }
}

// Gets the profile that reports are about: fetched, parsed, merged, less its base, named and pruned.

import { encodeProfile, parseWithFormat, v8Format } from '#formats';
import {
  FetchError,
  OutputError,
  type Fetched,
  type FetchOptions,
  type ObjectFiles,
  type World,
} from '#ports';
import {
  createStringTable,
  mergeProfiles,
  ProfileError,
  pruneFrames,
  subtractBase,
  withMapping,
  type Profile,
} from '#profile';
import {
  createSourceRecord,
  locateBinaries,
  mapToOriginals,
  parseSymbolizeOptions,
  symbolizeProfile,
  withoutUrlFiles,
  type SourceRecord,
} from '#symbolize';
import { askServer } from './ask-server.ts';
import type { Config } from './config.ts';
import { UsageError } from './errors.ts';
import { isTooLarge, tooLargeText } from './failure.ts';
import { loadRegexpCompiler } from './regexp.ts';
import type { Request } from './request.ts';

/**
 * @throws FetchError when no source can be read; a source that fails beside others is only reported.
 * @throws ProfileError when profiles do not fit together.
 */
export async function loadProfile(request: Request, world: World): Promise<Profile> {
  const symbolize = parseSymbolizeOptions(request.symbolize);
  for (const warning of symbolize.warnings) world.message(warning);
  const { tools, config } = request;
  const { compat } = config;
  // go tool pprof has no fast way.
  const objectFiles = world.objectFiles({
    tools,
    namesOnly: symbolize.isFast && !compat,
    asGoTool: compat,
  });
  const origins: Origins = { objectFiles, record: createSourceRecord() };
  try {
    const { profile: merged, isRemote } = await loadWithBase(request, origins, world);
    const named = await symbolizeProfile(merged, symbolize, {
      objectFiles,
      sources: origins.record.sources,
      ask: (url, addresses) => askServer(world, url, addresses, request),
      demangle: world.demangle,
      compat,
      message: world.message,
    });
    const pruned = request.allFrames ? named : await withoutDroppedFrames(named);
    const comments = request.addComment === '' ? pruned.comments : [...pruned.comments, request.addComment];
    const profile = { ...withoutUrlFiles(pruned), comments };
    if (isRemote) saveProfile(profile, world);
    return profile;
  } finally {
    objectFiles.close();
  }
}

/** What is needed to find names for the addresses of a profile. */
interface Origins {
  readonly objectFiles: ObjectFiles;
  readonly record: SourceRecord;
}

async function loadWithBase(request: Request, origins: Origins, world: World): Promise<Merged> {
  const sources = await loadMerged(request.sources, 'source', { request, origins, world });
  if (request.bases.length === 0) return sources;
  const bases = await loadMerged(request.bases, 'base', { request, origins, world });
  const profile = subtractBase(sources.profile, bases.profile, {
    isDiffBase: request.diffBase,
    normalize: request.config.normalize,
  });
  return { profile, isRemote: sources.isRemote || bases.isRemote };
}

/** Several sources in one. */
interface Merged {
  readonly profile: Profile;
  /** Whether any of them came from a URL. */
  readonly isRemote: boolean;
}

async function loadMerged(
  words: readonly string[],
  kind: 'source' | 'base',
  { request, origins, world }: { request: Request; origins: Origins; world: World },
): Promise<Merged> {
  const profiles: Profile[] = [];
  const failures: string[] = [];
  const sources = (await Promise.all(words.map((word) => world.fetcher.expand(word)))).flat();
  const fetches = startFetching(sources, request, world);
  let isRemote = false;
  for (const [i, source] of sources.entries()) {
    try {
      const fetched = await fetches[i]!();
      isRemote ||= fetched.url !== '';
      // One after the other: decoding keeps the processor busy anyway, and memory stays low.
      const read = await readProfile(fetched.bytes, request.config, world);
      profiles.push(await withOrigins(read, fetched.url, { request, origins, world }));
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
  return { profile: mergeProfiles(profiles), isRemote };
}

/** Servers record at the same time; files are read when it is their turn. */
function startFetching(
  sources: readonly string[],
  request: Request,
  { fetcher }: World,
): readonly (() => Promise<Fetched>)[] {
  return sources.map((source) => {
    if (!fetcher.isRemote(source)) return () => fetcher.fetch(source, request);
    const fetching = fetcher.fetch(source, request);
    // Its failure is told when it is its turn.
    fetching.catch(() => undefined);
    return () => fetching;
  });
}

/** Why one source failed. @throws what it was given, when that is not for the source to answer. */
function loadFailure(error: unknown): string {
  if (isTooLarge(error)) return tooLargeText;
  if (error instanceof FetchError || error instanceof ProfileError) return error.message;
  throw error;
}

/** The profile that bytes of any format hold, compressed or not. @throws ProfileError, FetchError */
export async function readProfile(
  fetched: Uint8Array,
  { compat, sourcePath }: Pick<Config, 'compat' | 'sourcePath'>,
  world: World,
): Promise<Profile> {
  const bytes = isGzip(fetched) ? world.gunzip(fetched) : fetched;
  // A server may compress a profile that is compressed already.
  const { profile, format } = parseWithFormat(isGzip(bytes) ? world.gunzip(bytes) : bytes, { compat });
  if (format !== v8Format) return withMapping(profile);
  return withMapping(await mapToOriginals(profile, world.sources, sourcePath));
}

/** The profile of one source. @throws FetchError that names the source, when it cannot be had or read. */
export async function loadOne(
  source: string,
  options: FetchOptions & Pick<Config, 'compat' | 'sourcePath'>,
  world: World,
): Promise<Profile> {
  try {
    const { bytes } = await world.fetcher.fetch(source, options);
    return await readProfile(bytes, options, world);
  } catch (error) {
    throw new FetchError(`${source}: ${loadFailure(error)}`);
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Keeps what was fetched for later reports; that it cannot be kept is no reason to make none now. */
function saveProfile(profile: Profile, world: World): void {
  const file = profile.mappings.count === 0 ? '' : profile.strings.text(profile.mappings.file[0]!);
  const parts = ['pprof', ...(file === '' ? [] : [baseName(file)])];
  for (const { type } of profile.sampleTypes) parts.push(type);
  const prefix = `${parts.join('.').replaceAll('/', '_')}.`;
  try {
    world.message(`Saved profile in ${world.saved.save(prefix, encodeProfile(profile))}`);
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    world.message(`Could not save profile: ${error.message}`);
  }
}

function baseName(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '');
}

/** Notes where the profile, and copies of its programs, are. */
async function withOrigins(
  profile: Profile,
  url: string,
  { request, origins, world }: { request: Request; origins: Origins; world: World },
): Promise<Profile> {
  const { objectFiles, record } = origins;
  const located = await locateBinaries(profile, objectFiles, world.binaries, world.message);
  const chosen = withBinary(located, request);
  return url === '' ? chosen : record.add(chosen, url);
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

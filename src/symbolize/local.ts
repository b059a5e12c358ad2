// Names and lines by the programs and libraries on this machine that a profile was taken of.

import {
  ObjectFileError,
  type MappedRange,
  type ObjectFile,
  type ObjectFiles,
  type SourceFrame,
} from '#ports';
import {
  mappingHasFilenames,
  mappingHasFunctions,
  mappingHasInlineFrames,
  mappingHasLineNumbers,
  type Profile,
} from '#profile';
import { isSameBuild } from './build-ids.ts';
import { createNewLines, type NewLines } from './new-lines.ts';
import { baseName } from './paths.ts';

export interface LocalOptions {
  /** Also where the profile has names already. */
  readonly isForced: boolean;
  /** As `go tool pprof`: no inlined calls, no names without lines, whatever the build id. */
  readonly compat: boolean;
  readonly message: (text: string) => void;
}

/** The profile with lines for all locations that something is known of; messages say what is missing. */
export async function symbolizeLocally(
  profile: Profile,
  objectFiles: ObjectFiles,
  { isForced, compat, message }: LocalOptions,
): Promise<Profile> {
  const { mappings, strings } = profile;
  const locationsOf = locationsByMapping(profile);
  const found = createNewLines(profile);
  let isMissing = false;
  for (let mapping = 0; mapping < mappings.count; mapping++) {
    const locations = locationsOf[mapping] ?? [];
    const isKnown = (mappings.flags[mapping]! & ~mappingHasInlineFrames) !== 0;
    if (locations.length === 0 || (isKnown && !isForced)) continue;
    // Producers other than Go's often name everything and say nothing of it.
    if (!isForced && !compat && !lackLines(profile, locations)) continue;
    const path = strings.text(mappings.file[mapping]!);
    const buildId = strings.text(mappings.buildId[mapping]!);
    if (path === '' && mapping === 0) message('Main binary filename not available.');
    isMissing ||= path === '' && mapping > 0;
    if (isNoFile(path) || (buildId === '' && isUrl(path))) continue;
    const name = buildId === '' ? baseName(path) : `${baseName(path)} (build ID ${buildId})`;
    const failed = (reason: string): void => message(`Local symbolization failed for ${name}: ${reason}`);
    const file = await openFile(objectFiles, path, rangeOf(profile, mapping));
    if (file instanceof ObjectFileError) {
      failed(file.message);
      isMissing = true;
    } else if (!compat && !isSameBuild(buildId, file.buildId)) failed('build ID mismatch');
    else {
      const lost = await addFrames(profile, file, { mapping, locations, compat }, found);
      if (lost !== undefined) failed(lost.message);
    }
  }
  if (isMissing) {
    message('Some binary filenames not available. Symbolization may be incomplete.');
    message('Try setting PPROF_BINARY_PATH to the search path for local binaries.');
  }
  return found.build();
}

function openFile(
  objectFiles: ObjectFiles,
  path: string,
  range: MappedRange,
): Promise<ObjectFile | ObjectFileError> {
  return objectFiles.open(path, range).catch(asObjectFileError);
}

/** @throws what is none. */
function asObjectFileError(error: unknown): ObjectFileError {
  if (error instanceof ObjectFileError) return error;
  throw error;
}

/** Whether any of the locations is on a stack and has no line. */
function lackLines({ locations, stacks }: Profile, candidates: readonly number[]): boolean {
  const bare = new Set(
    candidates.filter((location) => locations.lineOffsets[location + 1] === locations.lineOffsets[location]),
  );
  return bare.size > 0 && stacks.locations.some((location) => bare.has(location));
}

/** The locations in each mapping. */
export function locationsByMapping({ locations, mappings }: Profile): readonly (readonly number[])[] {
  const lists = Array.from({ length: mappings.count }, (): number[] => []);
  for (let location = 0; location < locations.count; location++) {
    lists[locations.mapping[location]!]?.push(location);
  }
  return lists;
}

export function rangeOf({ mappings, strings }: Profile, mapping: number): MappedRange {
  const kernelSymbol = /^\[kernel\.kallsyms\](_\w+)/.exec(strings.text(mappings.file[mapping]!))?.[1];
  return {
    start: mappings.start[mapping]!,
    limit: mappings.limit[mapping]!,
    offset: mappings.offset[mapping]!,
    ...(kernelSymbol !== undefined && { kernelSymbol }),
  };
}

/** Memory of no file, or of files that were only ever in memory. */
export function isNoFile(path: string): boolean {
  return (
    path === '' ||
    path === '//anon' ||
    /^(?:\[|linux-vdso)/.test(baseName(path)) ||
    /^\/(?:dev\/dri\/|memfd:)/.test(path)
  );
}

function isUrl(path: string): boolean {
  return /^[a-z+]*http[a-z+]*:/i.test(path);
}

interface Unnamed {
  readonly mapping: number;
  readonly locations: readonly number[];
  readonly compat: boolean;
}

/** What a tool told before it failed stays; behind it comes what is known without one. @returns why it failed. */
async function addFrames(
  { locations: { address } }: Profile,
  file: ObjectFile,
  { mapping, locations, compat }: Unnamed,
  found: NewLines,
): Promise<ObjectFileError | undefined> {
  let flags = 0;
  let lost: ObjectFileError | undefined;
  for (let start = 0; start < locations.length; start += addressesAtOnce) {
    const some = locations.slice(start, start + addressesAtOnce);
    const asked = some.map((location) => address[location]!);
    let answers = lost ?? (await file.sourceFrames(asked).catch(asObjectFileError));
    if (answers instanceof ObjectFileError) {
      lost = answers;
      answers = await file.sourceFrames(asked, 'without tools').catch(asObjectFileError);
      if (answers instanceof ObjectFileError) break;
    }
    for (const [i, location] of some.entries()) {
      const frames = compat ? asOneFrame(answers[i] ?? []) : (answers[i] ?? []);
      if (frames.length === 0) continue;
      found.setFrames(location, frames, '');
      flags |= flagsOf(frames) | mappingHasInlineFrames;
    }
  }
  found.setFlags(mapping, flags);
  return lost;
}

/** Few enough for the answers to be forgotten soon. */
const addressesAtOnce = 1000;

function flagsOf(frames: readonly SourceFrame[]): number {
  let flags = 0;
  for (const { functionName, file, line } of frames) {
    if (functionName !== '') flags |= mappingHasFunctions;
    if (file !== '') flags |= mappingHasFilenames;
    if (line !== 0) flags |= mappingHasLineNumbers;
  }
  return flags;
}

/** What `go tool pprof` sees: the function that was compiled, and the innermost line. */
function asOneFrame(frames: readonly SourceFrame[]): readonly SourceFrame[] {
  const [innermost, outermost] = [frames[0], frames.at(-1)];
  if (innermost === undefined || outermost === undefined) return [];
  const { file, line } = innermost;
  return [{ functionName: outermost.functionName, file, line, column: 0, startLine: 0 }];
}

// Reads the sites of allocation off a profile: the leaf of each stack with what was allocated there.

import { ProfileError, type Profile } from '#profile';

export interface Frame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Where the function is declared; 0 when unknown. */
  readonly startLine: number;
}

export interface Site {
  /** The line that allocates and the calls that it was inlined through, innermost first; never empty. */
  readonly frames: readonly Frame[];
  readonly bytes: number;
  readonly objects: number;
  /** Bytes by caller: the first frame of its own package that is not in the site itself. */
  readonly callers: ReadonlyMap<string, number>;
}

export interface SitesInput {
  readonly profile: Profile;
  /** Indexes into the sample types; `objects` is -1 when the profile has no count. */
  readonly bytes: number;
  readonly objects: number;
  /** Whether a function is of the user's program: of a site elsewhere the nearest such caller is told. */
  isOwn(functionName: string): boolean;
}

interface DraftSite {
  readonly frames: readonly Frame[];
  bytes: number;
  objects: number;
  readonly callers: Map<string, number>;
}

/** The sites with any bytes, largest first. @throws ProfileError when there are no lines to tell them by. */
export function allocationSites({ profile, bytes, objects, isOwn }: SitesInput): readonly Site[] {
  const { samples, stacks } = profile;
  const framesOf = frameReader(profile);
  const sites = new Map<string, DraftSite>();
  const keys = new Map<number, string>();
  for (let sample = 0; sample < samples.count; sample++) {
    const amount = samples.values[bytes]![sample]!;
    const [start, end] = [
      stacks.offsets[samples.stack[sample]!]!,
      stacks.offsets[samples.stack[sample]! + 1]!,
    ];
    if (amount === 0 || start === end) continue;
    const leaf = stacks.locations[start]!;
    const frames = framesOf(leaf);
    if (frames.length === 0) continue;
    let key = keys.get(leaf);
    if (key === undefined) {
      key = frames.map((frame) => `${frame.function} ${frame.file}:${frame.line}`).join('\n');
      keys.set(leaf, key);
    }
    let site = sites.get(key);
    if (site === undefined) {
      site = { frames, bytes: 0, objects: 0, callers: new Map() };
      sites.set(key, site);
    }
    site.bytes += amount;
    if (objects !== -1) site.objects += samples.values[objects]![sample]!;
    if (!frames.some((frame) => isOwn(frame.function))) {
      const caller = nearestOwn(stacks.locations, start + 1, end, framesOf, isOwn);
      if (caller !== undefined) site.callers.set(caller, (site.callers.get(caller) ?? 0) + amount);
    }
  }
  if (sites.size === 0 && samples.count > 0) {
    throw new ProfileError(
      'no-match',
      'no sample of the profile has a function and a line; symbolize it first',
    );
  }
  return [...sites.values()].toSorted((a, b) => b.bytes - a.bytes);
}

/**
 * The packages whose compilation tells of the sites: those of their frames, and for generic functions, which are
 * compiled where they are used, those of their callers.
 */
export function compiledPackages({
  profile,
  bytes,
}: Pick<SitesInput, 'profile' | 'bytes'>): readonly string[] {
  const { samples, stacks } = profile;
  const framesOf = frameReader(profile);
  const amounts = new Map<string, number>();
  let total = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const amount = samples.values[bytes]![sample]!;
    const [start, end] = [
      stacks.offsets[samples.stack[sample]!]!,
      stacks.offsets[samples.stack[sample]! + 1]!,
    ];
    total += amount;
    const packages = new Set<string>();
    for (let i = start; i < end; i++) {
      const frames = framesOf(stacks.locations[i]!);
      for (const frame of frames) packages.add(packageOf(frame.function));
      if (!frames.at(-1)?.function.includes('[')) break;
    }
    for (const path of packages) amounts.set(path, (amounts.get(path) ?? 0) + amount);
  }
  return [...amounts].filter(([, amount]) => amount > total * negligibleShare).map(([path]) => path);
}

/** Of all bytes: to compile a package for less is not worth the wait. */
const negligibleShare = 0.0005;

/** @returns the frames of a location, innermost first, read once. */
function frameReader({
  locations,
  lines,
  functions,
  strings,
}: Profile): (location: number) => readonly Frame[] {
  const known: (readonly Frame[] | undefined)[] = Array.from({ length: locations.count });
  return (location) => {
    const read = known[location];
    if (read !== undefined) return read;
    const frames: Frame[] = [];
    for (let row = locations.lineOffsets[location]!; row < locations.lineOffsets[location + 1]!; row++) {
      const fn = lines.function[row]!;
      frames.push({
        function: strings.text(functions.name[fn]!),
        file: strings.text(functions.filename[fn]!),
        line: Number(lines.line[row]!),
        startLine: Number(functions.startLine[fn]!),
      });
    }
    known[location] = frames;
    return frames;
  };
}

function nearestOwn(
  locations: ArrayLike<number>,
  start: number,
  end: number,
  framesOf: (location: number) => readonly Frame[],
  isOwn: (functionName: string) => boolean,
): string | undefined {
  for (let i = start; i < end; i++) {
    const own = framesOf(locations[i]!).find((frame) => isOwn(frame.function));
    if (own !== undefined) return `${own.function} ${baseName(own.file)}:${own.line}`;
  }
  return undefined;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The import path of a Go function: 'internal/sync' of 'internal/sync.(*HashTrieMap[go.shape.int]).Load'. */
export function packageOf(functionName: string): string {
  const plain = functionName.replace(/\[.*$/, '');
  const slash = plain.lastIndexOf('/');
  const dot = plain.indexOf('.', slash + 1);
  const path = dot === -1 ? plain : plain.slice(0, dot);
  try {
    // Dots in the last part are escaped: gopkg.in/yaml%2ev3.
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

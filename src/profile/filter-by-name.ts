// Filters by function, file and mapping names: focus, ignore, hide, show and show_from.

import { lineMatches, mappingMatches, matchNames, type MatchedNames, type Matcher } from './matcher.ts';
import type { Profile } from './profile.ts';
import { droppedStack, keepLines, keepStacks, withStacks } from './select.ts';
import { createStackTable } from './stacks.ts';

export interface NameFilters {
  /** Keep samples with a location that matches (and drop all others). */
  readonly focus?: Matcher | undefined;
  /** Drop samples with a location that matches. */
  readonly ignore?: Matcher | undefined;
  /** Take matching lines off the stacks. */
  readonly hide?: Matcher | undefined;
  /** Take all but the matching lines off the stacks. */
  readonly show?: Matcher | undefined;
}

/** The filtered profile, and for each filter whether it matched any location. */
export interface NameFilterResult {
  readonly profile: Profile;
  readonly focusMatched: boolean;
  readonly ignoreMatched: boolean;
  readonly hideMatched: boolean;
  readonly showMatched: boolean;
}

/**
 * A location matches by the name or file of any of its functions, or by the file of its mapping; the latter
 * matches all its lines. Samples of which all locations are hidden go.
 */
export function filterByName(profile: Profile, { focus, ignore, hide, show }: NameFilters): NameFilterResult {
  const matched = { focusMatched: false, ignoreMatched: false, hideMatched: false, showMatched: false };
  if (!focus && !ignore && !hide && !show) return { ...matched, profile, focusMatched: true };
  const ignored = matchLocations(profile, ignore);
  const focused = focus ? matchLocations(profile, focus) : new Uint8Array(profile.locations.count).fill(1);
  for (let location = 0; location < focused.length; location++) {
    if (ignored[location] === 1) matched.ignoreMatched = true;
    else if (focused[location] === 1) matched.focusMatched = true;
  }
  const wanted = keepStacks(profile, stacksToKeep(profile, focused, ignored));
  const hiding = hideLines(profile, hide, show);
  const shown = keepLines(withoutLocations(wanted, hiding.isHidden), hiding.isLineKept);
  return { ...matched, profile: shown, hideMatched: hiding.hideMatched, showMatched: hiding.showMatched };
}

/**
 * Cuts the stacks above the matching location nearest to the root, and drops samples without one. Of an
 * inlined call that matches, the callers inlined around it are cut too, unless the mapping matches.
 */
export function showFrom(
  profile: Profile,
  matcher: Matcher,
): { readonly profile: Profile; readonly matched: boolean } {
  const { locations, lines, stacks } = profile;
  const names = matchNames(profile, matcher);
  const isMatched = new Uint8Array(locations.count);
  const isLineKept = new Uint8Array(lines.count).fill(1);
  for (let location = 0; location < locations.count; location++) {
    if (mappingMatches(profile, names, location)) {
      isMatched[location] = 1;
      continue;
    }
    const start = locations.lineOffsets[location]!;
    const end = locations.lineOffsets[location + 1]!;
    let last = end - 1;
    while (last >= start && !lineMatches(profile, names, last)) last--;
    if (last < start) continue;
    isMatched[location] = 1;
    isLineKept.fill(0, last + 1, end);
  }

  const cut = createStackTable(stacks.count, stacks.locations.length);
  const stackOf = new Int32Array(stacks.count);
  for (let stack = 0; stack < stacks.count; stack++) {
    const start = stacks.offsets[stack]!;
    let end = stacks.offsets[stack + 1]!;
    while (end > start && isMatched[stacks.locations[end - 1]!] === 0) end--;
    stackOf[stack] = end === start ? droppedStack : cut.add(stacks.locations, start, end);
  }
  return {
    profile: keepLines(withStacks(profile, stackOf, cut.build()), isLineKept),
    matched: isMatched.includes(1),
  };
}

/** For each location 1 if it matches; nothing matches without a matcher. */
function matchLocations(profile: Profile, matcher: Matcher | undefined): Uint8Array {
  const { locations } = profile;
  const isMatched = new Uint8Array(locations.count);
  if (!matcher) return isMatched;
  const names = matchNames(profile, matcher);
  for (let location = 0; location < locations.count; location++) {
    if (mappingMatches(profile, names, location) || hasMatchingLine(profile, names, location)) {
      isMatched[location] = 1;
    }
  }
  return isMatched;
}

function hasMatchingLine(profile: Profile, names: MatchedNames, location: number): boolean {
  const { lineOffsets } = profile.locations;
  for (let line = lineOffsets[location]!; line < lineOffsets[location + 1]!; line++) {
    if (lineMatches(profile, names, line)) return true;
  }
  return false;
}

/** For each stack 1 if it has a focused location and none that is ignored. */
function stacksToKeep({ stacks }: Profile, focused: Uint8Array, ignored: Uint8Array): Uint8Array {
  const isKept = new Uint8Array(stacks.count);
  for (let stack = 0; stack < stacks.count; stack++) {
    const end = stacks.offsets[stack + 1]!;
    for (let i = stacks.offsets[stack]!; i < end; i++) {
      const location = stacks.locations[i]!;
      if (ignored[location] === 1) {
        isKept[stack] = 0;
        break;
      }
      if (focused[location] === 1) isKept[stack] = 1;
    }
  }
  return isKept;
}

interface Hiding {
  /** By location: 1 if no line of it is left. Show hides what has no lines from the start as well. */
  readonly isHidden: Uint8Array;
  readonly isLineKept: Uint8Array;
  readonly hideMatched: boolean;
  readonly showMatched: boolean;
}

function hideLines(profile: Profile, hide: Matcher | undefined, show: Matcher | undefined): Hiding {
  const { locations, lines } = profile;
  const isHidden = new Uint8Array(locations.count);
  const isLineKept = new Uint8Array(lines.count).fill(1);
  const hideNames = hide && matchNames(profile, hide);
  const showNames = show && matchNames(profile, show);
  let hideMatched = false;
  let showMatched = false;
  for (let location = 0; location < locations.count; location++) {
    const start = locations.lineOffsets[location]!;
    const end = locations.lineOffsets[location + 1]!;
    const isHiddenByMapping = hideNames !== undefined && mappingMatches(profile, hideNames, location);
    const isShownByMapping = showNames !== undefined && mappingMatches(profile, showNames, location);
    let left = 0;
    for (let line = start; line < end; line++) {
      const isHiddenLine =
        isHiddenByMapping || (hideNames !== undefined && lineMatches(profile, hideNames, line));
      const isShownLine =
        isShownByMapping || showNames === undefined || lineMatches(profile, showNames, line);
      if (isHiddenLine) hideMatched = true;
      if (isHiddenLine || !isShownLine) isLineKept[line] = 0;
      else left++;
    }
    if (isHiddenByMapping) hideMatched = true;
    if (showNames !== undefined && left > 0) showMatched = true;
    // A location without lines can only be hidden by its mapping, and never be shown.
    const wasWithoutLines = start === end;
    if (left === 0 && (!wasWithoutLines || isHiddenByMapping || showNames !== undefined))
      isHidden[location] = 1;
  }
  return { isHidden, isLineKept, hideMatched, showMatched };
}

function withoutLocations(profile: Profile, isHidden: Uint8Array): Profile {
  if (!isHidden.includes(1)) return profile;
  const { stacks } = profile;
  const shown = createStackTable(stacks.count, stacks.locations.length);
  const stackOf = new Int32Array(stacks.count);
  let frames = new Uint32Array(256);
  for (let stack = 0; stack < stacks.count; stack++) {
    const start = stacks.offsets[stack]!;
    const end = stacks.offsets[stack + 1]!;
    if (end - start > frames.length) frames = new Uint32Array((end - start) * 2);
    let depth = 0;
    for (let i = start; i < end; i++) {
      const location = stacks.locations[i]!;
      if (isHidden[location] === 0) frames[depth++] = location;
    }
    stackOf[stack] = depth === 0 ? droppedStack : shown.add(frames, 0, depth);
  }
  return withStacks(profile, stackOf, shown.build());
}

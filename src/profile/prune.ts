// Prunes stacks beneath functions that nobody wants to look into, such as the inside of an allocator.

import { matchEachOnce, type CompileMatcher, type Matcher } from './matcher.ts';
import type { Profile } from './profile.ts';
import { keepLines, withStacks } from './select.ts';
import { createStackTable } from './stacks.ts';

/**
 * Applies the profile's own drop and keep frames: a function that matches the one and not the other goes,
 * with everything that it calls.
 * @throws whatever `compile` throws for a regular expression that is not valid.
 */
export function pruneFrames(profile: Profile, compile: CompileMatcher): Profile {
  if (profile.dropFrames === '') return profile;
  const drop = compile(`^(${profile.dropFrames})$`);
  const keep = profile.keepFrames === '' ? undefined : compile(`^(${profile.keepFrames})$`);
  return prune(profile, (name) => drop(name) && !(keep?.(name) ?? false));
}

/** Takes off everything that the matching function nearest to the leaf calls; the function itself stays. */
export function pruneFrom(profile: Profile, matcher: Matcher): Profile {
  const { locations, lines, stacks } = profile;
  const isFunctionMatched = matchFunctionNames(profile, matcher);
  const isMatched = new Uint8Array(locations.count);
  const isLineKept = new Uint8Array(lines.count).fill(1);
  for (let location = 0; location < locations.count; location++) {
    const start = locations.lineOffsets[location]!;
    const end = locations.lineOffsets[location + 1]!;
    let first = start;
    while (first < end && isFunctionMatched[lines.function[first]!] === 0) first++;
    if (first === end) continue;
    isMatched[location] = 1;
    isLineKept.fill(0, start, first);
  }
  const cut = createStackTable(stacks.count, stacks.locations.length);
  const stackOf = new Int32Array(stacks.count);
  for (let stack = 0; stack < stacks.count; stack++) {
    const start = stacks.offsets[stack]!;
    const end = stacks.offsets[stack + 1]!;
    let first = start;
    while (first < end && isMatched[stacks.locations[first]!] === 0) first++;
    stackOf[stack] = cut.add(stacks.locations, first === end ? start : first, end);
  }
  return keepLines(withStacks(profile, stackOf, cut.build()), isLineKept);
}

/** What becomes of a location: it stays, goes whole, or keeps only the lines outside the function that goes. */
const untouched = 0;
const prunedWhole = 1;
const prunedInside = 2;

function prune(profile: Profile, matcher: Matcher): Profile {
  const { locations, lines, stacks } = profile;
  const isFunctionMatched = matchFunctionNames(profile, matcher);
  const fate = new Uint8Array(locations.count);
  const isLineKept = new Uint8Array(lines.count).fill(1);
  for (let location = 0; location < locations.count; location++) {
    const start = locations.lineOffsets[location]!;
    const end = locations.lineOffsets[location + 1]!;
    let outermost = end - 1;
    while (outermost >= start && isFunctionMatched[lines.function[outermost]!] === 0) outermost--;
    if (outermost < start) continue;
    fate[location] = outermost === end - 1 ? prunedWhole : prunedInside;
    if (fate[location] === prunedInside) isLineKept.fill(0, start, outermost + 1);
  }
  if (fate.every((kind) => kind === untouched)) return profile;

  const pruned = createStackTable(stacks.count, stacks.locations.length);
  const stackOf = new Int32Array(stacks.count);
  for (let stack = 0; stack < stacks.count; stack++) {
    const start = prunedStart(profile, fate, stack);
    stackOf[stack] = pruned.add(stacks.locations, start, stacks.offsets[stack + 1]!);
  }
  return keepLines(withStacks(profile, stackOf, pruned.build()), isLineKept);
}

/** Where a stack begins after pruning. Frames outside the first that stays are kept, lest nothing be left. */
function prunedStart({ stacks }: Profile, fate: Uint8Array, stack: number): number {
  const start = stacks.offsets[stack]!;
  let hasUserFrame = false;
  for (let i = stacks.offsets[stack + 1]! - 1; i >= start; i--) {
    const kind = fate[stacks.locations[i]!];
    if (kind === untouched) hasUserFrame = true;
    else if (hasUserFrame) return kind === prunedWhole ? i + 1 : i;
  }
  return start;
}

/** For each function 1 if its simplified name matches; a function without a name never does. */
function matchFunctionNames({ functions, strings }: Profile, matcher: Matcher): Uint8Array {
  const matches = matchEachOnce(strings, (name) => matcher(simplifiedName(name)));
  return Uint8Array.from(functions.name, (name) => (name !== 0 && matches(name) ? 1 : 0));
}

/** Without the dot of the PPC ELF v1 ABI in front, and without arguments: up to a '(' that is not part of a name. */
function simplifiedName(name: string): string {
  const withoutDot = name.startsWith('.') ? name.slice(1) : name;
  for (const bracket of withoutDot.matchAll(/\(anonymous namespace\)|operator\(\)|\(/g)) {
    if (bracket[0] === '(') return withoutDot.slice(0, bracket.index);
  }
  return withoutDot;
}

// Finds the stack of a site that grew most: what the user looks at to find the guilty line.

import type { Profile } from '#profile';
import type { Series } from './arrange.ts';
import { isApplicationFrame } from './application-frames.ts';
import { functionLabel } from './read-functions.ts';

export interface StackFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** By which sites name it: the function, or where it begins if it has no name. */
  readonly label: string;
  /** Whether it is of the program, not of the language's own library. */
  readonly isOwn: boolean;
}

/**
 * For each site the stack, leaf first, that holds most more at the end of the series than at its start.
 * @param groupOfMember the site of each member (an index into what `memberOfSample` names); -1 for none of interest.
 */
export function growingStacks(
  { snapshots, models }: Series,
  memberOfSample: readonly Int32Array[],
  groupOfMember: Int32Array,
  groups: number,
): readonly (readonly StackFrame[])[] {
  const part = Math.max(1, Math.floor(snapshots.length / 4));
  const growth = Array.from({ length: groups }, () => new Map<string, Growth>());
  snapshots.forEach(({ profile }, snapshot) => {
    const sign = snapshot >= snapshots.length - part ? 1 : snapshot < part ? -1 : 0;
    if (sign === 0) return;
    const keys: string[] = [];
    const values = profile.samples.values[models[snapshot]!.live]!;
    for (let sample = 0; sample < values.length; sample++) {
      const member = memberOfSample[snapshot]![sample]!;
      const group = member < 0 ? -1 : groupOfMember[member]!;
      if (group < 0 || values[sample] === 0) continue;
      const stack = profile.samples.stack[sample]!;
      const key = (keys[stack] ??= stackKey(profile, stack));
      const known = growth[group]!.get(key);
      if (known === undefined) growth[group]!.set(key, { bytes: sign * values[sample]!, profile, stack });
      else known.bytes += sign * values[sample]!;
    }
  });
  return growth.map((stacks) => {
    let best: Growth | undefined;
    for (const each of stacks.values()) if (best === undefined || each.bytes > best.bytes) best = each;
    return best === undefined ? [] : framesOf(best.profile, best.stack);
  });
}

interface Growth {
  bytes: number;
  readonly profile: Profile;
  readonly stack: number;
}

function stackKey(profile: Profile, stack: number): string {
  return framesOf(profile, stack)
    .map((frame) => `${frame.function}\t${frame.line}`)
    .join('\n');
}

export function framesOf(
  { stacks, locations, lines, functions, strings }: Profile,
  stack: number,
): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  for (let i = stacks.offsets[stack]!; i < stacks.offsets[stack + 1]!; i++) {
    const location = stacks.locations[i]!;
    for (let row = locations.lineOffsets[location]!; row < locations.lineOffsets[location + 1]!; row++) {
      const fn = lines.function[row]!;
      const name = strings.text(functions.name[fn]!);
      const file = strings.text(functions.filename[fn]!);
      frames.push({
        function: name,
        file,
        line: Number(lines.line[row]!),
        label: functionLabel(name, file, functions.startLine[fn]!),
        isOwn: isApplicationFrame(name, file),
      });
    }
  }
  return frames;
}

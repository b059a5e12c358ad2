// Takes inlined calls out of a profile, for reports that show addresses.

import { mappingHasInlineFrames, type Profile } from './profile.ts';
import { keepLines } from './select.ts';

/** Keeps only the last line of each location, the function that is really there; columns become 0 if not kept. */
export function dropInlinedLines(profile: Profile, keepColumns: boolean): Profile {
  const { locations, lines, mappings } = profile;
  const isLineKept = new Uint8Array(lines.count);
  for (let location = 0; location < locations.count; location++) {
    const end = locations.lineOffsets[location + 1]!;
    if (end > locations.lineOffsets[location]!) isLineKept[end - 1] = 1;
  }
  const outer = keepLines(profile, isLineKept);
  const column = keepColumns ? outer.lines.column : new BigInt64Array(outer.lines.count);
  return {
    ...outer,
    lines: { ...outer.lines, column },
    mappings: { ...mappings, flags: mappings.flags.map((flags) => flags & ~mappingHasInlineFrames) },
  };
}

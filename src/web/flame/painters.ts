// The usual painter of a flame graph: short names in boxes, coloured as one chooses.

import { fittingName, type FlameData } from '#flame';
import type { FlameFill } from './colors.ts';
import type { FlamePainter } from './draw.ts';

/** Writes the name of a function as far as it fits. */
export function namePainter(fill: FlameFill): FlamePainter {
  return {
    fill,
    label: ({ frame, frames }: FlameData, node: number, characters: number) =>
      fittingName(frames.name[frame[node]!]!, characters),
  };
}

// The stretch of a flame graph that is on the screen, from left to right, and how it zooms and moves.

/** In the unit of the widths. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Beyond this, positions are too coarse to tell boxes apart. */
const deepest = 1e9;

/** The same stretch inside of `total`, not too narrow. */
export function clampStretch({ from, to }: Stretch, total: number): Stretch {
  const length = Math.min(total, Math.max(to - from, total / deepest));
  const start = Math.max(0, Math.min(from, total - length));
  return { from: start, to: start + length };
}

/** Zooms by a factor (above 1: nearer) around a place that stays where it is. */
export function zoomStretch({ from, to }: Stretch, factor: number, around: number, total: number): Stretch {
  const start = around - (around - from) / factor;
  return clampStretch({ from: start, to: start + (to - from) / factor }, total);
}

export function moveStretch({ from, to }: Stretch, by: number, total: number): Stretch {
  return clampStretch({ from: from + by, to: to + by }, total);
}

export function isWhole({ from, to }: Stretch, total: number): boolean {
  return from <= 0 && to >= total;
}

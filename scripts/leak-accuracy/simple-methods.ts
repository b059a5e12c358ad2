// What people do without a verdict: tests for a trend that know nothing of sampling, turnover or shapes.

import { normalTails, studentAbove } from '#statistics';
import type { SiteReport } from '#leaks';

type Drawn = Pick<SiteReport, 'points'>;

/** What a look at `pprof -base first last` shows. */
export function lastMinusFirst({ points }: Drawn): boolean {
  const [first, last] = [points[0]![1], points.at(-1)![1]];
  return last - first > 2 ** 20 && last > 1.1 * first;
}

/** A line through the values, with errors that are taken for independent. */
export function leastSquaresTrend({ points }: Drawn): boolean {
  const count = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  const slope = xy / xx;
  const error = Math.sqrt(Math.max(0, yy - slope * xy) / (count - 2) / xx);
  return error > 0 ? studentAbove(slope / error, count - 2) < 0.01 : slope > 0;
}

/** H. B. Mann, Econometrica 13, 1945, 245-259, with the correction for ties. */
export function mannKendall({ points }: Drawn): boolean {
  const count = points.length;
  let score = 0;
  const ties = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const value = points[i]![1];
    ties.set(value, (ties.get(value) ?? 0) + 1);
    for (let j = 0; j < i; j++) score += Math.sign(value - points[j]![1]);
  }
  const spread = (n: number): number => n * (n - 1) * (2 * n + 5);
  let variance = spread(count);
  for (const tied of ties.values()) variance -= spread(tied);
  if (score <= 0 || variance <= 0) return false;
  return normalTails((score - 1) / Math.sqrt(variance / 18)) / 2 < 0.01;
}

// Gives every site of a series its verdict, where sites are the innermost two functions of the program.

import { accumulate, createColumns, seriesOf } from './columns.ts';
import { judgeSeries, type Judgement } from './judge-series.ts';
import type { Site } from './read-sites.ts';
import { isShrinking, mayBeReplaced, takenOver } from './rules/replaced.ts';

export interface JudgedSite extends Judgement {
  /** Names of the functions by which it is told from other sites, leaf first. */
  readonly frames: readonly string[];
  /** Whether a sample of the series, by its index into the sites or stacks that were read, belongs to it. */
  readonly members: readonly number[];
}

export function judgeSites(
  sites: readonly Site[],
  times: Float64Array,
  hasBirths: boolean,
): readonly JudgedSite[] {
  const judged = sites.map(({ frames, columns }, index) => ({
    ...judgeSeries(seriesOf(columns, times, hasBirths)),
    frames,
    members: [index],
  }));
  const byLeaf = new Map<string, JudgedSite[]>();
  for (const site of judged) {
    const siblings = byLeaf.get(site.frames[0]!);
    if (siblings === undefined) byLeaf.set(site.frames[0]!, [site]);
    else siblings.push(site);
  }
  return judged.map((site) => {
    if (!mayBeReplaced(site.finding)) return site;
    const shrinking = byLeaf
      .get(site.frames[0]!)!
      .filter((sibling) => sibling !== site && isShrinking(sibling));
    if (shrinking.length === 0) return site;
    const together = createColumns(times.length);
    for (const { members } of [site, ...shrinking]) accumulate(together, sites[members[0]!]!.columns);
    return { ...site, finding: takenOver(site, judgeSeries(seriesOf(together, times, hasBirths))) };
  });
}

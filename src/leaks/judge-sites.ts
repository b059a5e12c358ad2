// Gives every site of a series its verdict, where sites are the innermost two functions of the program.

import { accumulate, createColumns, seriesOf } from './columns.ts';
import { judgeSeries, type Judgement } from './judge-series.ts';
import type { Site } from './read-sites.ts';
import { isShrinking, mayBeReplaced, mayHaveTakenOver, steepness, takenOver } from './rules/replaced.ts';
import { sliceSeries } from './site-series.ts';
import type { Finding } from './verdict.ts';

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
  const replaced = new Map<JudgedSite, Finding>();
  for (const siblings of byLeaf.values()) {
    if (!siblings.some(({ finding }) => mayBeReplaced(finding))) continue;
    const shrinking = siblings.filter(isShrinking);
    if (shrinking.length === 0) continue;
    const heir = heirOf(siblings, shrinking);
    if (heir !== undefined) replaced.set(heir.site, takenOver(heir.site, heir.together));
  }
  return judged.map((site) => ({ ...site, finding: replaced.get(site) ?? site.finding }));

  /** What was lost can be taken over but once: by the site that is flattest together with those that lost it. */
  function heirOf(
    siblings: readonly JudgedSite[],
    shrinking: readonly JudgedSite[],
  ): { readonly site: JudgedSite; readonly together: Judgement } | undefined {
    const lost = judgeSum(shrinking, 0);
    // Without a collection before it, the first snapshot does not show all that they held.
    const peak = lost.evidence.series.live.reduce(
      (best, value, row, live) => (value > live[best]! ? row : best),
      0,
    );
    const start = peak <= (times.length - 6) / 2 ? peak : 0;
    return siblings
      .filter((site) => mayHaveTakenOver(site, lost))
      .map((site) => ({ site, together: judgeSum([site, ...shrinking], start) }))
      .toSorted((a, b) => steepness(a.together) - steepness(b.together))[0];
  }

  /** As one series, from a row on. */
  function judgeSum(parts: readonly JudgedSite[], start: number): Judgement {
    const together = createColumns(times.length);
    for (const { members } of parts) accumulate(together, sites[members[0]!]!.columns);
    return judgeSeries(sliceSeries(seriesOf(together, times, hasBirths), start));
  }
}

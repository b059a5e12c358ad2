// Gives every site of a series its verdict, where sites are the innermost two functions of the program.

import { accumulate, createColumns, seriesOf } from './columns.ts';
import { judgeSeries, type Judgement } from './judge-series.ts';
import type { Site } from './read-sites.ts';
import { isShrinking, lossOf, mayBeReplaced, takenOver, takesOver, unevenness } from './rules/replaced.ts';
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

  /** What was lost can be taken over but once: by the site that gains most evenly while the others lose. */
  function heirOf(
    siblings: readonly JudgedSite[],
    shrinking: readonly JudgedSite[],
  ): { readonly site: JudgedSite; readonly together: Judgement } | undefined {
    const lost = bytesOf(judgeSum(shrinking, 0));
    const loss = lossOf(lost);
    const [best] = siblings
      .filter((site) => !shrinking.includes(site) && takesOver(bytesOf(site), loss))
      .map((site) => ({ site, gap: unevenness(bytesOf(site), lost, loss) }))
      .toSorted((a, b) => a.gap - b.gap);
    return best === undefined
      ? undefined
      : { site: best.site, together: judgeSum([best.site, ...shrinking], loss.start) };
  }

  /** As one series, from a row on. */
  function judgeSum(parts: readonly JudgedSite[], start: number): Judgement {
    const together = createColumns(times.length);
    for (const { members } of parts) accumulate(together, sites[members[0]!]!.columns);
    return judgeSeries(sliceSeries(seriesOf(together, times, hasBirths), start));
  }
}

function bytesOf({ evidence: { series } }: Judgement): Float64Array {
  return series.live.map((count) => count * series.weight);
}

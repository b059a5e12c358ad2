// The two sides of a comparison as one flame graph, with a value for each.

import type { FlameData } from '#flame';
import type { SampleTable } from '#profile';
import { buildFlame } from '../flame.ts';
import type { ComparedSource, Comparison } from './compare.ts';

/** The first value of the graph is what was before, the second what came after. */
export function comparisonFlame({ context, sources, total }: Comparison): FlameData {
  const { profile, sampleType: type, sampleUnit: unit } = context;
  const sides = (['before', 'after'] as const).map((side) => meanColumn(profile.samples, sources, side));
  const paired = {
    ...profile,
    sampleTypes: ['before', 'after'].map((side) => ({ type: `${type} ${side}`, unit })),
    samples: { ...profile.samples, values: sides, wideValues: new Map<number, bigint>() },
  };
  return buildFlame(
    { ...context, profile: paired },
    [
      { sampleType: 0, total: total.before },
      { sampleType: 1, total: total.after },
    ],
    { selected: 1, orderBy: [0, 1] },
  );
}

/** The values of samples on a side, each the mean of its profiles. */
function meanColumn(
  { count, values }: SampleTable,
  sources: readonly ComparedSource[],
  side: ComparedSource['side'],
): Float64Array {
  const mean = new Float64Array(count);
  const size = sources.filter((source) => source.side === side).length;
  for (const [n, source] of sources.entries()) {
    if (source.side !== side) continue;
    const column = values[n]!;
    for (let sample = 0; sample < count; sample++) mean[sample]! += (column[sample]! * source.factor) / size;
  }
  return mean;
}

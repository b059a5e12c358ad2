// How old each sample of a V8 heap is, where the profile says so: then births and deaths are known, which V8 does not count.

import { scale } from '#measurement';
import type { Profile } from '#profile';
import { spanOf } from './site-series.ts';

/** Below this many seconds between snapshots on average, ages in whole seconds do not tell what is new. */
const shortestStep = 1.5;

/** Seconds by index of the set of labels, NaN where there is none; undefined for a profile without ages. */
export function agesOf({ labelSets, strings }: Profile): Float64Array | undefined {
  let isAged = false;
  const ages = Float64Array.from({ length: labelSets.count }, (_, set) => {
    for (let row = labelSets.offsets[set]!; row < labelSets.offsets[set + 1]!; row++) {
      if (labelSets.isNumber[row] !== 1 || strings.text(labelSets.key[row]!) !== 'age') continue;
      isAged = true;
      return scale(Number(labelSets.number[row]!), strings.text(labelSets.unit[row]!), 'seconds').value;
    }
    return Number.NaN;
  });
  return isAged ? ages : undefined;
}

/**
 * Of each snapshot the ages by set of labels; undefined unless all have them, far enough apart.
 * @param times seconds, ascending.
 */
export function agesOfSeries(
  profiles: readonly Profile[],
  times: Float64Array,
): readonly Float64Array[] | undefined {
  if (spanOf(times) < shortestStep * (times.length - 1)) return undefined;
  const ages: Float64Array[] = [];
  for (const profile of profiles) {
    const known = agesOf(profile);
    if (known === undefined) return undefined;
    ages.push(known);
  }
  return ages;
}

/** Whether it was born since the snapshot before. Ages are rounded: what may be older is not counted, so that nothing is twice. */
export function isNewborn(age: number, step: number): boolean {
  return age + 0.5 <= step;
}

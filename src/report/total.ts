// The total that a report's percentages are of.

import { divided, type SampleSelection } from '#graph';
import { labelsOf, sampleValue, type Profile } from '#profile';

/**
 * The sum of the magnitudes of all samples, or only of those that `-diff_base` has marked, when there are
 * any; divided by the sum of the first values for means.
 */
export function reportTotal(profile: Profile, { sampleType, isMean }: SampleSelection): number {
  const isBase = baseLabelSets(profile);
  const all = sumMagnitudes(profile, sampleType, undefined);
  const base = isBase.includes(1) ? sumMagnitudes(profile, sampleType, isBase) : 0;
  const marked = base > 0 ? isBase : undefined;
  return divided(base > 0 ? base : all, isMean ? sumValues(profile, 0, marked) : 0);
}

/** 1 for each label set with the label `pprof::base=true`. */
function baseLabelSets({ labelSets, strings }: Profile): Uint8Array {
  const isBase = new Uint8Array(labelSets.count);
  for (let set = 0; set < labelSets.count; set++) {
    const [first, second] = labelsOf(labelSets, set).filter(
      (label) => !label.isNumber && strings.text(label.key) === 'pprof::base',
    );
    if (first !== undefined && second === undefined && strings.text(first.text) === 'true') isBase[set] = 1;
  }
  return isBase;
}

function sumMagnitudes(profile: Profile, sampleType: number, only: Uint8Array | undefined): number {
  const sum = sumFloats(profile, sampleType, only, Math.abs);
  if (sum <= Number.MAX_SAFE_INTEGER) return sum;
  return sumExactly(profile, sampleType, only, (value) => (value < 0n ? BigInt.asIntN(64, -value) : value));
}

function sumValues(profile: Profile, sampleType: number, only: Uint8Array | undefined): number {
  if (sumFloats(profile, sampleType, only, Math.abs) <= Number.MAX_SAFE_INTEGER) {
    return sumFloats(profile, sampleType, only, (value) => value);
  }
  return sumExactly(profile, sampleType, only, (value) => value);
}

function sumFloats(
  { samples }: Profile,
  sampleType: number,
  only: Uint8Array | undefined,
  map: (value: number) => number,
): number {
  const values = samples.values[sampleType]!;
  let sum = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    if (only === undefined || only[samples.labelSet[sample]!] === 1) sum += map(values[sample]!);
  }
  return sum;
}

/** Sums beyond 2^53 wrap at 64 bits, as in Go. */
function sumExactly(
  { samples }: Profile,
  sampleType: number,
  only: Uint8Array | undefined,
  map: (value: bigint) => bigint,
): number {
  let sum = 0n;
  for (let sample = 0; sample < samples.count; sample++) {
    if (only === undefined || only[samples.labelSet[sample]!] === 1) {
      sum += map(sampleValue(samples, sampleType, sample));
    }
  }
  return Number(BigInt.asIntN(64, sum));
}

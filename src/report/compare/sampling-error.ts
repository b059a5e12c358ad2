// How far a sampled value may be from the true one: the variance of each sample, by how its profile was sampled.

import { scale, unitsCompatible } from '#measurement';
import { objectsCounted, type Profile } from '#profile';

/**
 * How the values of a profile came about (docs/compare.md has the formulas and their derivation):
 * - 'exact': everything was recorded;
 * - 'objects': an object of size s was recorded with the probability 1 - exp(-s / rate), and its weight made up for it;
 * - 'samples': the same, but what is counted is recorded objects;
 * - 'events': each recorded event stands for `step` of the value, and they came at random;
 * - 'unknown': the profile does not say.
 */
export type SamplingModel =
  | { readonly kind: 'exact' | 'unknown' }
  | { readonly kind: 'objects' | 'samples'; readonly rate: number; readonly value: 'count' | 'size' }
  | { readonly kind: 'events'; readonly step: number };

/** The sample type of a heap that goes with another: counts of objects with their sizes, and the other way round. */
export function heapCompanion(type: string): string | undefined {
  const [, prefix, kind] = /^(|\w+_)(objects|space)$/.exec(type) ?? [];
  if (prefix === undefined) return undefined;
  return `${prefix}${kind === 'space' ? 'objects' : 'space'}`;
}

/** @param hasCompanion whether the profile has the type that `heapCompanion` names. */
export function samplingModel(profile: Profile, sampleType: number, hasCompanion: boolean): SamplingModel {
  const { type, unit } = profile.sampleTypes[sampleType]!;
  const { periodType } = profile;
  const period = Number(profile.period);
  const companion = heapCompanion(type);
  if (companion !== undefined) {
    if (!unitsCompatible(periodType.unit, 'bytes') || period <= 0) return { kind: 'unknown' };
    if (scale(period, periodType.unit, 'bytes').value <= 1) return { kind: 'exact' };
    const value = type.endsWith('objects') ? 'count' : 'size';
    const sizeUnit = value === 'size' ? unit : unitOf(profile, companion);
    const rate = scale(period, periodType.unit, sizeUnit).value;
    const counted = objectsCounted(profile);
    if (counted !== 'stacks' && hasCompanion) return { kind: counted, rate, value };
    // Small objects, of which each recorded one stands for `rate` bytes, vary the most.
    return value === 'size' ? { kind: 'events', step: rate } : { kind: 'unknown' };
  }
  if (type === periodType.type && unitsCompatible(periodType.unit, unit)) {
    if (period === 1 && unit === 'count' && type !== 'contentions') return { kind: 'exact' };
    const step = scale(period, periodType.unit, unit).value;
    return period > 1 ? { kind: 'events', step } : { kind: 'unknown' };
  }
  return /^samples?$/.test(type) && unit === 'count' ? { kind: 'events', step: 1 } : { kind: 'unknown' };
}

function unitOf({ sampleTypes }: Profile, type: string): string {
  return sampleTypes.find((other) => other.type === type)?.unit ?? 'bytes';
}

/** The variance of one sample. @param companion its value of the type that `heapCompanion` names, else 0. */
export function sampleVariance(model: SamplingModel, value: number, companion: number): number {
  switch (model.kind) {
    case 'exact':
    case 'unknown':
      return 0;
    case 'events':
      return Math.abs(value) * model.step;
    case 'objects': {
      const [count, size] = countAndSize(model.value, value, companion);
      if (count === 0) return 0;
      const each = Math.abs(size / count);
      const missed = Math.exp(-each / model.rate);
      // count is k / p for the k objects that were recorded.
      const variance = (Math.abs(count) * missed) / (1 - missed);
      return model.value === 'count' ? variance : variance * each * each;
    }
    default: {
      const [count, size] = countAndSize(model.value, value, companion);
      if (count === 0) return 0;
      const weight = Math.abs(size / count);
      const missed = Math.exp(-sizeOfWeight(weight, model.rate) / model.rate);
      const variance = Math.abs(count) * missed;
      return model.value === 'count' ? variance : variance * weight * weight;
    }
  }
}

function countAndSize(kind: 'count' | 'size', value: number, companion: number): [number, number] {
  return kind === 'count' ? [value, companion] : [companion, value];
}

/** The size s of an object that was given the weight s / (1 - exp(-s / rate)), which is at least `rate`. */
function sizeOfWeight(weight: number, rate: number): number {
  const ratio = weight / rate;
  if (ratio <= 1) return 0;
  // Newton's method on x / (1 - exp(-x)) = ratio, which is convex: it approaches from above and does not pass.
  let x = ratio;
  for (let step = 0; step < 50; step++) {
    const rest = Math.exp(-x);
    const excess = x / (1 - rest) - ratio;
    const slope = (1 - rest - x * rest) / (1 - rest) ** 2;
    const next = x - excess / slope;
    if (!(next > 0) || Math.abs(next - x) < 1e-9 * x) break;
    x = next;
  }
  return x * rate;
}

// Adds the values of samples up per distinct stack, so that each stack is walked only once.

import { sampleValue, type Profile } from '#profile';

/** Which values a graph is about. */
export interface SampleSelection {
  /** Index of the sample type. */
  readonly sampleType: number;
  /** Option `mean`: values are divided by the first value of their samples. */
  readonly isMean: boolean;
}

/**
 * The weight of each stack. Sums of int64 may not fit a Float64, so a weight can be split into limbs of
 * 22 bits: `weight = Σ limb[k] * 2^(22 k)`, and each limb is added up by itself, exactly.
 */
export interface StackWeights {
  /** Columns of length `stacks.count`: one when all sums are exact in a Float64, else three. */
  readonly weight: readonly Float64Array[];
  /** The divisor, split in the same way; no columns unless `isMean`. */
  readonly divisor: readonly Float64Array[];
  /** Length `stacks.count`: 1 where any sample has a weight or a divisor, even if they cancel out. */
  readonly isActive: Uint8Array;
}

const limbBits = 22n;
const limbs = 3;

export function weighStacks(profile: Profile, selection: SampleSelection): StackWeights {
  const { samples, stacks } = profile;
  const { sampleType, isMean } = selection;
  const isActive = new Uint8Array(stacks.count);
  const values = samples.values[sampleType]!;
  const divisors = samples.values[0]!;
  for (let sample = 0; sample < samples.count; sample++) {
    if (values[sample] !== 0 || (isMean && divisors[sample] !== 0)) isActive[samples.stack[sample]!] = 1;
  }
  return {
    weight: sumPerStack(profile, sampleType),
    divisor: isMean ? sumPerStack(profile, 0) : [],
    isActive,
  };
}

function sumPerStack(profile: Profile, sampleType: number): Float64Array[] {
  const { samples, stacks } = profile;
  const values = samples.values[sampleType]!;
  let magnitude = 0;
  for (let sample = 0; sample < samples.count; sample++) magnitude += Math.abs(values[sample]!);
  if (magnitude > Number.MAX_SAFE_INTEGER) return sumLimbs(profile, sampleType);
  const sums = new Float64Array(stacks.count);
  for (let sample = 0; sample < samples.count; sample++) sums[samples.stack[sample]!]! += values[sample]!;
  return [sums];
}

function sumLimbs(profile: Profile, sampleType: number): Float64Array[] {
  const { samples, stacks } = profile;
  const columns = Array.from({ length: limbs }, () => new Float64Array(stacks.count));
  for (let sample = 0; sample < samples.count; sample++) {
    let rest = sampleValue(samples, sampleType, sample);
    for (let limb = 0; limb < limbs; limb++) {
      const part = limb === limbs - 1 ? rest : BigInt.asUintN(Number(limbBits), rest);
      columns[limb]![samples.stack[sample]!]! += Number(part);
      rest >>= limbBits;
    }
  }
  return columns;
}

/** Puts the sums of limbs together to int64 sums, which wrap as in Go; column `i` of the result is a sum. */
export function joinLimbs(columns: readonly Float64Array[]): Float64Array {
  const [first] = columns;
  if (columns.length === 1) return first!;
  return first!.map((_, row) => Number(joinRow(columns, row)));
}

/** The exact sums of those rows that a number cannot hold. */
export function wideSums(columns: readonly Float64Array[]): ReadonlyMap<number, bigint> {
  const wide = new Map<number, bigint>();
  if (columns.length <= 1) return wide;
  for (let row = 0; row < columns[0]!.length; row++) {
    const sum = joinRow(columns, row);
    if (!Number.isSafeInteger(Number(sum))) wide.set(row, sum);
  }
  return wide;
}

function joinRow(columns: readonly Float64Array[], row: number): bigint {
  let sum = 0n;
  for (let limb = 0; limb < columns.length; limb++) {
    sum += BigInt(columns[limb]![row]!) << (limbBits * BigInt(limb));
  }
  return BigInt.asIntN(64, sum);
}

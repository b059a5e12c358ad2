// Adds up the values of groups of addresses, such as those of one instruction, line or function.

import { divided, sumNodeValues, weighStacks, type StackWeights } from '#graph';
import { divideInt64, sampleValue, type Profile } from '#profile';
import type { CodeInterest } from './code-interest.ts';
import type { ReportContext } from './context.ts';
import { sumRows, type Values } from './group-sums.ts';

/**
 * Each sample counts for its address and once for each group, however many addresses of it are on the stack.
 * With `compat`, as in pprof, groups add up what their addresses have, each as often as it is on the stack.
 * @param groups numbers of addresses; a number may be in several groups.
 */
export function sumAddressGroups(
  context: ReportContext,
  { addressOf, addresses }: CodeInterest,
  groups: readonly (readonly number[])[],
): Values[] {
  const { profile, compat } = context;
  const weights = weighMeans(context);
  const each = {
    count: addresses.length,
    offsets: Uint32Array.from({ length: addressOf.length + 1 }, (_, location) => location),
    node: addressOf,
  };
  const ofAddress = sumNodeValues(profile.stacks, each, weights, 'each time');
  if (compat) {
    const { flat, cum } = ofAddress;
    return groups.map((group) => ({ flat: sumRows(flat, group), cum: sumRows(cum, group) }));
  }
  const sets = groups.map((group) => new Set(group));
  const { cum } = sumNodeValues(profile.stacks, locationGroups(addressOf, addresses.length, sets), weights);
  return sets.map((set, group) => ({ flat: sumRows(ofAddress.flat, set), cum: cum[group]! }));
}

/** The groups of each location, as if they were its frames. */
function locationGroups(
  addressOf: Uint32Array,
  addressCount: number,
  groups: readonly ReadonlySet<number>[],
): { count: number; offsets: Uint32Array; node: Uint32Array } {
  const ofAddress: number[][] = Array.from({ length: addressCount }, () => []);
  for (const [group, numbers] of groups.entries()) {
    for (const number of numbers) ofAddress[number]!.push(group);
  }
  // The last group takes what is in no other: every location has a frame.
  const rest = [groups.length];
  const ofLocation = Array.from(addressOf, (number) => {
    const own = ofAddress[number]!;
    return own.length === 0 ? rest : own;
  });
  const offsets = new Uint32Array(addressOf.length + 1);
  for (const [location, own] of ofLocation.entries()) offsets[location + 1] = offsets[location]! + own.length;
  const node = new Uint32Array(offsets.at(-1)!);
  for (const [location, own] of ofLocation.entries()) node.set(own, offsets[location]!);
  return { count: groups.length + 1, offsets, node };
}

/** As in pprof, a mean is that of each sample, rather than that of their sums. */
function weighMeans({ profile, selection }: ReportContext): StackWeights {
  const { sampleType, isMean } = selection;
  return weighStacks(isMean ? withMeans(profile, sampleType) : profile, { sampleType, isMean: false });
}

function withMeans(profile: Profile, sampleType: number): Profile {
  const { samples } = profile;
  const divisors = samples.values[0]!;
  const means = samples.values[sampleType]!.map((value, sample) => divided(value, divisors[sample]!));
  const wideValues = new Map<number, bigint>();
  for (const cell of samples.wideValues.keys()) {
    const sample = cell % samples.count;
    if (cell !== sampleType * samples.count + sample) continue;
    const mean = BigInt(divideInt64(sampleValue(samples, sampleType, sample), divisors[sample]!));
    means[sample] = Number(mean);
    if (!Number.isSafeInteger(Number(mean))) wideValues.set(cell, mean);
  }
  const values = samples.values.map((column, type) => (type === sampleType ? means : column));
  return { ...profile, samples: { ...samples, values, wideValues } };
}

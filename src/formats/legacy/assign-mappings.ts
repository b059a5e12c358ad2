// Finds for each address the mapping that it lies in, and repairs mappings that producers are known to write wrongly.

import { ProfileError } from '#profile';
import type { MemoryMapping } from './memory-map.ts';

export interface AssignedMappings {
  readonly mappings: readonly MemoryMapping[];
  /** For each address the index of its mapping; -1 for address 0. */
  readonly mappingOf: Int32Array;
}

/** Where executables without position independence start on x86-64. */
const usualStart = 0x400000n;

/** What tells a large program from an input that is made to take hours. */
const maxComparisons = 2e9;

/**
 * Addresses in no mapping get one that spans everything.
 * @throws ProfileError 'too-large' for more addresses and mappings than any program has.
 */
export function assignMappings(
  addresses: readonly bigint[],
  parsed: readonly MemoryMapping[],
): AssignedMappings {
  if (addresses.length * parsed.length > maxComparisons) {
    throw new ProfileError('too-large', `${parsed.length} mappings for ${addresses.length} addresses`);
  }
  const mappings = repaired(parsed);
  const mappingOf = new Int32Array(addresses.length).fill(-1);
  let find = createLookup(mappings);
  let fake = -1;
  addresses.forEach((address, i) => {
    if (address === 0n) return;
    let found = find(address);
    if (found < 0 && fake < 0) {
      found = widenedMapping(mappings, address);
      if (found >= 0) find = createLookup(mappings);
    }
    if (found < 0 && fake >= 0) {
      found = fake;
    } else if (found < 0) {
      fake = mappings.push({ start: 0n, limit: 2n ** 64n - 1n, offset: 0n, file: '', buildId: '' }) - 1;
      found = fake;
    }
    mappingOf[i] = found;
  });
  return { mappings, mappingOf };
}

/** Gives the first mapping that an address is in, or -1; fast where mappings do not overlap. */
function createLookup(mappings: readonly MemoryMapping[]): (address: bigint) => number {
  const rows = mappings.map(({ start, limit }, index) => ({ start, limit, index }));
  const sorted = rows.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const isDisjoint = sorted.every(({ limit }, i) => {
    const next = sorted[i + 1];
    return next === undefined || limit <= next.start;
  });
  if (!isDisjoint) {
    return (address) => rows.findIndex(({ start, limit }) => start <= address && address < limit);
  }
  return (address) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]!.start <= address) low = middle + 1;
      else high = middle;
    }
    const last = sorted[low - 1];
    return last !== undefined && address < last.limit ? last.index : -1;
  };
}

function repaired(parsed: readonly MemoryMapping[]): MemoryMapping[] {
  const mappings = parsed.map((mapping) => ({ ...mapping }));
  // Memory that the kernel gave huge pages shows as a mapping of its own before the rest of the binary.
  if (mappings[0]?.file.startsWith('/anon_hugepage') === true && mappings[0].limit === mappings[1]?.start) {
    mappings.shift();
  }
  const main = mappings[0];
  if (main !== undefined && beginning(main) === usualStart) {
    main.start = usualStart;
    main.offset = 0n;
  }
  return mappings;
}

/** Of a mapping that was split, some producers write only a later part: it begins where its offset would be 0. */
function widenedMapping(mappings: readonly MemoryMapping[], address: bigint): number {
  const found = mappings.findIndex(
    (mapping) => mapping.offset !== 0n && beginning(mapping) <= address && address < mapping.start,
  );
  const mapping = mappings[found];
  if (mapping !== undefined) {
    mapping.start = beginning(mapping);
    mapping.offset = 0n;
  }
  return found;
}

function beginning({ start, offset }: MemoryMapping): bigint {
  return BigInt.asUintN(64, start - offset);
}

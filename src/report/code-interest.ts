// Picks the addresses that a web listing is about, and the functions that it shows.

import type { Matcher, Profile } from '#profile';
import type { ReportContext } from './context.ts';

export interface CodeInterest {
  /** What each location counts for: one number for all that have the same address, or one of its own without. */
  readonly addressOf: Uint32Array;
  /** The address that has this number. */
  readonly addresses: readonly bigint[];
  /** The numbers of the real addresses of the profile, by address. */
  readonly inOrder: Uint32Array;
  /** A location for each address of interest, by number of the address; at least one if anything matches. */
  readonly locations: ReadonlyMap<number, number>;
  /** Names of functions to show, as reports and as linkers call them. */
  readonly functions: ReadonlySet<string>;
  /** How reports call a function, by the name that the program has. */
  readonly shownNames: ReadonlyMap<string, string>;
}

/**
 * @param matches tells of the name of a function, of its source file or of its program whether it is wanted.
 * @param wanted an address that is, too.
 */
export function findCodeInterest(
  { profile, compat }: ReportContext,
  matches: Matcher,
  wanted: bigint | undefined,
): CodeInterest {
  const { locations, lines, functions, mappings, strings } = profile;
  const addressing = numberAddresses(profile);
  const matchesText = remembered((text) => matches(strings.text(text)));
  const ofInterest = new Map<number, number>();
  const names = new Set<string>();
  const shownNames = new Map<string, string>();
  const noteName = (systemName: string, name: string): void => {
    const known = shownNames.get(systemName);
    // All instances of a generic function in Go have one name there; pprof takes the last instance's for all.
    const isShared = known !== undefined && known !== name && !compat;
    shownNames.set(systemName, isShared ? systemName : name);
  };
  for (const location of sampledLocations(profile)) {
    const first = locations.lineOffsets[location]!;
    const end = locations.lineOffsets[location + 1]!;
    const mapping = locations.mapping[location]!;
    const isAddress = wanted !== undefined && locations.address[location] === wanted;
    const isProgram = mapping >= 0 && matchesText(mappings.file[mapping]!);
    for (let line = first; line < end; line++) {
      const fn = lines.function[line]!;
      const systemName = functions.systemName[fn]!;
      noteName(strings.text(systemName), strings.text(functions.name[fn]!));
      const isWanted = isAddress
        ? line === end - 1
        : (line === first && isProgram) ||
          matchesText(functions.name[fn]!) ||
          matchesText(systemName) ||
          matchesText(functions.filename[fn]!);
      if (!isWanted) continue;
      names.add(strings.text(functions.name[fn]!));
      names.add(strings.text(systemName));
      const number = addressing.addressOf[location]!;
      if (!ofInterest.has(number)) ofInterest.set(number, location);
    }
  }
  return { ...addressing, locations: ofInterest, functions: names, shownNames };
}

/** Locations without an address get made-up ones, which no mapping has. */
function numberAddresses({
  locations,
  mappings,
}: Profile): Pick<CodeInterest, 'addressOf' | 'addresses' | 'inOrder'> {
  let next = 1n;
  for (const limit of mappings.limit) if (next < limit) next = limit;
  const numberOf = new Map<bigint, number>();
  const addresses: bigint[] = [];
  const addressOf = Uint32Array.from(locations.address, (address) => {
    const known = address === 0n ? undefined : numberOf.get(address);
    if (known !== undefined) return known;
    if (address !== 0n) numberOf.set(address, addresses.length);
    return addresses.push(address === 0n ? next++ : address) - 1;
  });
  const inOrder = Uint32Array.from(numberOf.values()).sort((a, b) =>
    addresses[a]! < addresses[b]! ? -1 : 1,
  );
  return { addressOf, addresses, inOrder };
}

function sampledLocations({ samples, stacks, locations }: Profile): Iterable<number> {
  const isSampled = new Uint8Array(stacks.count);
  for (const stack of samples.stack) isSampled[stack] = 1;
  const isUsed = new Uint8Array(locations.count);
  for (let stack = 0; stack < stacks.count; stack++) {
    if (isSampled[stack] === 0) continue;
    for (let i = stacks.offsets[stack]!; i < stacks.offsets[stack + 1]!; i++)
      isUsed[stacks.locations[i]!] = 1;
  }
  return Array.from(isUsed.keys()).filter((location) => isUsed[location] === 1);
}

function remembered(test: (text: number) => boolean): (text: number) => boolean {
  const known = new Map<number, boolean>();
  return (text) => {
    const result = known.get(text) ?? test(text);
    known.set(text, result);
    return result;
  };
}

// Makes the symbols of a file a list by address, in which those at one address are one with several names.

import type { ObjectSymbol } from '#ports';
import type { ImageSection, ImageSymbol } from './object-image.ts';

/** Where the file does not tell how long a function is, it ends where the next begins, or its section does. */
export function groupSymbols(
  symbols: readonly ImageSymbol[],
  sections: readonly ImageSection[],
): readonly ObjectSymbol[] {
  const sorted = symbols.toSorted((a, b) => (a.address < b.address ? -1 : Number(a.address > b.address)));
  const groups: { names: string[]; start: bigint; size: bigint }[] = [];
  for (const { name, address, size } of sorted) {
    const last = groups.at(-1);
    if (last?.start !== address) groups.push({ names: [name], start: address, size });
    else {
      if (!last.names.includes(name)) last.names.push(name);
      if (size > last.size) last.size = size;
    }
  }
  return groups.map(({ names, start, size }, index) => {
    const next = groups[index + 1]?.start;
    const end = size > 0n ? start + size : endOfUnsized(start, next, sections);
    return { names, start, end: end - 1n };
  });
}

function endOfUnsized(start: bigint, next: bigint | undefined, sections: readonly ImageSection[]): bigint {
  const section = sections.find(
    ({ address, size }) => start >= address && start < address + BigInt(size) && address !== 0n,
  );
  const sectionEnd = section === undefined ? start + 1n : section.address + BigInt(section.size);
  return next !== undefined && next < sectionEnd ? next : sectionEnd;
}

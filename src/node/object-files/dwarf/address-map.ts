// Finds what is at an address among ranges that may be nested.

export interface AddressRanges {
  /** Ends are not included; empty ranges count for nothing. */
  readonly starts: number[];
  readonly ends: number[];
  /** What each is of; of ranges that begin at the same address the later one is within the earlier. */
  readonly owners: number[];
}

export interface AddressMap {
  /** The owner of the innermost range at an address; -1 for none. */
  ownerAt(address: number): number;
}

/** Cuts the ranges into pieces that do not overlap, each of which has one owner. */
export function createAddressMap({ starts, ends, owners }: AddressRanges): AddressMap {
  const order = Uint32Array.from(starts.keys()).sort((a, b) => starts[a]! - starts[b]! || a - b);
  const pieceStarts: number[] = [];
  const pieceOwners: number[] = [];
  /** The ranges around the one that is looked at, the outermost first. */
  const open: number[] = [];
  function closeUntil(address: number): void {
    while (open.length > 0 && ends[open.at(-1)!]! <= address) {
      const end = ends[open.pop()!]!;
      while (open.length > 0 && ends[open.at(-1)!]! <= end) open.pop();
      addPiece(end, open.length === 0 ? -1 : owners[open.at(-1)!]!);
    }
  }
  function addPiece(start: number, owner: number): void {
    if (pieceStarts.at(-1) === start) pieceOwners[pieceOwners.length - 1] = owner;
    else {
      pieceStarts.push(start);
      pieceOwners.push(owner);
    }
  }
  for (const range of order) {
    if (starts[range]! >= ends[range]!) continue;
    closeUntil(starts[range]!);
    addPiece(starts[range]!, owners[range]!);
    open.push(range);
  }
  closeUntil(Number.POSITIVE_INFINITY);
  const boundaries = Float64Array.from(pieceStarts);
  const ownerOf = Int32Array.from(pieceOwners);
  return {
    ownerAt(address) {
      const piece = countUpTo(boundaries, address) - 1;
      return piece < 0 ? -1 : ownerOf[piece]!;
    },
  };
}

/** How many of the ordered numbers are not larger. */
export function countUpTo(numbers: Float64Array, limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

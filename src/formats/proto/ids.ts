// Maps the ids of a file (any uint64) to dense table indexes.

/** Index of the row with an id, or -1. */
export interface IdIndex {
  /** `direct[id]` is index + 1 for small ids, 0 where there is none: the fast way for hot loops. */
  readonly direct: Uint32Array;
  /** @param high and `low`: the halves of the id, signed or not. */
  find(high: number, low: number): number;
}

/** @param ids one id per row; where an id occurs twice, the last row wins. */
export function createIdIndex(ids: BigUint64Array): IdIndex {
  const words = new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2);
  const direct = new Uint32Array(ids.length * 2 + 64);
  const others = new Map<number, Map<number, number>>();
  for (let row = 0; row < ids.length; row++) {
    const low = words[row * 2]!;
    const high = words[row * 2 + 1]!;
    if (high === 0 && low < direct.length) direct[low] = row + 1;
    else {
      let rows = others.get(high);
      if (rows === undefined) others.set(high, (rows = new Map<number, number>()));
      rows.set(low, row);
    }
  }
  return {
    direct,
    find(high, low) {
      const unsigned = low >>> 0;
      if (high === 0 && unsigned < direct.length) return direct[unsigned]! - 1;
      return others.get(high >>> 0)?.get(unsigned) ?? -1;
    },
  };
}

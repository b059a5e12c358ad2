// Pseudo-random numbers from a seed, so that every machine writes the same profiles.

export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
}

/** The mulberry32 generator. Its 32 bits of state are plenty for choosing call sites and sizes. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
    },
  };
}

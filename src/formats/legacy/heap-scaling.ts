// Estimates what was allocated from what was sampled.

import { truncateToInt64 } from './integers.ts';

/**
 * A sampler that picks on average one of every `rate` bytes sees an object of size s with the probability
 * 1 - exp(-s / rate); count and size are divided by it. Gives [count, size].
 */
export function scaleHeapSample(count: bigint, size: bigint, rate: bigint): [bigint, bigint] {
  if (count === 0n || size === 0n) return [0n, 0n];
  if (rate <= 1n) return [count, size];
  const averageSize = Number(size) / Number(count);
  const scale = 1 / (1 - Math.exp(-averageSize / Number(rate)));
  return [truncateToInt64(Number(count) * scale), truncateToInt64(Number(size) * scale)];
}

/** Average size, in whole bytes; divides like int64. */
export function averageSize(size: bigint, count: bigint): bigint {
  return BigInt.asIntN(64, size / count);
}

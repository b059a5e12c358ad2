// Arithmetic of int64 as Go does it, on numbers as long as they are exact.

/** An int64: a number where a number can hold it, else a bigint. */
export type Int64 = number | bigint;

/** The sum, which wraps around. */
export function addInt64(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return int64(BigInt(a) + BigInt(b));
}

/** The quotient, truncated; a divisor of 0 divides nothing. */
export function divideInt64(a: Int64, divisor: number): Int64 {
  if (divisor === 0) return a;
  return typeof a === 'number' ? Math.trunc(a / divisor) + 0 : int64(a / BigInt(divisor));
}

export function int64(value: bigint): Int64 {
  const wrapped = BigInt.asIntN(64, value);
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
}

const least = -(2 ** 63);

/** The magnitude of an int64: that of the least one does not exist, and it stays negative. */
export function magnitude(value: number): number {
  return value === least ? value : Math.abs(value);
}

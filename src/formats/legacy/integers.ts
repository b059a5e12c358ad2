// Reads integers as Go's strconv does, since the producers of these formats and pprof agree on that.

const decimal = /^[+-]?[0-9]+$/;

/** An int64 in base 10; undefined when the text is none or out of range. */
export function parseInt64(text: string): bigint | undefined {
  return decimal.test(text) ? withinInt64(signed(text, BigInt)) : undefined;
}

// A leading 0 means octal; an underscore may stand between digits, and after the prefix.
const literal =
  /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;

/** An int64 written as a Go literal: decimal, or with the prefix 0x, 0b, 0o or 0. */
export function parseInt64Literal(text: string): bigint | undefined {
  return literal.test(text) ? withinInt64(signed(text, literalValue)) : undefined;
}

/** A uint64 in hexadecimal digits without a prefix. */
export function parseHexUint64(digits: string): bigint | undefined {
  // BigInt takes more than linear time, so the length is checked first.
  const significant = digits.replace(/^0+/, '');
  return significant.length > 16 ? undefined : BigInt(`0x0${significant}`);
}

/** Cuts the decimals off. What int64 cannot hold becomes its minimum, as on x86-64. */
export function truncateToInt64(value: number): bigint {
  const isInRange = value >= -(2 ** 63) && value < 2 ** 63;
  return isInRange ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

function signed(text: string, magnitude: (digits: string) => bigint): bigint | undefined {
  const digits = text.replace(/^[+-]/, '');
  // Binary literals are the longest; leading zeros are no reason to refuse a number.
  if (digits.replace(/^0+/, '').length > 2 * 64) return undefined;
  return text.startsWith('-') ? -magnitude(digits) : magnitude(digits);
}

function literalValue(digits: string): bigint {
  const plain = digits.replaceAll('_', '');
  return BigInt(/^0[0-7]/.test(plain) ? `0o${plain}` : plain);
}

function withinInt64(value: bigint | undefined): bigint | undefined {
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined;
}

// Reads numbers and truth values from text exactly as Go's strconv does, so that every option accepts what pprof accepts.

/** Why a text is not a literal, in Go's words. */
export type LiteralError = 'invalid syntax' | 'value out of range';

const decimalInteger = /^[+-]?\d+$/;
const prefixedInteger =
  /^([+-]?)(0[xX]_?[\da-fA-F]+(?:_[\da-fA-F]+)*|0[oO]?_?[0-7]+(?:_[0-7]+)*|0[bB]_?[01]+(?:_[01]+)*|[1-9]\d*(?:_\d+)*|0)$/;
const decimalFloat =
  /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const hexFloat = /^([+-]?)0[xX](?:_(?=[\da-fA-F]))?([\da-fA-F]*)(?:\.([\da-fA-F]*))?[pP]([+-]?\d+)$/;
const innerUnderscores = /(?<=[\da-fA-F])_(?=[\da-fA-F])/g;
const infinity = /^([+-]?)inf(?:inity)?$/i;

/** strconv.Atoi: decimal digits and a sign, within int64. */
export function parseDecimalInteger(text: string): number | LiteralError {
  return decimalInteger.test(text) ? withinInt64(BigInt(text.replace('+', ''))) : 'invalid syntax';
}

/** strconv.ParseInt with base 0: also 0x, 0o, 0b and 0 (octal) prefixes, and underscores between digits. */
export function parseInteger(text: string): number | LiteralError {
  const [, sign, prefixed] = prefixedInteger.exec(text) ?? [];
  if (prefixed === undefined) return 'invalid syntax';
  const magnitude = BigInt(prefixed.replaceAll('_', '').replace(/^0(?=\d)/, '0o'));
  return withinInt64(sign === '-' ? -magnitude : magnitude);
}

/** strconv.ParseUint with base 0 and 64 bits; undefined for what is no such number. */
export function parseAddress(text: string): bigint | undefined {
  const [, sign, prefixed] = prefixedInteger.exec(text) ?? [];
  if (prefixed === undefined || sign !== '') return undefined;
  const address = BigInt(prefixed.replaceAll('_', '').replace(/^0(?=\d)/, '0o'));
  return BigInt.asUintN(64, address) === address ? address : undefined;
}

/** strconv.ParseFloat: decimal and hexadecimal, underscores between digits, inf, infinity and nan in any case. */
export function parseFloat64(text: string): number | LiteralError {
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinite = infinity.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const value = decimalFloat.test(text) ? Number(text.replaceAll('_', '')) : parseHexFloat(text);
  if (typeof value === 'string') return value;
  return Number.isFinite(value) ? value : 'value out of range';
}

/** strconv.ParseBool, the form that flags take. */
export function parseGoBool(text: string): boolean | LiteralError {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  return 'invalid syntax';
}

function parseHexFloat(text: string): number | LiteralError {
  const [, sign, whole = '', fraction = '', exponent] =
    hexFloat.exec(text.replaceAll(innerUnderscores, '')) ?? [];
  if (exponent === undefined || whole + fraction === '') return 'invalid syntax';
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  const magnitude = mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -magnitude : magnitude;
}

function withinInt64(value: bigint): number | LiteralError {
  return BigInt.asIntN(64, value) === value ? Number(value) : 'value out of range';
}

const secondsPerUnit: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** The seconds of a time span as Go writes it, '1m30s' or '500ms'; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|\u00b5s|ms|s|m|h))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|\u00b5s|ms|s|m|h)/g)) {
    seconds += Number(number) * (secondsPerUnit[unit] ?? Number.NaN);
  }
  return seconds;
}

/** As Go's `%q` writes a text: in double quotes, with escapes for what cannot be printed. */
export function quoteGo(text: string): string {
  return `"${text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeGo)}"`;
}

const goEscapes: Readonly<Record<string, string>> = {
  '\u{7}': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
};

function escapeGo(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  // A byte that is no part of UTF-8 is decoded as U+DC00 + byte.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x80) return goEscapes[character] ?? `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

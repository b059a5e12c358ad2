// Formats floating-point numbers digit for digit as Go's fmt does: %.2f, %.2g, %v, and percentages.

/** Go's %.2f: two decimals, rounded half to even on the exact binary value. */
export function fixed2(x: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const magnitude = Math.abs(x);
  return isNegative(x) ? `-${fixed2OfMagnitude(magnitude)}` : fixed2OfMagnitude(magnitude);
}

/** Go's %.2g: two significant digits without trailing zeros, with an exponent below 1e-4 and from 100 on. */
export function significant2(x: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const sign = isNegative(x) ? '-' : '';
  const { digits, exponent } = twoDigits(Math.abs(x));
  if (exponent < -4 || exponent >= 2) return sign + exponentForm(digits, exponent);
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (exponent === 1) return sign + digits.padEnd(2, '0');
  return sign + withPoint(digits);
}

/** Go's %v of a float64: the shortest digits that read back as the same number, with an exponent below 1e-4 and from a million on. */
export function formatGoFloat(x: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  if (Object.is(x, -0)) return '-0';
  const magnitude = Math.abs(x);
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e6)) return String(x);
  const [mantissa = '', exponent = ''] = x.toExponential().split('e');
  return `${mantissa}e${paddedExponent(Number(exponent))}`;
}

/**
 * The share of `total` that `value` is, at least six columns wide and without a sign: '  100%', ' 12.50%', ' 0.12%'.
 * A total of 0 gives '    0%'.
 */
export function percentage(value: number, total: number): string {
  const percent = total === 0 ? 0 : Math.abs(value / total) * 100;
  if (percent >= 99.95 && percent <= 100.05) return '  100%';
  const digits = percent >= 1 ? fixed2(percent) : significant2(percent);
  return `${digits.padStart(5)}%`;
}

/**
 * toFixed is exact but rounds ties up. A tie at the third decimal is an odd number of eighths, and of those only
 * .125 and .625 go down to the even digit.
 */
function fixed2OfMagnitude(magnitude: number): string {
  // From 1e21 on toFixed changes to an exponent; such a number is an integer.
  if (magnitude >= 1e21) return `${BigInt(magnitude)}.00`;
  const whole = Math.floor(magnitude);
  const fraction = magnitude - whole;
  if (fraction === 0.125) return `${whole}.12`;
  if (fraction === 0.625) return `${whole}.62`;
  return magnitude.toFixed(2);
}

/** The first two significant digits (no trailing zero) and the decimal exponent of the first. */
function twoDigits(magnitude: number): { digits: string; exponent: number } {
  // toExponential is exact but rounds ties up, so a tie whose second digit is even keeps that digit.
  const [mantissa = '', exponent = ''] = magnitude.toExponential(isDownwardTie(magnitude) ? 2 : 1).split('e');
  const digits = mantissa.slice(0, 1) + mantissa.slice(2, 3);
  return { digits: digits.endsWith('0') ? digits.slice(0, 1) : digits, exponent: Number(exponent) };
}

/** Whether the number is exactly d.d5 times a power of ten, with an even digit before the 5. */
function isDownwardTie(magnitude: number): boolean {
  if (!/[02468]5e/.test(magnitude.toExponential(2))) return false;
  // The double nearest to such a decimal, if not equal to it, differs from it within 21 digits.
  return /^\d\.\d50+e/.test(magnitude.toExponential(60));
}

function exponentForm(digits: string, exponent: number): string {
  return `${withPoint(digits)}e${paddedExponent(exponent)}`;
}

function withPoint(digits: string): string {
  return digits.length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
}

/** Go writes a sign and at least two digits. */
function paddedExponent(exponent: number): string {
  return (exponent < 0 ? '-' : '+') + String(Math.abs(exponent)).padStart(2, '0');
}

function nonFinite(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  return x > 0 ? '+Inf' : '-Inf';
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

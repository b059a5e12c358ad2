// Tail probabilities of the normal distribution and of Student's t.

/** The probability that a standard normal variable is at least |z| away from 0. */
export function normalTails(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** The probability that a variable of Student's t with `freedom` degrees (Infinity: normal) is at least |t| away from 0. */
export function studentTails(t: number, freedom: number): number {
  if (freedom > 1e4) return normalTails(t);
  return incompleteBeta(freedom / 2, 1 / 2, freedom / (freedom + t * t));
}

/** The |t| that `studentTails` says is exceeded with the given probability, from 1e-6 to 1. */
export function studentQuantile(probability: number, freedom: number): number {
  const excess = (t: number): number => Math.log(studentTails(t, freedom) / probability);
  let [low, above] = [0, -Math.log(probability)];
  let [high, below] = [1, excess(1)];
  while (below > 0) {
    [low, above] = [high, below];
    high *= 2;
    below = excess(high);
  }
  // False position in logarithms, which are nearly straight there, with the Illinois correction of a stuck end.
  for (let step = 0; step < 60 && high - low > 1e-12 * high; step++) {
    const middle = low + ((high - low) * above) / (above - below);
    const rest = excess(middle);
    if (Math.abs(rest) < 1e-13) return middle;
    if (rest > 0) [low, above, below] = [middle, rest, below / 2];
    else [high, below, above] = [middle, rest, above / 2];
  }
  return high;
}

/** Complementary error function of x >= 0, to about 14 digits: a series near 0, a continued fraction beyond. */
function erfc(x: number): number {
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  // Evaluated from its far end: erfc(x) = exp(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))).
  let fraction = x;
  for (let n = 100; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** The regularized incomplete beta function I_x(a, b), by its continued fraction (NIST DLMF 8.17.22). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // Lentz's method; no term of this fraction is 0 in this range.
  let numerator = 1;
  let denominator = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / (1 + even * denominator);
    numerator = 1 + even / numerator;
    fraction *= denominator * numerator;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / (1 + odd * denominator);
    numerator = 1 + odd / numerator;
    const factor = denominator * numerator;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/** ln Γ(x) of x > 0: Stirling's series, after the argument is moved to where it is exact. */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 10) product *= shifted++;
  const inverse = 1 / (shifted * shifted);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - Math.log(product)
  );
}

/** The probability that a variable of Student's t is at least t, which may be negative. */
export function studentAbove(t: number, freedom: number): number {
  const tails = studentTails(t, freedom) / 2;
  return t >= 0 ? tails : 1 - tails;
}

/** The probability of at least `successes` of `trials`, each with the probability `chance`. */
export function binomialAtLeast(successes: number, trials: number, chance: number): number {
  if (successes <= 0) return 1;
  if (successes > trials) return 0;
  // NIST DLMF 8.17.5: the tail of the binomial distribution is an incomplete beta function.
  return incompleteBeta(successes, trials - successes + 1, chance);
}

/**
 * The means of a Poisson distribution between which a count of `count` lies with 95 % confidence, exactly
 * (F. Garwood, Biometrika 28, 1936, 437-442).
 */
export function poissonInterval(count: number): readonly [number, number] {
  if (count > 100) {
    // Wilson and Hilferty's cube root is good to four digits here (PNAS 17, 1931, 684-688).
    const bound = (k: number, z: number): number => k * (1 - 1 / (9 * k) + z / (3 * Math.sqrt(k))) ** 3;
    return [bound(count, -1.96), bound(count + 1, 1.96)];
  }
  const low = count === 0 ? 0 : meanAt(count - 1, 0.975);
  return [low, meanAt(count, 0.025)];
}

/** The mean of the Poisson distribution that is at most `count` with the given probability. */
function meanAt(count: number, probability: number): number {
  let [low, high] = [0, 2 * count + 10];
  for (let step = 0; step < 50; step++) {
    const mean = (low + high) / 2;
    let term = Math.exp(-mean);
    let sum = term;
    for (let k = 1; k <= count; k++) {
      term *= mean / k;
      sum += term;
    }
    if (sum > probability) low = mean;
    else high = mean;
  }
  return low;
}

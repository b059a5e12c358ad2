// Writes measurements of benchmarks with a prefix and at least four significant digits: '1.718µ', '1.500Ki'.

interface Prefix {
  readonly name: string;
  readonly factor: number;
}

const decimal: readonly Prefix[] = ['T', 'G', 'M', 'k', '', 'm', 'µ', 'n'].map((name, i) => ({
  name,
  factor: 10 ** (12 - 3 * i),
}));
const binary: readonly Prefix[] = ['Ti', 'Gi', 'Mi', 'Ki', ''].map((name, i) => ({
  name,
  factor: 2 ** (40 - 10 * i),
}));

/** Where a value rounds up to the next digit before the point, for 1, 2 and 3 decimals. */
const thresholds: readonly (readonly [least: number, decimals: number])[] = [
  [99.995, 1],
  [9.9995, 2],
  [0.99995, 3],
];

/** Formats values so that they can be compared at a glance: all with the prefix and decimals of the smallest. */
export function quantityFormat(values: readonly number[], unit: string): (value: number) => string {
  const sizes = values.map(Math.abs).filter((size) => size !== 0);
  if (sizes.length === 0) return (value) => value.toFixed(3);
  const smallest = Math.min(...sizes);
  const prefixes = isBytes(unit) ? binary : decimal;
  for (const { name, factor } of prefixes) {
    for (const [least, decimals] of thresholds) {
      if (smallest >= least * factor) return (value) => `${(value / factor).toFixed(decimals)}${name}`;
    }
  }
  // Smaller than the smallest prefix: as many decimals as it takes.
  const { name, factor } = prefixes.at(-1)!;
  let decimals = 3;
  while (decimals < 10 && smallest / factor < 9.9995 * 10 ** (2 - decimals)) decimals++;
  return (value) => `${(value / factor).toFixed(decimals)}${name}`;
}

function isBytes(unit: string): boolean {
  return /(?:^|[-*])B(?:$|[/-])/.test(unit);
}

// The format of benchmark results that Go's testing package prints and benchstat reads
// (https://golang.org/design/14313-benchmark-format).

export interface BenchmarkResult {
  /** Without 'Benchmark', with the number of processors: 'Encode/format=json-8'. */
  readonly name: string;
  /** Import path of the package; '' when unknown. */
  readonly package: string;
  readonly iterations: number;
  /** By unit: 'ns/op', 'B/op', 'allocs/op', and those of the benchmark itself. */
  readonly values: ReadonlyMap<string, number>;
}

export interface BenchmarkFile {
  readonly results: readonly BenchmarkResult[];
  /** 'goos', 'goarch', 'cpu' and others, as they stood last. */
  readonly configuration: ReadonlyMap<string, string>;
}

/** Lines that are no results are passed over, as they are in the output of tests. */
export function parseBenchmarks(text: string): BenchmarkFile {
  const results: BenchmarkResult[] = [];
  const configuration = new Map<string, string>();
  for (const line of text.split('\n')) {
    const result = parseLine(line, configuration.get('pkg') ?? '');
    if (result !== undefined) results.push(result);
    // 'pkg: encoding/json'; a key begins with a small letter and has no capitals or spaces.
    const [, key, value] = /^(\p{Ll}[^\s\p{Lu}:]*):[ \t]+(.*?)\s*$/u.exec(line) ?? [];
    if (key !== undefined && value !== undefined) configuration.set(key, value);
  }
  configuration.delete('pkg');
  return { results, configuration };
}

/** 'BenchmarkEncode-8  690848  1726 ns/op  120 B/op  2 allocs/op' */
function parseLine(line: string, inPackage: string): BenchmarkResult | undefined {
  const [name = '', iterations = '', ...pairs] = line.trim().split(/\s+/);
  if (!/^Benchmark\P{Ll}?/u.test(name) || !/^\d+$/.test(iterations) || pairs.length < 2) return undefined;
  const values = new Map<string, number>();
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const value = Number(pairs[i]);
    if (Number.isNaN(value)) return undefined;
    values.set(pairs[i + 1]!, value);
  }
  return { name: name.slice('Benchmark'.length), package: inPackage, iterations: Number(iterations), values };
}

/** One line as Go's testing package aligns it, without the line end. @param nameWidth of the longest name printed. */
export function printBenchmark({ name, iterations, values }: BenchmarkResult, nameWidth: number): string {
  const columns = [...values].map(([unit, value]) => `\t${measurementText(value, unit)} ${unit}`);
  return `${`Benchmark${name}`.padEnd(nameWidth)}\t${String(iterations).padStart(8)}${columns.join('')}`;
}

/** Aligned at the point with at least four significant digits, as Go prints it: '1726', '17.26', '0.2541'. */
function measurementText(value: number, unit: string): string {
  if (unit === 'B/op' || unit === 'allocs/op') return value.toFixed(0).padStart(8);
  const size = Math.abs(value);
  let decimals = 0;
  if (size !== 0) while (decimals < 7 && size < 999.95 / 10 ** decimals) decimals++;
  return value.toFixed(decimals).padStart(decimals === 0 ? 10 : 11 + decimals);
}

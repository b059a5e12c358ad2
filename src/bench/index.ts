// Results of benchmarks: format, tables, comparisons.
export {
  parseBenchmarks,
  printBenchmark,
  type BenchmarkFile,
  type BenchmarkResult,
} from './benchmark-format.ts';
export {
  buildBenchmarkTables,
  type BenchmarkCell,
  type BenchmarkChange,
  type BenchmarkRow,
  type BenchmarkSet,
  type BenchmarkTable,
} from './benchmark-table.ts';
export { benchmarkMarkdown, printBenchmarkTables } from './print-table.ts';
export { benchmarksJson } from './bench-json.ts';
export { printSites } from './print-sites.ts';
export { encodeMerged, sitesOfBenchmarks, type BenchmarkSites } from './allocation-sites.ts';
export type { BenchmarkFileSettings } from './benchmark-file.ts';
export type { Benchmark, BenchmarkFunction } from './benchmark.ts';
export {
  benchmarksOf,
  runBenchmarks,
  type BenchmarkSettings,
  type MeasuredBenchmark,
} from './run-benchmarks.ts';

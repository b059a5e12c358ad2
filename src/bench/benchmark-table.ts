// Tables of benchmark results: for each unit the medians with their confidence, and how they differ from the first set.

import {
  geometricMean,
  mannWhitney,
  medianInterval,
  smallestSampleForInterval,
  smallestSampleToDiffer,
} from '#statistics';
import type { BenchmarkFile } from './benchmark-format.ts';

/** Results of one version of the program, under the name that its column has. */
export interface BenchmarkSet {
  readonly name: string;
  readonly file: BenchmarkFile;
}

export interface BenchmarkTable {
  readonly package: string;
  /** A base unit: 'sec/op', 'B/op', 'allocs/op'. */
  readonly unit: string;
  readonly columns: readonly string[];
  readonly rows: readonly BenchmarkRow[];
  /** One for each column; NaN unless all medians are positive. */
  readonly geomeans: readonly number[];
  /** The geometric mean of the ratios to the first column, one for each column; NaN where there is none. */
  readonly ratios: readonly number[];
  /** What keeps the numbers from saying more. */
  readonly warnings: readonly string[];
}

export interface BenchmarkRow {
  readonly name: string;
  /** One for each column; undefined where the benchmark did not run. */
  readonly cells: readonly (BenchmarkCell | undefined)[];
}

export interface BenchmarkCell {
  readonly values: readonly number[];
  readonly median: number;
  /** Of the median, at 95 %; infinite when there are too few values. */
  readonly low: number;
  readonly high: number;
  /** Beside the first column; undefined in it, and where that did not run. */
  readonly change: BenchmarkChange | undefined;
}

export interface BenchmarkChange {
  /** New to old; NaN when the old one is 0 and the new one is not. */
  readonly ratio: number;
  /** Of the two-sided Mann-Whitney test; 1 when it can say nothing. */
  readonly p: number;
  readonly isSignificant: boolean;
}

const confidence = 0.95;
const alpha = 0.05;

/** One table for each package and unit, in the order in which they appear. */
export function buildBenchmarkTables(sets: readonly BenchmarkSet[]): readonly BenchmarkTable[] {
  const tables = new Map<string, Map<string, number[][]>>();
  for (const [column, { file }] of sets.entries()) {
    for (const { name, package: inPackage, values } of file.results) {
      for (const [writtenUnit, written] of values) {
        const { unit, value } = baseUnit(writtenUnit, written);
        const key = `${inPackage}\n${unit}`;
        const rows = tables.get(key) ?? new Map<string, number[][]>();
        tables.set(key, rows);
        const cells = rows.get(name) ?? sets.map(() => []);
        rows.set(name, cells);
        cells[column]!.push(value);
      }
    }
  }
  const columns = sets.map(({ name }) => name);
  return [...tables].map(([key, rows]) => {
    const [inPackage = '', unit = ''] = key.split('\n');
    return buildTable(inPackage, unit, columns, rows);
  });
}

/** Times in seconds and rates in bytes, so that their prefix can be chosen; other units as they are. */
function baseUnit(unit: string, value: number): { readonly unit: string; readonly value: number } {
  if (unit === 'ns/op') return { unit: 'sec/op', value: value * 1e-9 };
  if (unit === 'MB/s') return { unit: 'B/s', value: value * 1e6 };
  return { unit, value };
}

function buildTable(
  inPackage: string,
  unit: string,
  columns: readonly string[],
  measured: ReadonlyMap<string, readonly number[][]>,
): BenchmarkTable {
  const rows = [...measured].map(([name, values]) => ({ name, cells: buildCells(values) }));
  const medians = columns.map((_, i) => rows.flatMap(({ cells }) => cells[i]?.median ?? []));
  const ratios = columns.map((_, i) => {
    const changes = rows.flatMap(({ cells }) => cells[i]?.change?.ratio ?? []);
    return geometricMean(changes);
  });
  const warnings = warningsOf(rows);
  return { package: inPackage, unit, columns, rows, geomeans: medians.map(geometricMean), ratios, warnings };
}

function buildCells(columns: readonly number[][]): readonly (BenchmarkCell | undefined)[] {
  const [base = []] = columns;
  return columns.map((values, column) => {
    if (values.length === 0) return undefined;
    const interval = medianInterval(values, confidence);
    const change = column === 0 || base.length === 0 ? undefined : changeOf(base, values, interval.median);
    return { values, ...interval, change };
  });
}

function changeOf(base: readonly number[], values: readonly number[], median: number): BenchmarkChange {
  const old = medianInterval(base, confidence).median;
  const p = mannWhitney(base, values) ?? 1;
  const ratio = median === old ? 1 : old === 0 ? Number.NaN : median / old;
  return { ratio, p, isSignificant: p <= alpha };
}

function warningsOf(rows: readonly BenchmarkRow[]): readonly string[] {
  const warnings = new Set<string>();
  const needed = smallestSampleForInterval(confidence);
  const neededToDiffer = smallestSampleToDiffer(alpha);
  for (const { cells } of rows) {
    const counts = cells.map((cell) => cell?.values.length ?? 0);
    for (const [i, cell] of cells.entries()) {
      if (cell === undefined) continue;
      if (counts[i]! < needed)
        warnings.add(`${needed} or more runs give a confidence interval (-count=${needed})`);
      if (cell.change === undefined || cell.change.isSignificant) continue;
      if (counts[0]! < neededToDiffer && counts[i]! < neededToDiffer) {
        warnings.add(`${neededToDiffer} or more runs of each can show a difference`);
      }
    }
    if (counts.some((count) => count === 0)) {
      warnings.add('not every benchmark is in every set: the geometric means are of different ones');
    }
  }
  return [...warnings];
}

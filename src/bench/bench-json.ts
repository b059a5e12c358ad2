// All results of benchmarks for programs.

import type { BenchmarkSites } from './allocation-sites.ts';
import type { BenchmarkTable } from './benchmark-table.ts';

/** The document `heapwise/bench/v1` (docs/json.md). */
export function benchmarksJson(
  tables: readonly BenchmarkTable[],
  benchmarks: readonly BenchmarkSites[],
  configuration: ReadonlyMap<string, string>,
): unknown {
  return {
    schema: 'heapwise/bench/v1',
    configuration: Object.fromEntries(configuration),
    tables: tables.map(({ geomeans, ratios, ...table }) => ({
      ...table,
      geomeans: geomeans.map(finite),
      ratios: ratios.map(finite),
      rows: table.rows.map(({ name, cells }) => ({
        name,
        cells: cells.map((cell) =>
          cell === undefined
            ? null
            : {
                values: cell.values,
                median: cell.median,
                low: finite(cell.low),
                high: finite(cell.high),
                change:
                  cell.change === undefined ? null : { ...cell.change, ratio: finite(cell.change.ratio) },
              },
        ),
      })),
    })),
    benchmarks,
  };
}

/** JSON has no other numbers. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

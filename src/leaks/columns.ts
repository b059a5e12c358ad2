// Columns that grow while profiles are read: one row for each snapshot.

import type { SampledValue } from './sampled-values.ts';
import type { SiteSeries } from './site-series.ts';

export interface Columns {
  readonly bytes: Float64Array;
  readonly sampled: Float64Array;
  readonly squares: Float64Array;
  readonly allocated: Float64Array;
}

export function createColumns(count: number): Columns {
  return {
    bytes: new Float64Array(count),
    sampled: new Float64Array(count),
    squares: new Float64Array(count),
    allocated: new Float64Array(count),
  };
}

export function addTo(columns: Columns, snapshot: number, value: SampledValue, allocated: number): void {
  const bytes = value.sampled * value.weight;
  columns.bytes[snapshot]! += bytes;
  columns.sampled[snapshot]! += value.sampled;
  columns.squares[snapshot]! += bytes * value.weight;
  columns.allocated[snapshot]! += allocated;
}

/** Adds all rows of `other`. */
export function accumulate(columns: Columns, other: Columns): void {
  for (const name of ['bytes', 'sampled', 'squares', 'allocated'] as const) {
    const [to, from] = [columns[name], other[name]];
    for (let i = 0; i < to.length; i++) to[i]! += from[i]!;
  }
}

export function seriesOf(columns: Columns, times: Float64Array, hasBirths: boolean): SiteSeries {
  const { bytes, sampled, squares, allocated } = columns;
  return { times, bytes, sampled, squares, allocated: hasBirths ? allocated : undefined };
}

// Adds up sample values as int64: in floating point where that is exact, with big integers elsewhere.

import { sampleValue, type SampleTable } from './profile.ts';

/** The value columns of a sample table under construction. */
export interface ValueColumns {
  readonly count: number;
  /** Appends the values of a sample. */
  append(from: SampleTable, sample: number): void;
  /** Adds the values of a sample to those of `row`; sums wrap around like int64. */
  addTo(row: number, from: SampleTable, sample: number): void;
  build(): Pick<SampleTable, 'values' | 'wideValues'>;
}

export function createValueColumns(types: number, rowsHint: number): ValueColumns {
  let capacity = Math.max(16, rowsHint);
  const columns = Array.from({ length: types }, () => new Float64Array(capacity));
  // By sample type: the exact value of the rows that a Float64 cannot hold.
  const wide = Array.from({ length: types }, () => new Map<number, bigint>());
  let count = 0;

  function append(from: SampleTable, sample: number): void {
    if (count === capacity) grow();
    for (let type = 0; type < types; type++) {
      const value = from.values[type]![sample]!;
      columns[type]![count] = value;
      if (!Number.isSafeInteger(value)) wide[type]!.set(count, sampleValue(from, type, sample));
    }
    count++;
  }

  function grow(): void {
    capacity *= 2;
    for (const [type, column] of columns.entries()) {
      columns[type] = new Float64Array(capacity);
      columns[type].set(column);
    }
  }

  function addTo(row: number, from: SampleTable, sample: number): void {
    for (let type = 0; type < types; type++) {
      const column = columns[type]!;
      const value = from.values[type]![sample]!;
      const sum = column[row]! + value;
      if (Number.isSafeInteger(value) && Number.isSafeInteger(column[row]) && Number.isSafeInteger(sum)) {
        column[row] = sum;
      } else {
        addExactly(type, row, sampleValue(from, type, sample));
      }
    }
  }

  function addExactly(type: number, row: number, value: bigint): void {
    const column = columns[type]!;
    const sum = BigInt.asIntN(64, (wide[type]!.get(row) ?? BigInt(column[row]!)) + value);
    column[row] = Number(sum);
    if (Number.isSafeInteger(column[row])) wide[type]!.delete(row);
    else wide[type]!.set(row, sum);
  }

  return {
    get count() {
      return count;
    },
    append,
    addTo,
    build() {
      const wideValues = new Map<number, bigint>();
      for (const [type, values] of wide.entries()) {
        for (const [row, value] of values) wideValues.set(type * count + row, value);
      }
      return { values: columns.map((column) => column.subarray(0, count)), wideValues };
    },
  };
}

/** The sum of a value column, which wraps around like int64. */
export function totalValue(samples: SampleTable, sampleType: number): bigint {
  const column = samples.values[sampleType]!;
  let exact = 0n;
  let pending = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const value = column[sample]!;
    const sum = pending + value;
    if (Number.isSafeInteger(value) && Number.isSafeInteger(sum)) {
      pending = sum;
    } else {
      exact += BigInt(pending) + sampleValue(samples, sampleType, sample);
      pending = 0;
    }
  }
  return BigInt.asIntN(64, exact + BigInt(pending));
}

/** Whether all values of a sample are 0. */
export function isZeroSample(values: readonly Float64Array[], sample: number): boolean {
  for (let type = 0; type < values.length; type++) {
    if (values[type]![sample] !== 0) return false;
  }
  return true;
}

/** Cuts the decimals off. What int64 cannot hold becomes its minimum, as on x86-64. */
export function truncateToInt64(value: number): bigint {
  const isInRange = value >= -(2 ** 63) && value < 2 ** 63;
  return isInRange ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

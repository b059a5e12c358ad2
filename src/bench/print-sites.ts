// Prints where the bytes of benchmarks come from.

import { label } from '#measurement';
import { medianInterval } from '#statistics';
import type { BenchmarkSites } from './allocation-sites.ts';
import type { BenchmarkFile } from './benchmark-format.ts';

/** For each benchmark its largest sites, with their part of B/op and allocs/op. */
export function printSites(
  benchmarks: readonly BenchmarkSites[],
  file: BenchmarkFile,
  limit: number,
): readonly string[] {
  const output: string[] = [];
  for (const { function: name, sites, sampled } of benchmarks) {
    const measured = measuredPerOperation(name, file);
    const shown = sites.filter(({ byteShare }) => byteShare >= 0.005).slice(0, limit);
    if (shown.length === 0 || measured.length === 0) continue;
    const bytes = median(measured.map(([perOperation]) => perOperation));
    const objects = median(measured.map(([, perOperation]) => perOperation));
    const total = measured.length > 1 ? ' (its sub-benchmarks together)' : '';
    output.push(`\nWhere the bytes of ${name} come from${total}:\n`);
    for (const { place, byteShare, objectShare } of shown) {
      const part = `${(100 * byteShare).toFixed(1)}%`.padStart(6);
      const values = `${label(byteShare * bytes, 'bytes').padStart(9)}/op  ${(objectShare * objects).toFixed(1).padStart(7)} allocs/op`;
      output.push(`  ${part}  ${values}  ${place}\n`);
    }
    if (sampled < fewSamples) {
      output.push(
        `  (rough: only about ${Math.round(sampled)} allocations were sampled; -memprofilerate=4096 sees more)\n`,
      );
    }
  }
  return output;
}

/** Shares of fewer are more than about a tenth off. */
const fewSamples = 100;

/** B/op and allocs/op of the function's benchmarks, one pair for each name. */
function measuredPerOperation(
  name: string,
  { results }: BenchmarkFile,
): readonly (readonly [number, number])[] {
  const [, inPackage = '', short = ''] = /^(?:(.*)\.)?Benchmark([^.]*)$/.exec(name) ?? [];
  const byName = new Map<string, [number[], number[]]>();
  for (const result of results) {
    const isOf = [result.name, result.name.replace(/(?:\/.*)?(?:-\d+)?$/, '')].includes(short);
    if (!isOf || !isPackage(result.package, inPackage)) continue;
    const [bytes, allocations] = byName.get(result.name) ?? [[], []];
    byName.set(result.name, [bytes, allocations]);
    bytes.push(result.values.get('B/op') ?? 0);
    allocations.push(result.values.get('allocs/op') ?? 0);
  }
  return [...byName.values()].map(([bytes, allocations]) => [median(bytes), median(allocations)]);
}

/** Benchmarks of 'orders_test' are reported under 'orders'. */
function isPackage(reported: string, inProfile: string): boolean {
  return (
    reported === '' ||
    inProfile === '' ||
    reported === inProfile ||
    reported === inProfile.replace(/_test$/, '')
  );
}

function median(values: readonly number[]): number {
  return medianInterval(values, 0).median;
}

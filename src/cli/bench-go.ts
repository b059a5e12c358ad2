// The benchmarks of Go packages, each compiled once.

import { compileBenchmarks, runBenchmarks } from '#node';
import type { BenchmarkProgram, ProfilePaths } from './bench-program.ts';
import { text, type FlagValues } from './flag-values.ts';

/** @param temporary where the test binaries go. @throws ToolError when a package does not compile. */
export async function goPrograms(
  values: FlagValues,
  patterns: readonly string[],
  temporary: string,
): Promise<readonly BenchmarkProgram[]> {
  const packages = await compileBenchmarks(
    patterns.length === 0 ? ['.'] : patterns,
    text(values, 'dir') === '' ? process.cwd() : text(values, 'dir'),
    temporary,
  );
  return packages.map((compiled) => ({
    label: compiled.importPath.replaceAll('/', '.'),
    run: (profiles, benchtime, onLine) =>
      runBenchmarks(compiled, testFlags(values, profiles, benchtime), onLine),
  }));
}

function testFlags(values: FlagValues, { memory, cpu }: ProfilePaths, benchtime: string): readonly string[] {
  const rate = values.get('memprofilerate');
  const pattern = text(values, 'bench') === '' ? '.' : text(values, 'bench');
  return [
    '-test.run=^$',
    `-test.bench=${pattern}`,
    '-test.benchmem',
    `-test.memprofile=${memory}`,
    ...(cpu === '' ? [] : [`-test.cpuprofile=${cpu}`]),
    ...(benchtime === '' ? [] : [`-test.benchtime=${benchtime}`]),
    ...(rate === undefined ? [] : [`-test.memprofilerate=${String(rate)}`]),
  ];
}

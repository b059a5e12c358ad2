// Compiles and runs the benchmarks of Go packages, one process for each run.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '#ports';
import { runGo } from './go-toolchain.ts';
import { beforeInterruption } from './interruption.ts';

export interface CompiledBenchmarks {
  readonly importPath: string;
  /** Where the sources are; benchmarks run there, as with `go test`. */
  readonly directory: string;
  readonly binary: string;
}

/**
 * The test binaries of the packages that have tests, written to `into`.
 * @throws ToolError when a package does not compile, or none has tests.
 */
export async function compileBenchmarks(
  patterns: readonly string[],
  directory: string,
  into: string,
): Promise<readonly CompiledBenchmarks[]> {
  const format = '-f={{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}\t{{.Dir}}{{end}}';
  const packages = (await runGo(['list', format, ...patterns], directory))
    .split('\n')
    .filter((line) => line !== '');
  if (packages.length === 0)
    throw new ToolError(`${patterns.join(' ')}: no package here has tests or benchmarks`);
  const compiled: CompiledBenchmarks[] = [];
  for (const [i, line] of packages.entries()) {
    const [importPath = '', packageDirectory = ''] = line.split('\t');
    const binary = join(into, `${i}.test`);
    await runGo(['test', '-c', '-o', binary, importPath], directory);
    // With build tags a package may turn out to have none.
    if (existsSync(binary)) compiled.push({ importPath, directory: packageDirectory, binary });
  }
  return compiled;
}

/**
 * @param flags of the test binary: '-test.bench=.'.
 * @param onLine gets each line of its output, errors too, without the line end.
 * @throws ToolError when it fails.
 */
export async function runBenchmarks(
  { importPath, directory, binary }: CompiledBenchmarks,
  flags: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  const [{ spawn }, { createInterface }] = await Promise.all([
    import('node:child_process'),
    import('node:readline'),
  ]);
  const child = spawn(binary, flags, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const forget = beforeInterruption(() => child.kill());
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine(line);
    });
  }
  try {
    const [status, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, ended) => resolve([code, ended]));
    });
    if (status === 0) return;
    const reason =
      lines.find((line) => /^(?:panic|fatal error|--- FAIL)|Error/.test(line)) ?? lines.at(-1) ?? '';
    throw new ToolError(
      `the benchmarks of ${importPath} failed (${signal ?? `exit code ${status}`}): ${reason.trim().slice(0, 300)}`,
    );
  } finally {
    forget();
  }
}

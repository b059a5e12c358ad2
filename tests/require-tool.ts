// Says whether a suite that needs an outside program may run on this machine.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** An outside program that some suites compare with. */
export type Tool =
  | 'go'
  | 'browser'
  | 'dot'
  | 'callgrind_annotate'
  | 'gcc'
  | 'g++'
  | 'objdump'
  | 'gperftools'
  | 'llvm-symbolizer'
  | 'script'
  | 'less';

// The differential suite's oracle is `go tool pprof`, whose output differs between Go releases.
const oldestGo = [1, 26] as const;
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Use it as `describe.skipIf(!requireTool('go'))('...')`: without the tool the suite is left out and one line says why.
 * @returns whether the tool was found
 * @throws Error when HEAPWISE_REQUIRE (a comma-separated list of tools) names a tool that was not found
 */
export function requireTool(tool: Tool): boolean {
  const missing = whyMissing(tool);
  if (missing === undefined) return true;
  const required = (process.env['HEAPWISE_REQUIRE'] ?? '').split(',').includes(tool);
  if (required) throw new Error(`HEAPWISE_REQUIRE names ${tool}, but ${missing}`);
  process.stdout.write(`not run: a suite that needs ${tool}, because ${missing}\n`);
  return false;
}

function whyMissing(tool: Tool): string | undefined {
  if (tool === 'go') return whyNoGo();
  if (tool === 'gperftools') return whyNoGperftools();
  if (tool === 'browser')
    return findBrowser() === undefined ? `none of ${browsers.join(', ')} is on PATH` : undefined;
  const { error } = spawnSync(tool, [tool === 'dot' ? '-V' : '--version']);
  return error === undefined ? undefined : `\`${tool}\` is not on PATH`;
}

function whyNoGo(): string | undefined {
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (status !== 0) return '`go` is not on PATH';
  const version = /^go(\d+)\.(\d+)/.exec(stdout);
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  if (major > oldestGo[0] || (major === oldestGo[0] && minor >= oldestGo[1])) return undefined;
  return `Go ${oldestGo.join('.')} or later is needed and \`go\` is ${stdout.trim()}`;
}

/** The path of a browser; undefined if there is none on PATH. */
export function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = browsers.flatMap((name) => folders.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path) && spawnSync(path, ['--version']).status === 0);
}

function whyNoGperftools(): string | undefined {
  if (spawnSync('g++', ['--version']).status !== 0) return '`g++` is not on PATH';
  const program = '#include <gperftools/profiler.h>\nint main() { ProfilerStop(); }\n';
  const args = ['-x', 'c++', '-', '-lprofiler', '-o', '/dev/null'];
  const { status } = spawnSync('g++', args, { input: program });
  return status === 0 ? undefined : 'libgoogle-perftools-dev is not installed';
}

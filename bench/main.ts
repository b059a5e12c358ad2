// `npm run bench`: runs go tool pprof and heapwise in turn as whole processes, and compares their time and memory; then
// what the profiler inside a Node process costs, beside none and beside Datadog's.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases, type BenchmarkCase } from './cases.ts';
import { createMeasure, type Measure } from './measure.ts';
import { overheadSections } from './overhead/report.ts';
import { profileCache, type ProfileCache } from './profiles/cache.ts';
import { jsonResults, markdownTable, textTable, type CaseResult } from './results.ts';

const usage = `usage: npm run bench -- [OPTION...]
  --only=REGEXP   only the cases whose name matches; those of the profiler in Node are "overhead: time",
                  "overhead: pause" and "overhead: memory"
  --rounds=N      how often each program runs per case (5); large cases run at most 3 times
  --peer-large    let the peer take part in the growth cases too
  --peer-only     measure only go tool pprof
  --json          print the results as JSON
  --markdown      print the results as a Markdown table
`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    'peer-large': { type: 'boolean', default: false },
    'peer-only': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** For a 95 % interval of their median. */
const fewestOverheadRounds = 6;

interface Programs {
  /** The words of the command before the arguments; undefined for a program that is left out. */
  readonly peer: readonly string[] | undefined;
  readonly ours: readonly string[] | undefined;
}

if (options.help) process.stdout.write(usage);
else {
  try {
    await main();
  } catch (error: unknown) {
    fail(error);
  }
}

async function main(): Promise<void> {
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a whole number from 1 on');
  const root = process.cwd();
  const programs: Programs = {
    peer: peerCommand(),
    ours: options['peer-only'] ? undefined : ourCommand(root),
  };
  const profiles = profileCache(join(root, 'bench', '.cache'), root);
  // Both programs save what they fetch.
  const saved = mkdtempSync(join(tmpdir(), 'heapwise-bench-saved-'));
  process.env['PPROF_TMPDIR'] = saved;
  try {
    const results = await runCases(profiles, programs, rounds);
    if (options.json) process.stdout.write(jsonResults(results));
    else {
      if (results.length > 0)
        process.stdout.write(options.markdown ? markdownTable(results) : textTable(results));
      if (programs.ours !== undefined) await printOverhead(rounds);
    }
  } finally {
    profiles.close();
    rmSync(saved, { recursive: true });
  }
}

async function runCases(
  profiles: ProfileCache,
  programs: Programs,
  rounds: number,
): Promise<readonly CaseResult[]> {
  const measure = createMeasure();
  const chosen = new RegExp(options.only);
  const results: CaseResult[] = [];
  for (const benchmark of cases.filter(({ name }) => chosen.test(name))) {
    const args = await benchmark.arguments(profiles);
    if (args === undefined) {
      note(`${benchmark.name}: left out, because it needs a compiler (go or g++) that is not on PATH`);
      continue;
    }
    note(benchmark.name);
    try {
      const peerArgs = benchmark.peerArguments?.(profiles) ?? args;
      results.push(await runCase(benchmark, { args, peerArgs }, programs, rounds, measure));
    } catch (error: unknown) {
      fail(error);
    }
  }
  return results;
}

/** Text that stays as it is in Markdown, as code. */
async function printOverhead(rounds: number): Promise<void> {
  for (const [name, measure] of Object.entries(overheadSections)) {
    if (!new RegExp(options.only).test(name)) continue;
    const text = await measure({ rounds: Math.max(rounds, fewestOverheadRounds), note });
    process.stdout.write(options.markdown ? `\n\`\`\`\n${text}\n\`\`\`\n` : `\n${text}\n`);
  }
}

/** Runs the programs in turn, so that a change of the machine's load meets both. */
async function runCase(
  benchmark: BenchmarkCase,
  { args, peerArgs }: { readonly args: readonly string[]; readonly peerArgs: readonly string[] },
  { peer, ours }: Programs,
  rounds: number,
  measure: Measure,
): Promise<CaseResult> {
  const result: CaseResult = { benchmark, peer: [], ours: [] };
  const withPeer = peer !== undefined && (benchmark.isGrowth !== true || options['peer-large']);
  for (let round = 0; round < Math.min(rounds, benchmark.mostRounds ?? rounds); round++) {
    if (withPeer) result.peer.push(await measure([...peer, ...unsymbolized(peerArgs)]));
    if (ours !== undefined) result.ours.push(await measure([...ours, ...unsymbolized(args)]));
  }
  return result;
}

/** Behind the report, which may be a word: what neither program is measured for. */
function unsymbolized([report = '', ...others]: readonly string[]): string[] {
  if (others.some((argument) => argument.startsWith('-symbolize'))) return [report, ...others];
  return [report, '-symbolize=none', ...others];
}

/** The tool's own binary: `go tool` would add its own start, and build the tool on first use. */
function peerCommand(): readonly string[] | undefined {
  const { status, stdout } = spawnSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' });
  const path = status === 0 ? stdout.trim() : '';
  if (path !== '' && !existsSync(path)) spawnSync('go', ['tool', 'pprof', '-help']);
  if (existsSync(path)) return [path];
  note('go tool pprof is left out, because it is not on this machine');
  return undefined;
}

function ourCommand(root: string): readonly string[] {
  const path = join(root, 'dist', 'cli', 'main.js');
  if (!existsSync(path)) throw new Error(`${path} is missing: run \`npm run build\``);
  return [process.execPath, path];
}

/** The other cases are still worth measuring, so this ends nothing. */
function fail(error: unknown): void {
  note(`failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

// Prints how right heap profiles and benchmarks of Node are, beside what programs really hold and allocate:
// `npm run accuracy -- [--nodes=20,22,24,26] [--seeds=N] [--bench]`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { findNodes } from '../tests/runtime/hosts.ts';
import { measureBenchmarks, printBenchmarkErrors } from './accuracy/benchmarks.ts';
import { measureKnown, measureSeed, type Cell } from './accuracy/cells.ts';
import { printCells, within } from './accuracy/print-cells.ts';

interface Node {
  readonly path: string;
  readonly version: string;
}

const interval = 16_384;
const usage = `usage: npm run accuracy -- [--nodes=20,22,24,26] [--seeds=N] [--bench]
  --nodes   versions of Node, which \`npm run nodes\` fetches; the one that runs this if left out
  --seeds   how many estimates of each kind (10)
  --bench   B/op of benchmarks instead of heap profiles
`;

const { nodes, seeds, isBench } = readArguments();
/** This package, as it is built. */
const folder = { path: '.' };
const judged: boolean[] = [];
for (const node of nodes) judged.push(await (isBench ? judgeBenchmarks(node) : judgeProfiles(node)));
if (judged.includes(false)) process.exitCode = 1;

/** @returns whether 99 in 100 estimates are within three standard errors */
async function judgeProfiles({ path: node, version }: Node): Promise<boolean> {
  const known = await measureKnown({ node, folder });
  const cells: Cell[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    progress(`Node ${version}: seed ${seed} of ${seeds}`);
    // Each version has seeds of its own, so that chance that meets one does not meet all.
    cells.push(
      ...(await measureSeed(known, 1000 * Number.parseInt(version.slice(1), 10) + seed, {
        node,
        folder,
        interval,
      })),
    );
  }
  progress('');
  process.stdout.write(printCells(cells, { version, interval, seeds }));
  return within(cells, 3) >= 0.99 * cells.length;
}

/** @returns whether all are within 5 % */
async function judgeBenchmarks({ path: node, version }: Node): Promise<boolean> {
  progress(`Node ${version}: benchmarks`);
  const errors = await measureBenchmarks(node, await measureKnown({ node, folder }), seeds);
  progress('');
  process.stdout.write(printBenchmarkErrors(errors, version));
  return errors.every(({ worst }) => Math.abs(worst) <= 0.05);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u{1B}[K${text}`);
}

function readArguments(): {
  readonly nodes: readonly Node[];
  readonly seeds: number;
  readonly isBench: boolean;
} {
  const options = {
    nodes: { type: 'string' },
    seeds: { type: 'string' },
    bench: { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ options, strict: false });
  const seeds = Number(values.seeds ?? 10);
  const unknown = Object.keys(values).filter((name) => !(name in options));
  if (unknown.length > 0 || positionals.length > 0 || !Number.isInteger(seeds) || seeds < 1) fail(usage);
  const wanted = String(values.nodes ?? process.versions.node.split('.')[0]).split(',');
  const found = findNodes();
  const nodes = wanted.map((major) => {
    const { path } = found.find((node) => String(node.major) === major) ?? {};
    if (path === undefined) fail(`there is no Node ${major} here: \`npm run nodes\` fetches it\n${usage}`);
    return { path, version: spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim() };
  });
  return { nodes, seeds, isBench: values.bench === true };
}

function fail(text: string): never {
  process.stderr.write(text);
  process.exit(2);
}

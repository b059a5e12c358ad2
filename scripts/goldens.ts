// Records the goldens: what the real `go tool pprof` prints for a selection of the matrix. `npm run goldens`.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { goldensFolder, writeManifest, type Golden } from '../tests/goldens.ts';
import { allCases, commands, corpusProfiles, type Case } from '../tests/matrix/matrix.ts';
import { findPprof, type Pprof } from '../tests/matrix/pprof.ts';

/** A golden larger than this would be more than anyone reads. */
const maxBytes = 24_000;

/** With how many commands each row of options is recorded. */
const commandsPerOption = 2;

/** How often pprof has to print the same, as its order is random in places. */
const repetitions = 4;

const folder = mkdtempSync(join(tmpdir(), 'goldens-'));
try {
  const pprof = findPprof(folder);
  rmSync(goldensFolder, { recursive: true, force: true });
  const goldens: Golden[] = [];
  let total = 0;
  for (const candidates of choices()) {
    const recorded = await record(candidates, pprof);
    if (recorded === undefined || goldens.some(({ name }) => name === recorded.golden.name)) continue;
    goldens.push(recorded.golden);
    total += recorded.size;
  }
  writeManifest(pprof.version, goldens);
  const kilobytes = Math.round(total / 1024);
  process.stdout.write(
    `${goldens.length} goldens of ${pprof.version}, ${kilobytes} kB, in ${goldensFolder}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** Lists of cases, best first: of each list one is recorded. */
function choices(): readonly (readonly Case[])[] {
  const cases = allCases().filter(isTheSameEverywhere);
  const having = (option: string): Case[] => cases.filter((each) => each.option === option);
  const plain = having('plain');
  const everyCommand = commands.map((command) => plain.filter((each) => each.command === command));
  // Neighbours get different commands.
  const everyProfile = corpusProfiles().map((profile, index) =>
    rotated(
      plain.filter((each) => each.profile === profile),
      index,
    ),
  );
  const rows = [...new Set(cases.map((each) => each.option))].filter((option) => option !== 'plain');
  const everyOption = rows.flatMap((option, index) => {
    const varied = having(option);
    return Array.from({ length: commandsPerOption }, (_, choice) =>
      rotated(varied, index * 5 + Math.floor((choice * varied.length) / commandsPerOption)),
    );
  });
  return [...everyCommand, ...everyProfile, ...everyOption];
}

/** Listings show sources, and only those in this repository are the same on every machine. */
function isTheSameEverywhere({ command, profile, arguments: argv }: Case): boolean {
  if (command !== 'list') return true;
  return argv.some((word) => word.startsWith('-source_path=')) || /^(?:synthetic|malformed)\//.test(profile);
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % Math.max(1, items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Records the first case whose output is small and the same at all times and places. */
async function record(
  candidates: readonly Case[],
  pprof: Pprof,
): Promise<{ readonly golden: Golden; readonly size: number } | undefined> {
  for (const { name, arguments: argv, timeZone } of candidates) {
    const outcomes = [];
    for (let run = 0; run < repetitions; run++) outcomes.push(await pprof.run(argv, timeZone));
    const [first, ...others] = outcomes.map((outcome) =>
      outcome.kind === 'report' ? Buffer.from(outcome.bytes) : undefined,
    );
    if (first === undefined) return { golden: { name, argv, timeZone, file: undefined }, size: 0 };
    const isStable = others.every((other) => other?.equals(first) === true);
    // A listing that misses a file names the working directory, which is another on every machine.
    if (first.length > maxBytes || !isStable || first.includes(process.cwd())) continue;
    const isBinary = /\/(?:top)?proto\./.test(name);
    const file = `${name}.${isBinary ? 'pb.gz' : 'txt'}`;
    const bytes = isBinary ? gzipSync(first) : first;
    mkdirSync(dirname(join(goldensFolder, file)), { recursive: true });
    writeFileSync(join(goldensFolder, file), bytes);
    return { golden: { name, argv, timeZone, file }, size: bytes.length };
  }
  return undefined;
}

// The goldens: outputs of the real `go tool pprof`, recorded by `npm run goldens`, and the list of them.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export const goldensFolder = 'tests/goldens';

const manifestFile = join(goldensFolder, 'manifest.json');

export interface Golden {
  /** As in the matrix: `<profile>/<command>.<option row>`. */
  readonly name: string;
  /** The command line, without the program. */
  readonly argv: readonly string[];
  /** Environment variable TZ. */
  readonly timeZone: string;
  /** The recorded output, below tests/goldens; undefined when pprof refused. */
  readonly file: string | undefined;
}

export interface Manifest {
  /** The release of Go whose pprof printed the goldens. */
  readonly pprof: string;
  readonly goldens: readonly Golden[];
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
}

/** One line per golden, so that what changed can be read. */
export function writeManifest(pprof: string, goldens: readonly Golden[]): void {
  const lines = goldens
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((golden) => JSON.stringify(golden));
  const list = lines.map((line) => `    ${line}`).join(',\n');
  writeFileSync(manifestFile, `{\n  "pprof": ${JSON.stringify(pprof)},\n  "goldens": [\n${list}\n  ]\n}\n`);
}

/** What pprof printed, uncompressed. */
export function readGolden(file: string): Buffer {
  const bytes = readFileSync(join(goldensFolder, file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

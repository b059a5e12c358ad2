// Writes tests/corpus/synthetic/ and tests/corpus/malformed/: profiles that no producer on this machine makes, the same at every run.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { malformedProfiles } from './corpus/malformed-profiles.mjs';
import { profileBytes } from './corpus/profile-bytes.mjs';
import { legacyCpuProfiles } from './corpus/synthetic-legacy-cpu.mjs';
import { namedProfiles } from './corpus/synthetic-names.mjs';
import { sampleProfiles } from './corpus/synthetic-samples.mjs';
import { tableProfiles } from './corpus/synthetic-tables.mjs';

/** @typedef {{ file: string, exercises: string, drawing?: import('./corpus/profile-bytes.mjs').Drawing, bytes?: Uint8Array }} Row */

writeFolder('synthetic', 'Every file is one that pprof accepts.', [
  ...tableProfiles,
  ...sampleProfiles,
  ...namedProfiles,
  ...legacyCpuProfiles,
]);
writeFolder('malformed', 'Every file is one that pprof refuses.', malformedProfiles);

/**
 * @param {string} folder
 * @param {string} promise
 * @param {readonly Row[]} rows
 */
function writeFolder(folder, promise, rows) {
  const path = fileURLToPath(new URL(`../tests/corpus/${folder}/`, import.meta.url));
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  for (const { file, drawing, bytes = profileBytes(drawing) } of rows) {
    writeFileSync(path + file, file.endsWith('.gz') && drawing ? gzipSync(bytes, { level: 9 }) : bytes);
  }
  const table = rows.map(({ file, exercises }) => `| \`${file}\` | ${exercises} |`);
  writeFileSync(
    `${path}README.md`,
    `# ${folder}

Written by \`npm run corpus -- synthetic\` (\`scripts/corpus-synthetic.mjs\`, which draws them byte by byte). ${promise}

| file | what it exercises |
|---|---|
${table.join('\n')}
`,
  );
}

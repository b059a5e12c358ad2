// Runs a TypeScript program of this repository on any supported Node: `node scripts/run-ts.mjs FILE.ts [ARGUMENT...]`.
// The program runs in the repository's root, as a bundle elsewhere: it names files from the root, not by import.meta.url.
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installIfStale } from './prepare.mjs';
import { root, run } from './run.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/run-ts.mjs FILE.ts [ARGUMENT...]\n');
  process.exit(2);
}
installIfStale();
const { build } = await import('esbuild');
const { bundleOptions } = await import('./bundle.mjs');
// Under the root, so that packages left out of the bundle are found in node_modules.
const outdir = mkdtempSync(join(root, 'node_modules', '.run-ts-'));
process.on('exit', () => rmSync(outdir, { recursive: true, force: true }));
try {
  await build(
    bundleOptions({
      entryPoints: { main: resolve(root, file) },
      outdir,
      outExtension: { '.js': '.mjs' },
      packages: 'external',
      minifyWhitespace: false,
      sourcemap: 'inline',
    }),
  );
} catch {
  // esbuild has already printed each error with its place in the source.
  process.exit(1);
}
const passed = run(process.execPath, ['--enable-source-maps', join(outdir, 'main.mjs'), ...args]);
process.exit(passed ? 0 : 1);

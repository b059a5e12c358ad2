// Bundles the command line into dist/cli, so that it starts by reading one file; parts imported lazily are chunks.
import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from './run.mjs';

/**
 * Writes dist/cli/main.js, its chunks and the licenses of what they contain.
 * @returns {Promise<boolean>} whether it succeeded; esbuild prints why it did not
 */
export async function bundleCli() {
  const outdir = join(root, 'dist', 'cli');
  const options = bundleOptions({ entryPoints: { main: join(root, 'src', 'cli', 'main.ts') }, outdir });
  rmSync(join(outdir, 'chunks'), { recursive: true, force: true });
  try {
    const { metafile } = await build(options);
    writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licensesOf(Object.keys(metafile.inputs)));
    chmodSync(join(outdir, 'main.js'), 0o755);
    return true;
  } catch {
    // esbuild has already printed each error with its place in the source.
    return false;
  }
}

/**
 * How this repository bundles TypeScript for Node: from the sources, in ES modules, with readable names.
 * @template {import('esbuild').BuildOptions} T
 * @param {T} options
 */
export function bundleOptions(options) {
  return {
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: /** @type {const} */ ('node'),
    format: /** @type {const} */ ('esm'),
    target: 'node20',
    conditions: ['source'],
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: false,
    metafile: /** @type {const} */ (true),
    logLevel: /** @type {const} */ ('warning'),
    ...options,
  };
}

/** @param {readonly string[]} inputs paths of the bundled files, relative to the root */
function licensesOf(inputs) {
  const folders = new Set(inputs.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  return [...folders]
    .toSorted()
    .map((folder) => {
      const { name, version } = /** @type {{ name: string, version: string }} */ (
        JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      );
      const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
      if (file === undefined) throw new Error(`${folder} has no license file, so it cannot be bundled`);
      return `${name} ${version}\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
    })
    .join('\n---\n\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await bundleCli()) ? 0 : 1;

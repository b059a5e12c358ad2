// Bundles the command line into dist/cli: a launcher, one file with all code, and that code compiled.
import { chmodSync, copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root, run } from './run.mjs';

/** Large, and wanted by few runs. */
export const externalPackages = ['re2js', 'undici', '@napi-rs/canvas'];

/**
 * Writes dist/cli/main.js (the launcher), heapwise.js (the bundle), heapwise.cache (its code cache for this
 * version of Node) and the licenses of what it contains.
 * @returns {Promise<boolean>} whether it succeeded; esbuild prints why it did not
 */
export async function bundleCli() {
  const outdir = join(root, 'dist', 'cli');
  const bundle = join(outdir, 'heapwise.js');
  const options = bundleOptions({
    entryPoints: { heapwise: join(root, 'src', 'cli', 'main.ts') },
    outdir,
    format: 'cjs',
    splitting: false,
    external: externalPackages,
    supported: { 'dynamic-import': false },
    // The launcher calls this function.
    banner: { js: '(function (require, __dirname, __filename) {' },
    footer: { js: '})' },
    logOverride: { 'empty-import-meta': 'error' },
  });
  try {
    const { metafile } = await build(options);
    const bundled = [...Object.keys(metafile.inputs), ...(await bundleAssets(outdir))];
    checkAscii(bundle);
    writeFileSync(join(outdir, 'THIRD_PARTY_LICENSES.txt'), licensesOf(bundled));
  } catch (error) {
    // esbuild has already printed each of its errors with its place in the source.
    if (!(error instanceof Error && 'errors' in error)) process.stderr.write(`${String(error)}\n`);
    return false;
  }
  // The package is made of ES modules, but CommonJS starts faster and is what code caches work with.
  writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  copyFileSync(join(root, 'scripts', 'launcher.cjs'), join(outdir, 'main.js'));
  chmodSync(join(outdir, 'main.js'), 0o755);
  return run(process.execPath, [join(root, 'scripts', 'code-cache.cjs'), bundle]);
}

/**
 * The launcher reads bytes as letters. esbuild escapes other letters in texts, but not in regular expressions.
 * @param {string} bundle
 */
function checkAscii(bundle) {
  const [found] = /.{0,40}[^\0-\x7f].{0,40}/.exec(readFileSync(bundle, 'utf8')) ?? [];
  if (found !== undefined) throw new Error(`write letters beyond ASCII as \\u escapes here: ${found}`);
}

/** The scripts of pages, by name. Each file runs when it is loaded. */
const assets = {
  'flame-page': 'src/web/flame-page/page.ts',
  'flame-svg': 'src/web/flame-page/svg.ts',
  web: 'src/web/client/main.tsx',
  'web-graph-worker': 'src/web/client/graph/worker.ts',
  'web-offline-worker': 'src/web/offline/worker.ts',
};

/**
 * Bundles the scripts of pages, and the program that runs the benchmarks of a file, into `assets/` beside a bundle of
 * the command line, where it looks for them.
 * @param {string} outdir
 * @returns {Promise<string[]>} paths of the files that were bundled, relative to the root
 */
export async function bundleAssets(outdir) {
  const { metafile } = await build(
    bundleOptions({
      entryPoints: { 'benchmark-file': join(root, 'src', 'bench', 'benchmark-file.ts') },
      outdir: join(outdir, 'assets'),
      outExtension: { '.js': '.mjs' },
      splitting: false,
    }),
  );
  return [
    ...Object.keys(metafile.inputs),
    ...(await bundlePageScripts(outdir, assets, 'iife')),
    ...(await bundlePageScripts(outdir, modules, 'esm')),
  ];
}

/** Parts of pages that are loaded when they are needed. */
const modules = { 'web-timeline': 'src/web/client/timeline-chart.ts' };

/**
 * @param {string} outdir
 * @param {Record<string, string>} entryPoints
 * @param {'iife' | 'esm'} format
 * @returns {Promise<string[]>} as `bundleAssets`
 */
async function bundlePageScripts(outdir, entryPoints, format) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: join(outdir, 'assets'),
    bundle: true,
    minify: true,
    format,
    platform: 'browser',
    target: 'es2022',
    conditions: ['source'],
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
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
    // The other formats have it from the language.
    ...(options.format === 'cjs' && {
      define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    }),
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

// Installs the dependencies and builds dist/ when they are missing or stale; needs nothing but Node and npm.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from './run.mjs';

/** Runs `npm ci` unless node_modules holds what package-lock.json names. */
export function installIfStale() {
  if (installed()) return;
  process.stdout.write('installing dependencies (npm ci) ...\n');
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true })) {
    throw new Error('npm ci failed: see its output above; it needs the network or a filled npm cache');
  }
}

// npm records what it installed in node_modules/.package-lock.json; optional packages are for other platforms.
function installed() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const have = packagesOf(record);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || wanted.optional || wanted.devOptional || have[path]?.integrity === wanted.integrity,
  );
}

/** @typedef {{ integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * @param {string} lockFile
 * @returns {Record<string, LockedPackage>} by path, such as `node_modules/vitest`
 */
function packagesOf(lockFile) {
  const lock = /** @type {{ packages: Record<string, LockedPackage> }} */ (
    JSON.parse(readFileSync(lockFile, 'utf8'))
  );
  return lock.packages;
}

/** Builds dist/ unless its CLI is newer than every source. */
export async function buildIfStale() {
  const built = join(root, 'dist', 'cli', 'main.js');
  const inputs = ['src', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.layer.json'];
  if (existsSync(built) && inputs.every((input) => newest(join(root, input)) <= statSync(built).mtimeMs))
    return;
  process.stdout.write('building dist/ ...\n');
  const { build } = await import('./build.mjs');
  if (!(await build())) throw new Error('the build failed: see the messages above');
}

/**
 * @param {string} path
 * @returns {number} the modification time of a file, or of the newest entry of a folder, in milliseconds
 */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installIfStale();
  await buildIfStale();
}

// Builds dist/: the library by the compiler, then the command line as a bundle.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from './run.mjs';

/**
 * @returns {Promise<boolean>} whether everything compiled
 */
export async function build() {
  if (!run('tsc', ['-b'])) return false;
  if (!existsSync(join(root, 'src', 'cli', 'main.ts'))) return true;
  const { bundleCli } = await import('./bundle.mjs');
  return bundleCli();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await build()) ? 0 : 1;

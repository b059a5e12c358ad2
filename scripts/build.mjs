// Builds dist/: the library by the compiler, then the command line as a bundle.
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

/**
 * @returns {Promise<boolean>} whether everything compiled
 */
export async function build() {
  if (!run('tsc', ['-b'])) return false;
  const { bundleCli } = await import('./bundle.mjs');
  return bundleCli();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await build()) ? 0 : 1;

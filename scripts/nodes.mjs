// `npm run nodes`: fetches the other Node versions that we promise to support, from the npm package `node`, for tests.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/** The newest release of each when this was written; the tests' own Node is another one of them. */
const versions = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];

for (const version of versions) {
  const [major = ''] = version.split('.');
  const folder = join(root, 'dist', 'nodes', major);
  if (
    process.versions.node.startsWith(`${major}.`) ||
    existsSync(join(folder, 'node_modules', 'node', 'bin', 'node'))
  ) {
    continue;
  }
  mkdirSync(folder, { recursive: true });
  process.stdout.write(`fetching Node ${version} ...\n`);
  // Not our dependency: it must not change the lock file.
  const args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    folder,
    `node@${version}`,
  ];
  if (!run('npm', args, { quiet: true })) process.exitCode = 1;
}

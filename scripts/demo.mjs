// `npm run demo`: shows what the built command line offers.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const cli = join(root, 'dist', 'cli', 'main.js');
if (!existsSync(cli)) throw new Error('dist/cli/main.js is missing: run `npm run build`');
process.exitCode = run(process.execPath, [cli, '--help']) ? 0 : 1;

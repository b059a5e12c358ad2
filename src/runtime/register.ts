// `import 'heapwise/register'`: profiles the program that imports it, as the environment says.

import { isMainThread } from 'node:worker_threads';
import { startInWorker, startRegistered } from './start-registered.ts';

if (!isMainThread) startInWorker();
else if (!isPackageManager(process.argv[1])) startRegistered();

/** With NODE_OPTIONS the import is in npm too, which would take the port from the program that it starts. */
function isPackageManager(script: string = ''): boolean {
  return /[/\\](?:npm|npx|pnpm|pnpx|yarn|corepack)(?:-cli)?(?:\.[cm]?js)?$/.test(script);
}

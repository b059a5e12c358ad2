// `import 'heapwise/register'`: profiles the program that imports it, as the environment says.

import { isMainThread } from 'node:worker_threads';
import { startRegistered } from './start-registered.ts';

// The main thread profiles its workers, through the inspector: they need no code of ours.
if (isMainThread) startRegistered();

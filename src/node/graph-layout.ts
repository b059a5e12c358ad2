// Lays graphs out by Graphviz in WebAssembly, in a thread of its own so that it can be given up.

import { DrawingError } from '#ports';

/** Formats that Graphviz writes without any other library; `ps2` is PostScript that sets the size of its page. */
type LayoutFormat = 'svg' | 'ps2' | 'json';

/**
 * The thread's program. It is a text because the bundle of the command line is one file, and it imports by URL
 * because the library is a module of another kind than the bundle.
 */
const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.library).then(async ({ Graphviz }) => {
  const graphviz = await Graphviz.load();
  parentPort.postMessage(graphviz.layout(workerData.dot, workerData.format));
});`;

/** Graphviz follows long chains of calls by recursion. */
const stackMegabytes = 32;

/** @returns what Graphviz writes. @throws DrawingError when it cannot lay the graph out. */
export async function layOut(dot: string, format: LayoutFormat): Promise<string> {
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(threadSource, {
    eval: true,
    execArgv: [],
    resourceLimits: { stackSizeMb: stackMegabytes },
    // Its warnings are about the layout, which nobody can change.
    stderr: true,
    workerData: { library: await libraryUrl(), dot, format },
  });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', (error) => reject(new DrawingError(layoutFailure(error))));
      worker.on('exit', () => reject(new DrawingError(layoutFailure('the layout ended early'))));
    });
  } finally {
    await worker.terminate();
  }
}

async function libraryUrl(): Promise<string> {
  const { createRequire } = await import('node:module');
  const { pathToFileURL } = await import('node:url');
  try {
    return pathToFileURL(createRequire(import.meta.filename).resolve('@hpcc-js/wasm-graphviz')).href;
  } catch {
    throw new DrawingError(
      'the package @hpcc-js/wasm-graphviz is missing; install heapwise again, or use -dot_program=dot',
    );
  }
}

/** The errors of WebAssembly say that memory or the stack is used up. */
function layoutFailure(error: unknown): string {
  const reason = (error instanceof Error ? error.message : String(error)).trim().replaceAll('\n', ' ');
  return `the graph cannot be laid out (${reason}); draw less of it with -nodecount, or use -dot_program=dot`;
}

// Lays graphs out by Graphviz in WebAssembly, in a thread of its own so that it can be given up.

import type { Worker } from 'node:worker_threads';
import { DrawingError } from '#ports';

/** Formats that Graphviz writes without any other library; `ps2` is PostScript that sets the size of its page. */
export type LayoutFormat = 'svg' | 'ps2' | 'json';

export interface GraphLayout {
  /** Starts to load Graphviz, so that it is there when it is needed. */
  prepare(): void;
  /** @returns what Graphviz writes. @throws DrawingError when it cannot lay the graph out. */
  layOut(dot: string, format: LayoutFormat): Promise<string>;
}

/**
 * V8 compiles a function of WebAssembly for the second time, and better, once it has run for about so many bytes. Usually
 * that is a thousandth of this, and a graph of 80 boxes is drawn before the compilers are done, in a fifth of their time.
 */
const wasmTieringBudget = 1_000_000_000;

/**
 * The thread's program. It is a text because the bundle of the command line is one file, and it imports by URL
 * because the library is a module of another kind than the bundle.
 */
const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
require('node:v8').setFlagsFromString('--wasm-tiering-budget=${wasmTieringBudget}');
const loading = import(workerData.library).then(({ Graphviz }) => Graphviz.load());
parentPort.on('message', async ({ dot, format }) => {
  const graphviz = await loading;
  parentPort.postMessage(graphviz.layout(dot, format));
});`;

/** Graphviz follows long chains of calls by recursion. */
const stackMegabytes = 32;

export function createGraphLayout(): GraphLayout {
  let prepared: Promise<Worker> | undefined;
  return {
    prepare() {
      prepared ??= startThread();
      // A failure is told when a graph is laid out.
      prepared.catch(() => undefined);
    },
    async layOut(dot, format) {
      const thread = await (prepared ?? startThread());
      // Each graph has a thread of its own: what one leaves behind is no matter to the next.
      prepared = undefined;
      try {
        return await new Promise((resolve, reject) => {
          thread.on('message', resolve);
          thread.on('error', (error) => reject(new DrawingError(layoutFailure(error))));
          thread.on('exit', () => reject(new DrawingError(layoutFailure('it ended early'))));
          thread.ref();
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have none.
          thread.postMessage({ dot, format });
        });
      } finally {
        await thread.terminate();
      }
    },
  };
}

/** The thread does not keep the program running. */
async function startThread(): Promise<Worker> {
  const { Worker } = await import('node:worker_threads');
  const thread = new Worker(threadSource, {
    eval: true,
    execArgv: [],
    resourceLimits: { stackSizeMb: stackMegabytes },
    // Its warnings are about the layout, which nobody can change.
    stderr: true,
    workerData: { library: await libraryUrl() },
  });
  thread.unref();
  return thread;
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

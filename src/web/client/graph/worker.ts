// Runs Graphviz away from the page, which stays alive while a large graph is laid out. The page loads it as a worker.

import { Graphviz } from '@hpcc-js/wasm-graphviz';
import type { LayoutAnswer } from './layout-answer.ts';

/** The part of a worker that this one uses. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  postMessage(message: LayoutAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;
const loading = Graphviz.load();

scope.onmessage = (event) => void layOut(event.data);

async function layOut(dot: string): Promise<void> {
  try {
    const graphviz = await loading;
    scope.postMessage({ svg: graphviz.dot(dot), error: '' });
  } catch (error) {
    scope.postMessage({ svg: '', error: error instanceof Error ? error.message : String(error) });
  }
}

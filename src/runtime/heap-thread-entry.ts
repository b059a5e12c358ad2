// The program of the thread beside the main one: it reads the main thread's heap sampler through the inspector, and
// makes profiles of what it read.

import { Session } from 'node:inspector';
import { parentPort } from 'node:worker_threads';
import { encodeProfile } from '#formats';
import { buildHeapProfile } from './heap-profile.ts';
import { readSamples, shareSamples, type HeapSamples } from './heap-reader.ts';
import type { BuildOrder, HeapThreadAnswer, HeapThreadRequest } from './heap-thread.ts';
import { postTo } from './inspector.ts';
import { createOriginalPositions, type KnownPositions } from './original-positions.ts';

const knownPositions: KnownPositions = new Map();

parentPort?.on('message', (request: HeapThreadRequest) => void answer(request));

async function answer(request: HeapThreadRequest): Promise<void> {
  const { id } = request;
  try {
    const result = request.kind === 'read' ? await read(request.collectFirst) : build(request.order);
    const moved = result instanceof Uint8Array ? [result.buffer as ArrayBuffer] : [];
    parentPort?.postMessage({ id, result } satisfies HeapThreadAnswer, moved);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, error: text } satisfies HeapThreadAnswer);
  }
}

/** Connected for as long as it takes: a process that ends waits for connected sessions, and says so. */
async function read(collectFirst: boolean): Promise<HeapSamples> {
  const session = new Session();
  session.connectToMainThread();
  try {
    return shareSamples(await readSamples(async (method) => postTo(session, method), collectFirst));
  } finally {
    session.disconnect();
  }
}

function build(order: BuildOrder): Uint8Array {
  const { reading, view, ages, external, externalAllocations, sourceMaps } = order;
  return encodeProfile(
    buildHeapProfile(reading, {
      view,
      ages,
      ...(external !== undefined && { external }),
      ...(externalAllocations !== undefined && { externalAllocations }),
      originals: createOriginalPositions(sourceMaps, knownPositions),
    }),
  );
}

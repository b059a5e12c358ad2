// Makes reports in a thread of its own, which can be ended at any moment: the worker's side.

import {
  describeFailure,
  generateReport,
  openSharedProfile,
  type Profile,
  type ReportOutput,
  type Request,
  type SharedProfile,
  type World,
} from '#driver';
import { bytesOfChunk } from '#node';
import { createWorld } from '../world.ts';

/** What the thread says while it works, and at the end of each report. */
export type WorkerAnswer =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'made'; readonly output: MovedOutput }
  | { readonly kind: 'failed'; readonly line: string };

/** The output of a report as bytes. */
export interface MovedOutput {
  readonly kind: ReportOutput['kind'];
  /** Whose memory moves to the other thread. */
  readonly blocks: readonly Uint8Array<ArrayBuffer>[];
  readonly fileSuffix: string | undefined;
}

/** The only argument of the program in the thread. */
export const workerArgument = '--report-worker';

/** @returns false, having done nothing, when this thread was not started for it. */
export async function serveReports(): Promise<boolean> {
  const thread = await import('node:worker_threads');
  const port = thread.parentPort;
  if (thread.isMainThread || port === null) return false;
  const profile = openSharedProfile(thread.workerData as SharedProfile);
  const answer = (said: WorkerAnswer): void =>
    port.postMessage(said, said.kind === 'made' ? said.output.blocks.map(({ buffer }) => buffer) : []);
  const message = (text: string): void => answer({ kind: 'message', text });
  const world = createWorld({ environment: process.env, message });
  port.on('message', (request: Request) => {
    void makeReport(profile, request, world).then(answer);
  });
  return true;
}

async function makeReport(profile: Profile, request: Request, world: World): Promise<WorkerAnswer> {
  try {
    const output = await generateReport(profile, request, world);
    const isText = output.kind === 'text';
    const blocks = isText ? joinedBlocks(output.chunks) : [output.bytes.slice()];
    return {
      kind: 'made',
      output: { kind: output.kind, blocks, fileSuffix: isText ? output.fileSuffix : undefined },
    };
  } catch (error) {
    return { kind: 'failed', line: describeFailure(error).lines[0] ?? '' };
  }
}

const blockLength = 1 << 18;

/** The bytes of whole chunks in larger blocks, each with memory of its own: no character is torn apart. */
function joinedBlocks(chunks: Iterable<string | Uint8Array>): Uint8Array<ArrayBuffer>[] {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let parts: Uint8Array[] = [];
  let length = 0;
  const endBlock = (): void => {
    const block = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      block.set(part, at);
      at += part.length;
    }
    blocks.push(block);
    parts = [];
    length = 0;
  };
  for (const chunk of chunks) {
    const bytes = bytesOfChunk(chunk);
    parts.push(bytes);
    length += bytes.length;
    if (length >= blockLength) endBlock();
  }
  if (length > 0) endBlock();
  return blocks;
}

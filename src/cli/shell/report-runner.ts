// Makes reports in a thread of its own, which can be ended at any moment: the shell's side.

import type { Worker } from 'node:worker_threads';
import { describeFailure, shareProfile, type Profile, type ReportOutput, type Request } from '#driver';
import { Cancelled, ReportFailure } from './session.ts';
import { workerArgument, type MovedOutput, type WorkerAnswer } from './report-worker.ts';

export interface ReportRunner {
  /**
   * @throws ReportFailure; Cancelled when `cancelled` says so first, and then nothing of the report goes on.
   */
  run(request: Request, cancelled: AbortSignal): Promise<ReportOutput>;
  /** Ends the thread. */
  close(): void;
}

/**
 * The profile is shared, so that it is in memory once, and a thread that was ended is replaced without reading the
 * profile again.
 * @param message shows a line that the report says beside its output.
 */
export async function createReportRunner(
  profile: Profile,
  message: (text: string) => void,
): Promise<ReportRunner> {
  const threads = await import('node:worker_threads');
  const shared = shareProfile(profile);
  let worker: Worker | undefined = startWorker();

  function startWorker(): Worker {
    const started = new threads.Worker(process.argv[1] ?? '', { argv: [workerArgument], workerData: shared });
    // While it waits for work it does not keep the program from ending.
    started.unref();
    return started;
  }

  async function run(request: Request, cancelled: AbortSignal): Promise<ReportOutput> {
    const used = (worker ??= startWorker());
    let resolve: (output: ReportOutput) => void = () => undefined;
    let reject: (reason: Error) => void = () => undefined;
    const made = new Promise<ReportOutput>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    const listeners = {
      message(answer: WorkerAnswer) {
        if (answer.kind === 'message') message(answer.text);
        else if (answer.kind === 'failed') reject(new ReportFailure(answer.line));
        else resolve(outputOf(answer.output));
      },
      error: (error: unknown) => reject(new BrokenThread(describeFailure(error).lines[0])),
      exit: () => reject(new BrokenThread('the report ended before it was complete')),
    };
    const cancel = (): void => reject(new Cancelled());
    for (const [event, listener] of Object.entries(listeners)) used.on(event, listener);
    cancelled.addEventListener('abort', cancel);
    used.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have none.
    used.postMessage(request);
    try {
      return await made;
    } catch (error) {
      if (error instanceof ReportFailure && !(error instanceof BrokenThread)) throw error;
      // What else it may do is of no interest.
      used.on('error', () => undefined);
      void used.terminate();
      worker = undefined;
      throw error;
    } finally {
      for (const [event, listener] of Object.entries(listeners)) used.off(event, listener);
      cancelled.removeEventListener('abort', cancel);
      used.unref();
    }
  }

  return {
    run,
    close() {
      void worker?.terminate();
      worker = undefined;
    },
  };
}

/** A failure after which the thread is of no use. */
class BrokenThread extends ReportFailure {}

function outputOf({ kind, blocks, fileSuffix }: MovedOutput): ReportOutput {
  if (kind !== 'text') return { kind, bytes: blocks[0] ?? new Uint8Array() };
  return fileSuffix === undefined ? { kind, chunks: blocks } : { kind, chunks: blocks, fileSuffix };
}

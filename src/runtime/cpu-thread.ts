// Recordings of one thread's CPU that may overlap: a new one begins before the last one ends.

import type { Thread } from './inspector.ts';
import type { CpuRecording } from './v8-profiles.ts';

export interface CpuThread {
  readonly thread: Thread;
  begin(title: string): Promise<void>;
  end(title: string): Promise<CpuRecording>;
  /** Ends all recordings. */
  stop(): Promise<void>;
}

export interface CpuThreadOptions {
  /** Mean microseconds between samples. */
  readonly interval: number;
  /** Whether functions that V8 has already inlined shall have their own names, at the price of compiling anew. */
  readonly deoptimize: boolean;
}

interface FinishedProfile {
  readonly title: string;
  readonly profile: CpuRecording;
}

/**
 * V8 writes which functions it inlined where only into code that it compiles during a recording, and reads that only in
 * the recording during which it was compiled. So the recordings of `profile()` are used, of which several share one
 * profiler, and not `Profiler.start`, which begins with nothing.
 */
export async function startCpuThread(
  thread: Thread,
  { interval, deoptimize }: CpuThreadOptions,
): Promise<CpuThread> {
  const finished = new Map<string, (recording: CpuRecording) => void>();
  const forget = thread.on('Profiler.consoleProfileFinished', (parameters) => {
    const { title, profile } = parameters as FinishedProfile;
    finished.get(title)?.(profile);
    finished.delete(title);
  });
  await thread.post('Profiler.enable');
  await thread.post('Profiler.setSamplingInterval', { interval });
  let isFresh = deoptimize;

  return {
    thread,
    async begin(title) {
      await evaluate(thread, `profile(${JSON.stringify(title)})`);
      if (!isFresh) return;
      isFresh = false;
      // Counting calls needs code without inlining, so V8 throws all of its optimized code away.
      await thread.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
      await thread.post('Profiler.stopPreciseCoverage');
    },
    async end(title) {
      const recording = new Promise<CpuRecording>((resolve) => finished.set(title, resolve));
      await evaluate(thread, `profileEnd(${JSON.stringify(title)})`);
      const timeout = new Promise<never>((_, reject) => {
        setTimeout(
          () => reject(new Error(`${thread.name} did not end its recording`)),
          patienceMillis,
        ).unref();
      });
      return Promise.race([recording, timeout]);
    },
    async stop() {
      forget();
      await thread.post('Profiler.disable');
    },
  };
}

const patienceMillis = 5000;

/** With the functions of the command line, which a program cannot replace as it can `console.profile`. */
async function evaluate(thread: Thread, expression: string): Promise<void> {
  const { exceptionDetails } = (await thread.post('Runtime.evaluate', {
    expression,
    includeCommandLineAPI: true,
    silent: true,
  })) as { exceptionDetails?: { text: string } };
  if (exceptionDetails !== undefined)
    throw new Error(`${thread.name}: ${expression}: ${exceptionDetails.text}`);
}

// One CPU recording that any number of readers share: each gets the part that falls into its own window of time.

import type { Inspector, Thread } from './inspector.ts';
import { nowMicros, type LabelContext, type LabelSpans } from './labels.ts';
import type { CpuRecording } from './v8-profiles.ts';

export interface CpuRecorder {
  /** Begins a window, and the recording if there is none. */
  open(): Promise<CpuWindow>;
  /** Mean microseconds between samples, of recordings that begin from now on. */
  setInterval(micros: number): void;
  interval(): number;
  /** Threads that start later are recorded from their start. */
  addThread(thread: Thread): void;
}

export interface CpuWindow {
  /** Ends the window. The recording goes on as long as another window is open. */
  close(): Promise<CpuReading>;
  /** What was recorded since the window began, or since the last call. */
  take(): Promise<CpuReading>;
}

/** Times are microseconds of the clock of `process.hrtime`. */
export interface CpuReading {
  readonly from: number;
  readonly to: number;
  readonly interval: number;
  readonly chunks: readonly CpuChunk[];
  readonly notes: readonly string[];
}

export interface CpuChunk {
  readonly thread: Thread;
  readonly recording: CpuRecording;
  /** Of the main thread only: labels are known to the thread that set them. */
  readonly labels: LabelSpans | undefined;
}

interface OpenWindow {
  from: number;
  isOpen: boolean;
}

interface Part {
  readonly to: number;
  readonly chunks: readonly CpuChunk[];
  readonly notes: readonly string[];
}

export function createCpuRecorder(inspector: Inspector, labels: LabelContext): CpuRecorder {
  /** Open ones, and those that have ended and still wait for their last part. */
  const windows = new Set<OpenWindow>();
  let parts: Part[] = [];
  let recorded: Thread[] = [];
  let interval = 10_000;
  let work: Promise<unknown> = Promise.resolve();
  let isCutting: Promise<void> | undefined;

  /** Starting and stopping take their turns. */
  async function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = work.then(step);
    work = turn.catch(() => undefined);
    return turn;
  }

  async function startThread(thread: Thread): Promise<void> {
    await thread.post('Profiler.enable');
    await thread.post('Profiler.setSamplingInterval', { interval });
    await thread.post('Profiler.start');
    recorded.push(thread);
  }

  async function startAll(): Promise<void> {
    recorded = [];
    const [main, ...workers] = inspector.threads();
    await startThread(main!);
    labels.start();
    await Promise.allSettled(workers.map(startThread));
  }

  /** Ends the recording so far as a part, and starts the next one at once if a window is open. */
  async function cut(): Promise<void> {
    const spans = labels.stop();
    const threads = recorded;
    const [main] = threads;
    const ended = await Promise.allSettled(threads.map(async (thread) => thread.post('Profiler.stop')));
    const to = nowMicros();
    const chunks: CpuChunk[] = [];
    const notes: string[] = [];
    ended.forEach((result, index) => {
      const thread = threads[index]!;
      if (result.status === 'rejected') {
        notes.push((result.reason as Error).message);
        return;
      }
      const { profile } = result.value as { profile: CpuRecording };
      chunks.push({ thread, recording: profile, labels: thread === main ? spans : undefined });
    });
    parts.push({ to, chunks, notes });
    recorded = [];
    if ([...windows].some(({ isOpen }) => isOpen)) await startAll();
  }

  /** Windows that end together share one cut. */
  async function cutOnce(): Promise<void> {
    isCutting ??= nextTurn().then(async () =>
      inTurn(async () => {
        isCutting = undefined;
        if (recorded.length > 0) await cut();
      }),
    );
    return isCutting;
  }

  function reading(from: number, to: number): CpuReading {
    const overlapping = parts.filter((part) => part.to > from);
    return {
      from,
      to,
      interval,
      chunks: overlapping.flatMap(({ chunks }) => chunks),
      notes: overlapping.flatMap(({ notes }) => notes),
    };
  }

  /** What no open window reaches back to is not needed any more. */
  function dropOldParts(): void {
    const oldest = Math.min(...Array.from(windows, ({ from }) => from));
    parts = parts.filter((part) => part.to > oldest);
  }

  return {
    async open() {
      const window: OpenWindow = { from: Infinity, isOpen: true };
      windows.add(window);
      try {
        await inTurn(async () => {
          if (recorded.length === 0) await startAll();
        });
      } catch (error) {
        windows.delete(window);
        throw error;
      }
      window.from = nowMicros();
      const take = async (): Promise<CpuReading> => {
        const to = nowMicros();
        await cutOnce();
        const result = reading(window.from, to);
        window.from = to;
        if (!window.isOpen) windows.delete(window);
        dropOldParts();
        return result;
      };
      return {
        take,
        async close() {
          window.isOpen = false;
          return take();
        },
      };
    },
    setInterval: (micros) => {
      interval = micros;
    },
    interval: () => interval,
    addThread(thread) {
      if (recorded.length > 0) void startThread(thread).catch(() => undefined);
    },
  };
}

async function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

// One CPU recording that any number of readers share: each gets the part that falls into its own window of time.

import { startCpuThread, type CpuThread } from './cpu-thread.ts';
import type { Inspector, Thread } from './inspector.ts';
import { nowMicros, type LabelSpans } from './labels.ts';
import type { ThreadAgents } from './thread-agents.ts';
import type { CpuRecording } from './v8-profiles.ts';

export interface CpuRecorder {
  /** Begins a window, and the recording if there is none. */
  open(): Promise<CpuWindow>;
  /** Mean microseconds between samples, of recordings that begin from now on. */
  setInterval(micros: number): void;
  /** Whether a recording begins with compiling anew, so that inlined functions have their names. */
  setDeoptimizes(wanted: boolean): void;
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
  /** What of the recording counts: the rest is in the parts before and after. */
  readonly from: number;
  readonly to: number;
  readonly recording: CpuRecording;
  /** In order; none where the thread does not tell. */
  readonly labels: readonly LabelSpans[];
}

interface OpenWindow {
  from: number;
  isOpen: boolean;
}

interface RecordedThread {
  readonly cpu: CpuThread;
  /** Those up to the last cut: a worker is asked a moment after it, and its next labels begin then. */
  earlierLabels: LabelSpans | undefined;
}

interface Part {
  readonly to: number;
  readonly chunks: readonly CpuChunk[];
  readonly notes: readonly string[];
}

/** After the last window the recording goes on for so long: for one who takes the next profile soon it is warm. */
const lingerMillis = 60_000;

export function createCpuRecorder(inspector: Inspector, agents: ThreadAgents): CpuRecorder {
  /** Open ones, and those that have ended and still wait for their last part. */
  const windows = new Set<OpenWindow>();
  let parts: Part[] = [];
  let recorded: RecordedThread[] = [];
  let from = 0;
  let title = '';
  let titles = 0;
  let interval = 10_000;
  let deoptimizes = process.env['NODE_V8_COVERAGE'] === undefined;
  let work: Promise<unknown> = Promise.resolve();
  let isCutting: Promise<void> | undefined;
  let lingering: NodeJS.Timeout | undefined;

  /** Starting, cutting and stopping take their turns. */
  async function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = work.then(step);
    work = turn.catch(() => undefined);
    return turn;
  }

  function nextTitle(): string {
    return `heapwise ${process.pid} ${++titles}`;
  }

  async function startThread(thread: Thread): Promise<void> {
    const started = await startCpuThread(thread, { interval, deoptimize: deoptimizes });
    await started.begin(title);
    recorded.push({ cpu: started, earlierLabels: undefined });
  }

  async function start(): Promise<void> {
    title = nextTitle();
    const [main, ...workers] = inspector.threads();
    await startThread(main!);
    agents.want({ labels: true });
    await Promise.allSettled(workers.map(startThread));
    from = nowMicros();
  }

  /** Begins the next recording and then ends the one so far, which becomes a part. */
  async function cut(): Promise<void> {
    const [last, cutAt] = [title, nowMicros()];
    const threads = recorded;
    const labels = Promise.allSettled(threads.map(takeLabels));
    const next = nextTitle();
    const began = await Promise.allSettled(threads.map(async ({ cpu }) => cpu.begin(next)));
    title = next;
    const ended = await Promise.allSettled(threads.map(async ({ cpu }) => cpu.end(last)));
    const labelsOf = await labels;
    const chunks: CpuChunk[] = [];
    const notes: string[] = [];
    ended.forEach((result, index) => {
      const { thread } = threads[index]!.cpu;
      if (result.status === 'rejected') {
        notes.push((result.reason as Error).message);
        return;
      }
      const taken = labelsOf[index]!;
      const spans = taken.status === 'fulfilled' ? taken.value : [];
      chunks.push({ thread, from, to: cutAt, recording: result.value, labels: spans });
    });
    parts.push({ to: cutAt, chunks, notes });
    recorded = recorded.filter((thread) => {
      const index = threads.indexOf(thread);
      return index === -1 || (began[index]!.status === 'fulfilled' && ended[index]!.status === 'fulfilled');
    });
    from = cutAt;
  }

  async function takeLabels(recordedThread: RecordedThread): Promise<readonly LabelSpans[]> {
    const earlier = recordedThread.earlierLabels;
    const latest = await agents.ask(recordedThread.cpu.thread, 'takeLabels');
    recordedThread.earlierLabels = latest;
    return [earlier, latest].filter((spans) => spans !== undefined);
  }

  async function stop(): Promise<void> {
    if (windows.size > 0) return;
    const threads = recorded;
    recorded = [];
    agents.want({ labels: false });
    await Promise.allSettled(threads.map(async ({ cpu }) => cpu.stop()));
  }

  function linger(): void {
    clearTimeout(lingering);
    if (windows.size > 0) return;
    lingering = setTimeout(() => void inTurn(stop), lingerMillis);
    lingering.unref();
  }

  /** Windows that begin or end together share one cut. */
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
          if (recorded.length === 0) await start();
          // What has been recorded while nobody wanted it.
          else if (windows.size === 1) await cut();
        });
      } catch (error) {
        windows.delete(window);
        linger();
        throw error;
      }
      clearTimeout(lingering);
      window.from = nowMicros();
      const take = async (): Promise<CpuReading> => {
        const to = nowMicros();
        await cutOnce();
        const result = reading(window.from, to);
        window.from = to;
        if (!window.isOpen) windows.delete(window);
        dropOldParts();
        linger();
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
    setDeoptimizes: (wanted) => {
      deoptimizes = wanted;
    },
    interval: () => interval,
    addThread(thread) {
      if (recorded.length > 0) void inTurn(async () => startThread(thread)).catch(() => undefined);
    },
  };
}

async function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

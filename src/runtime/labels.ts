// Labels that follow asynchronous calls, and the record of when which labels were in force.

import { AsyncLocalStorage, createHook } from 'node:async_hooks';

export type Labels = Readonly<Record<string, string>>;

/** From `times[i]` on, `labels[i]` were in force; undefined for none. */
export interface LabelSpans {
  /** Microseconds of the clock of `process.hrtime`, ascending. */
  readonly times: readonly number[];
  readonly labels: readonly (Labels | undefined)[];
}

export interface LabelContext {
  /** Runs `fn` with these labels beside those in force, which they replace where keys are equal. */
  run<T>(labels: Labels, fn: () => T): T;
  current(): Labels | undefined;
  /** Records changes until `stop`. Free of cost while no program has used labels. */
  start(): void;
  /** What was recorded since `start`, or since the last call. */
  take(): LabelSpans;
  stop(): void;
}

/** Spans of a second in which a server changes labels half a million times; what comes later has no labels. */
const mostSpans = 2 ** 20;

export function createLabelContext(): LabelContext {
  const storage = new AsyncLocalStorage<Labels>();
  const hook = createHook({ before, after });
  const outer: (Labels | undefined)[] = [];
  let times: number[] = [];
  let spans: (Labels | undefined)[] = [];
  let inForce: Labels | undefined;
  let isUsed = false;
  let isRecording = false;

  function before(): void {
    outer.push(inForce);
    change(storage.getStore());
  }

  function after(): void {
    change(outer.pop());
  }

  function change(labels: Labels | undefined): void {
    if (labels === inForce) return;
    inForce = labels;
    if (!isRecording || times.length > mostSpans) return;
    times.push(nowMicros());
    spans.push(times.length > mostSpans ? undefined : labels);
  }

  return {
    run(labels, fn) {
      if (!isUsed) {
        isUsed = true;
        if (isRecording) hook.enable();
      }
      const merged = { ...storage.getStore(), ...labels };
      return storage.run(merged, () => {
        const previous = inForce;
        change(merged);
        try {
          return fn();
        } finally {
          change(previous);
        }
      });
    },
    current: () => storage.getStore(),
    start() {
      isRecording = true;
      inForce = storage.getStore();
      outer.length = 0;
      times = [nowMicros()];
      spans = [inForce];
      if (isUsed) hook.enable();
    },
    take() {
      const taken = { times, labels: spans };
      times = [nowMicros()];
      spans = [inForce];
      return taken;
    },
    stop() {
      isRecording = false;
      hook.disable();
      times = [];
      spans = [];
    },
  };
}

/** On the clock of V8's CPU profiles. */
export function nowMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e6 + nanos / 1e3;
}

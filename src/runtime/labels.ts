// Labels that follow asynchronous calls, and the record of when which labels were in force.

import { AsyncLocalStorage, createHook } from 'node:async_hooks';

export type Labels = Readonly<Record<string, string>>;

/** From `times[i]` on, `sets[set[i]]` were in force; an index of -1 is for none. Equal labels are one set. */
export interface LabelSpans {
  /** Whole microseconds of the clock of `process.hrtime`, ascending. */
  readonly times: readonly number[];
  readonly sets: readonly Labels[];
  readonly set: readonly number[];
}

export interface LabelContext {
  /** Runs `fn` with these labels beside those in force, which they replace where keys are equal. */
  run<T>(labels: Labels, fn: () => T): T;
  current(): Labels | undefined;
  /** Records changes until `stop`. Free of cost while no program has used labels. */
  record(): LabelRecording;
}

/** Any number may go on at a time. */
export interface LabelRecording {
  /** What was recorded since it began, or since the last call. */
  take(): LabelSpans;
  stop(): void;
}

/** Spans of a second in which a server changes labels half a million times; what comes later has no labels. */
const mostSpans = 2 ** 20;

interface OpenSpans {
  readonly times: number[];
  readonly labels: (Labels | undefined)[];
}

export function createLabelContext(): LabelContext {
  const storage = new AsyncLocalStorage<Labels>();
  const hook = createHook({ before, after });
  const outer: (Labels | undefined)[] = [];
  const recordings = new Set<{ spans: OpenSpans }>();
  let inForce: Labels | undefined;
  let isUsed = false;

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
    if (recordings.size === 0) return;
    const now = nowMicros();
    for (const { spans } of recordings) {
      if (spans.times.length > mostSpans) continue;
      spans.labels.push(spans.times.length === mostSpans ? undefined : labels);
      spans.times.push(now);
    }
  }

  function spansFromNow(): OpenSpans {
    return { times: [nowMicros()], labels: [inForce] };
  }

  return {
    run(labels, fn) {
      if (!isUsed) {
        isUsed = true;
        if (recordings.size > 0) hook.enable();
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
    record() {
      if (recordings.size === 0) {
        inForce = storage.getStore();
        outer.length = 0;
        if (isUsed) hook.enable();
      }
      const recording = { spans: spansFromNow() };
      recordings.add(recording);
      return {
        take() {
          const { spans } = recording;
          recording.spans = spansFromNow();
          return packSpans(spans);
        },
        stop() {
          recordings.delete(recording);
          if (recordings.size === 0) hook.disable();
        },
      };
    },
  };
}

function packSpans({ times, labels }: OpenSpans): LabelSpans {
  const sets: Labels[] = [];
  const indexOf = new Map<Labels | string | undefined, number>([[undefined, -1]]);
  const set = labels.map((each) => {
    const known = indexOf.get(each);
    if (known !== undefined) return known;
    const text = JSON.stringify(each);
    const index = indexOf.get(text) ?? sets.push(each!) - 1;
    indexOf.set(each, index).set(text, index);
    return index;
  });
  return { times: times.map(Math.round), sets, set };
}

/** On the clock of V8's CPU profiles. */
export function nowMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e6 + nanos / 1e3;
}

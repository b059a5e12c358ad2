// What only code in a thread itself can tell of it: its labels, the delays of its event loop, who started its workers.

import { createLabelContext, type LabelContext, type LabelRecording, type LabelSpans } from './labels.ts';
import { createLoopDelays, type Stall } from './loop-delays.ts';
import { watchWorkerOrigins, type WorkerOrigin } from './worker-origins.ts';

/** What the main thread wants of every thread. */
export interface ThreadWishes {
  /** Whether labels are recorded. */
  readonly labels: boolean;
  /** Milliseconds of the shortest delay of the event loop, for each of those who watch it. */
  readonly stalls: Readonly<Record<string, number>>;
}

/** Answers are data, for they go from thread to thread as JSON. */
export interface ThreadAgent {
  readonly labels: LabelContext;
  /** Follows the wishes that are given; others stay. */
  configure(wishes: Partial<ThreadWishes>): void;
  /** Since recording began, or the last call; undefined when labels are not recorded. */
  takeLabels(): LabelSpans | undefined;
  takeStalls(watcher: string): readonly Stall[];
  skipStalls(watcher: string): void;
  workerOrigins(): readonly WorkerOrigin[];
}

/** A thread can be told of wishes before it has an agent, which follows them when it comes. */
export interface AgentHolder {
  wishes: Partial<ThreadWishes>;
  agent?: ThreadAgent;
}

/** The name of the global symbol under which a thread has its AgentHolder. */
export const holderKey = 'heapwise.thread.v1';

const holderSymbol = Symbol.for(holderKey);

/** The agent of this thread: copies of this package share it. */
export function threadAgent(): ThreadAgent {
  const global = globalThis as { [holderSymbol]?: AgentHolder };
  const holder = (global[holderSymbol] ??= { wishes: {} });
  if (holder.agent === undefined) {
    holder.agent = createThreadAgent();
    holder.agent.configure(holder.wishes);
  }
  return holder.agent;
}

function createThreadAgent(): ThreadAgent {
  const labels = createLabelContext();
  const delays = createLoopDelays();
  const workerOrigins = watchWorkerOrigins();
  let recording: LabelRecording | undefined;
  let watchers: readonly string[] = [];

  function recordLabels(wanted: boolean): void {
    if (wanted === (recording !== undefined)) return;
    recording?.stop();
    recording = wanted ? labels.record() : undefined;
  }

  function watchStalls(wanted: ThreadWishes['stalls']): void {
    for (const watcher of watchers) if (wanted[watcher] === undefined) delays.unwatch(watcher);
    watchers = Object.keys(wanted);
    for (const watcher of watchers) delays.watch(watcher, wanted[watcher]!);
  }

  return {
    labels,
    configure({ labels: wantsLabels, stalls }) {
      if (wantsLabels !== undefined) recordLabels(wantsLabels);
      if (stalls !== undefined) watchStalls(stalls);
    },
    takeLabels: () => recording?.take(),
    takeStalls: (watcher) => delays.take(watcher),
    skipStalls: (watcher) => delays.skip(watcher),
    workerOrigins,
  };
}

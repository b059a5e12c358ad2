// What only code in a thread itself can tell of it: its labels, the delays of its event loop, its memory outside of V8's
// heap, and who started its workers.

import { createExternalMemory, type ExternalMemory } from './external-memory.ts';
import type { CallPlace } from './call-stacks.ts';
import { createLabelContext, type LabelContext, type LabelRecording, type LabelSpans } from './labels.ts';
import { createLoopDelays, type Stall } from './loop-delays.ts';
import { watchWorkerOrigins, type WorkerOrigin } from './worker-origins.ts';

/** What the main thread wants of every thread. */
export interface ThreadWishes {
  /** Whether labels are recorded. */
  readonly labels: boolean;
  /** Milliseconds of the shortest delay of the event loop, for each of those who watch it. */
  readonly stalls: Readonly<Record<string, number>>;
  /** Whether memory outside of V8's heap is attributed to stacks. */
  readonly external: boolean;
  /** Mean bytes between samples of it. Another rate forgets what was sampled, the same one does not. */
  readonly externalRate: number;
}

/** Answers are data, for they go from thread to thread as JSON. */
export interface ThreadAgent {
  readonly labels: LabelContext;
  readonly external: ExternalMemory;
  /** Follows the wishes that are given; others stay. */
  configure(wishes: Partial<ThreadWishes>): void;
  /** Since recording began, or the last call; undefined when labels are not recorded. */
  takeLabels(): LabelSpans | undefined;
  takeStalls(watcher: string): readonly Stall[];
  skipStalls(watcher: string): void;
  expectCollection(): void;
  collected(): Promise<void>;
  readExternal(): PackedExternal;
  workerOrigins(): readonly WorkerOrigin[];
}

/** An ExternalReading, in which each stack is written once. */
export interface PackedExternal {
  readonly isTracking: boolean;
  readonly total: number;
  readonly stacks: readonly (readonly CallPlace[])[];
  /** `stack` is an index of `stacks`. */
  readonly samples: readonly { readonly stack: number; readonly bytes: number; readonly bornAt: number }[];
}

/** A thread can be told of wishes before it has an agent, which follows them when it comes. */
export interface AgentHolder {
  wishes: Partial<ThreadWishes>;
  agent?: ThreadAgent;
}

/** The name of the global symbol under which a thread has its AgentHolder. */
export const holderKey = 'heapwise.thread.v1';

const holderSymbol = Symbol.for(holderKey);

/**
 * The agent of this thread: copies of this package share it.
 * @param defaults for a new one, where the main thread has not said what it wants
 */
export function threadAgent(defaults: Partial<ThreadWishes> = {}): ThreadAgent {
  const global = globalThis as { [holderSymbol]?: AgentHolder };
  const holder = (global[holderSymbol] ??= { wishes: {} });
  if (holder.agent === undefined) {
    holder.agent = createThreadAgent();
    holder.agent.configure({ ...defaults, ...holder.wishes });
  }
  return holder.agent;
}

function createThreadAgent(): ThreadAgent {
  const labels = createLabelContext();
  const delays = createLoopDelays();
  const external = createExternalMemory();
  const workerOrigins = watchWorkerOrigins();
  let rate = 0;
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
    external,
    configure({ labels: wantsLabels, stalls, external: tracks, externalRate }) {
      if (wantsLabels !== undefined) recordLabels(wantsLabels);
      if (stalls !== undefined) watchStalls(stalls);
      if (externalRate !== undefined && externalRate !== rate) external.setRate((rate = externalRate));
      if (tracks !== undefined) external.track(tracks);
    },
    takeLabels: () => recording?.take(),
    takeStalls: (watcher) => delays.take(watcher),
    skipStalls: (watcher) => delays.skip(watcher),
    expectCollection: () => external.expectCollection(),
    collected: async () => external.collected(),
    readExternal: () => packed(external.read()),
    workerOrigins,
  };
}

function packed({ isTracking, total, samples }: ReturnType<ExternalMemory['read']>): PackedExternal {
  const indexOf = new Map<readonly CallPlace[], number>();
  const packedSamples = samples.map(({ stack, bytes, bornAt }) => {
    const index = indexOf.get(stack) ?? indexOf.size;
    indexOf.set(stack, index);
    return { stack: index, bytes, bornAt };
  });
  return { isTracking, total, stacks: [...indexOf.keys()], samples: packedSamples };
}

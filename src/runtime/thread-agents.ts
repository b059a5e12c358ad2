// Reaches the agents of all threads: that of this one directly, those of workers through the inspector.

import { createRequire } from 'node:module';
import type { Inspector, Thread } from './inspector.ts';
import { holderKey, threadAgent, type ThreadAgent, type ThreadWishes } from './thread-agent.ts';

export interface ThreadAgents {
  /** The agent of this thread. */
  readonly own: ThreadAgent;
  /** Tells all threads, and those that start later. This one knows when it returns, workers soon. */
  want(wishes: Partial<ThreadWishes>): void;
  /**
   * @returns undefined where the thread has no agent
   * @throws Error when the thread ends first, or does not answer for `timeoutMillis`
   */
  ask<Q extends Question>(
    thread: Thread,
    question: Q,
    options?: AskOptions<Q>,
  ): Promise<Answer<Q> | undefined>;
  addThread(thread: Thread): void;
}

export type Question = {
  [Name in keyof ThreadAgent]: ThreadAgent[Name] extends (watcher: string) => unknown ? Name : never;
}[keyof ThreadAgent];

type Answer<Q extends Question> = Awaited<ReturnType<ThreadAgent[Q]>>;

export interface AskOptions<Q extends Question> {
  /** Such as the watcher whose stalls are asked for. */
  readonly about?: Parameters<ThreadAgent[Q]>[0];
  readonly timeoutMillis?: number;
}

const mostTries = 200;
const millisBetweenTries = 25;

export function openThreadAgents(inspector: Inspector): ThreadAgents {
  const own = threadAgent();
  let wishes: Partial<ThreadWishes> = {};

  async function tell(thread: Thread, wanted: Partial<ThreadWishes>): Promise<void> {
    const file = needsCode(wanted) ? registerFile() : undefined;
    for (let tries = 0; tries < mostTries; tries++) {
      if ((await evaluate(thread, tellExpression(wanted, file))) !== 'early') return;
      await new Promise((resolve) => {
        setTimeout(resolve, millisBetweenTries).unref();
      });
    }
  }

  function tellUnheard(thread: Thread, wanted: Partial<ThreadWishes>): void {
    // A worker that ends or hangs does not follow; what it is asked later fails, and is told of then.
    tell(thread, wanted).catch(() => undefined);
  }

  return {
    own,
    want(wanted) {
      wishes = { ...wishes, ...wanted };
      own.configure(wanted);
      for (const thread of inspector.threads()) if (thread.id !== 0) tellUnheard(thread, wanted);
    },
    async ask<Q extends Question>(
      thread: Thread,
      question: Q,
      { about, timeoutMillis }: AskOptions<Q> = {},
    ): Promise<Answer<Q> | undefined> {
      if (thread.id === 0) {
        const answer: unknown = await Promise.resolve(own[question](about ?? ''));
        return answer as Answer<Q>;
      }
      const waits = question === 'collected';
      const expression = askExpression(question, about ?? '', waits);
      const text = await evaluate(thread, expression, { timeoutMillis, waits });
      return typeof text === 'string' ? (JSON.parse(text) as Answer<Q>) : undefined;
    },
    addThread(thread) {
      if (Object.keys(wishes).length > 0) tellUnheard(thread, wishes);
    },
  };
}

/** Labels are set by code that brings the agent with it. */
function needsCode({ stalls = {}, external = false }: Partial<ThreadWishes>): boolean {
  return external || Object.keys(stalls).length > 0;
}

/** What brings the agent into a worker; undefined where this package is bundled into the program. */
function registerFile(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('heapwise/register');
  } catch {
    return undefined;
  }
}

/**
 * Leaves the wishes where the agent finds them. Where there is none, the worker loads it in a turn of its own event loop:
 * the inspector interrupts whatever runs, which can be Node's own start of the worker. That is over when the worker
 * knows its file, and must not be disturbed before.
 */
function tellExpression(wishes: Partial<ThreadWishes>, file: string | undefined): string {
  const load = `
    if (globalThis.process?.argv?.[1] === undefined) return 'early';
    process.getBuiltinModule('node:timers').setTimeout(() => {
      try {
        process.getBuiltinModule('node:module').createRequire(${JSON.stringify(file)})(${JSON.stringify(file)});
      } catch {}
    }, 0);`;
  return `(() => {
    const wishes = ${JSON.stringify(wishes)};
    const holder = (globalThis[Symbol.for(${JSON.stringify(holderKey)})] ??= { wishes });
    Object.assign(holder.wishes, wishes);
    if (holder.agent !== undefined) return void holder.agent.configure(wishes);
    ${file === undefined ? '' : load}
  })()`;
}

/** @param waits only where the answer is a promise: a thread that computes answers nothing else until it is done */
function askExpression(question: Question, about: string, waits: boolean): string {
  const answer = `agent.${question}(${JSON.stringify(about)})`;
  return `(() => {
    const { agent } = globalThis[Symbol.for(${JSON.stringify(holderKey)})] ?? {};
    return agent && ${waits ? `${answer}.then(() => 'null')` : `JSON.stringify(${answer})`};
  })()`;
}

/**
 * @returns the value of an expression in that thread
 * @throws Error as `post`, and when the expression throws
 */
export async function evaluate(
  thread: Thread,
  expression: string,
  { timeoutMillis, waits = false }: { timeoutMillis?: number | undefined; waits?: boolean } = {},
): Promise<unknown> {
  const answer = await thread.post(
    'Runtime.evaluate',
    { expression, returnByValue: true, silent: true, awaitPromise: waits },
    timeoutMillis,
  );
  const { result, exceptionDetails } = answer as {
    result: { value?: unknown };
    exceptionDetails?: { text: string };
  };
  if (exceptionDetails !== undefined) throw new Error(`${thread.name}: ${exceptionDetails.text}`);
  return result.value;
}

// Sessions of V8's inspector inside the process: one for this thread, and through it one for each worker.

import { Session } from 'node:inspector';
import { isMainThread, threadId } from 'node:worker_threads';

/** A thread that can be profiled. Thread 0 is the one that this code runs in. */
export interface Thread {
  readonly id: number;
  /** That of node:worker_threads. */
  readonly threadId: number;
  readonly name: string;
  /**
   * Sends a command of the inspector's protocol.
   * @throws Error when V8 refuses it, the thread ends first, or it does not answer for `timeoutMillis`.
   */
  post(method: string, parameters?: object, timeoutMillis?: number): Promise<unknown>;
  /**
   * Calls back for each event of that name.
   * @returns what to call to hear no more of them.
   */
  on(event: string, listener: (parameters: unknown) => void): () => void;
}

export interface Inspector {
  readonly main: Thread;
  /** The main thread and the workers that run now. */
  threads(): readonly Thread[];
  /** Sends a command to V8 and has the answer at once, for callers that cannot wait. */
  postNow(method: string, parameters?: object): unknown;
  /** Calls back for each worker that starts from now on, before it is in `threads()`. */
  onWorker(callback: (thread: Thread) => void): void;
  close(): void;
}

/** The thread that the profiler itself starts has this name, and is not profiled. */
export const ownThreadName = 'heapwise';

/** A worker in a long native call cannot answer, and must not hold up the profile of the others. */
const workerPatience = 5000;

export function openInspector(): Inspector {
  const session = new Session();
  session.connect();
  const workers = new Map<string, WorkerThread>();
  const listeners: ((thread: Thread) => void)[] = [];
  const main: Thread = {
    id: 0,
    threadId,
    name: isMainThread ? 'main' : `worker ${threadId}`,
    post: async (method, parameters) => postTo(session, method, parameters),
    on(event, listener) {
      const receive = ({ params }: { params: unknown }): void => listener(params);
      session.on(event, receive);
      return () => void session.off(event, receive);
    },
  };

  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    const { sessionId, workerInfo } = params;
    // The profiler's own is no part of the program.
    if (workerInfo.title.endsWith(`] ${ownThreadName}`)) return;
    const worker = createWorkerThread(session, sessionId, Number(workerInfo.workerId), workerInfo.title);
    workers.set(sessionId, worker);
    for (const listener of listeners) listener(worker);
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    workers.get(params.sessionId)?.receive(params.message);
  });
  session.on('NodeWorker.detachedFromWorker', ({ params }) => {
    workers.get(params.sessionId)?.end();
    workers.delete(params.sessionId);
  });
  return {
    main,
    threads: () => [main, ...workers.values()],
    postNow: (method, parameters) => postNow(session, method, parameters),
    onWorker(callback) {
      listeners.push(callback);
      // Workers of older code are attached at once, inside of this call.
      // A worker cannot profile those that it starts: only the main thread can.
      if (listeners.length === 1 && isMainThread)
        postNow(session, 'NodeWorker.enable', { waitForDebuggerOnStart: false });
    },
    close() {
      for (const worker of workers.values()) worker.end();
      workers.clear();
      session.disconnect();
    },
  };
}

/** The inspector answers most commands before `post` returns; a few, such as collecting garbage, later. */
export async function postTo(session: Session, method: string, parameters?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error, result) => {
      if (error === null) resolve(result);
      else reject(new Error(`${method}: ${error.message}`));
    });
  });
}

function postNow(session: Session, method: string, parameters?: object): unknown {
  const answer: { error: Error | null; result: unknown } = { error: null, result: undefined };
  session.post(method, parameters, (error, result) => {
    answer.error = error;
    answer.result = result;
  });
  if (answer.error !== null) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

interface WorkerThread extends Thread {
  receive(message: string): void;
  end(): void;
}

/** An answer to the command with that id, or an event. */
interface WorkerMessage {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: unknown;
}

interface PendingCommand {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

function createWorkerThread(session: Session, sessionId: string, id: number, title: string): WorkerThread {
  const pending = new Map<number, PendingCommand>();
  const listeners = new Map<string, Set<(parameters: unknown) => void>>();
  let lastCommand = 0;
  let isEnded = false;
  return {
    id,
    threadId: Number(/^\[worker (\d+)\]/.exec(title)?.[1] ?? -1),
    name: title,
    async post(method, parameters = {}, timeoutMillis = workerPatience) {
      // Node takes messages to a worker that has ended, and answers none.
      if (isEnded) throw new Error(`${title} ended`);
      const command = ++lastCommand;
      const answer = new Promise((resolve, reject) => pending.set(command, { resolve, reject }));
      const timer = setTimeout(() => {
        pending.get(command)?.reject(new Error(`${title} did not answer ${method} in ${timeoutMillis} ms`));
      }, timeoutMillis);
      try {
        const message = JSON.stringify({ id: command, method, params: parameters });
        await postTo(session, 'NodeWorker.sendMessageToWorker', { sessionId, message });
        return await answer;
      } finally {
        clearTimeout(timer);
        pending.delete(command);
      }
    },
    on(event, listener) {
      const others = listeners.get(event) ?? new Set();
      listeners.set(event, others.add(listener));
      return () => void others.delete(listener);
    },
    receive(message) {
      const { id: command, result, error, method, params } = JSON.parse(message) as WorkerMessage;
      if (method !== undefined) {
        for (const listener of listeners.get(method) ?? []) listener(params);
        return;
      }
      const waiting = pending.get(command ?? 0);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(`${title}: ${error.message}`));
    },
    end() {
      isEnded = true;
      for (const { reject } of pending.values()) reject(new Error(`${title} ended`));
    },
  };
}

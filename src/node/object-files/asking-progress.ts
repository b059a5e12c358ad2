// Tells on the status line which program a tool is being asked about, and how far it is.

import { basename } from 'node:path';
import type { StatusLine } from '../status-line.ts';

export interface AskingProgress {
  /** Shows the line, if it takes long, until `answer` is there. */
  during<T>(path: string, count: number, answer: Promise<T>): Promise<T>;
}

/** What takes less is not worth a line. */
const patience = 1000;
const interval = 100;

export function createAskingProgress(statusLine: StatusLine): AskingProgress {
  let startedAt: number | undefined;
  let answered = 0;
  return {
    async during(path, count, answer) {
      startedAt ??= performance.now();
      const start = startedAt;
      const timer = setInterval(() => {
        const taken = performance.now() - start;
        if (taken < patience) return;
        const state = `${answered} addresses done, ${Math.floor(taken / 1000)} s`;
        statusLine.show(`Symbolizing ${basename(path)}: ${state}`);
      }, interval);
      try {
        return await answer;
      } finally {
        clearInterval(timer);
        answered += count;
        statusLine.clear();
      }
    },
  };
}

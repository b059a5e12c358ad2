// Makes reports away from the page, in a page that is a file. The page loads it as a worker.

import { refusal } from '#web/answers';
import { createSharedAnswers } from './shared-answers.ts';
import type { SharedData } from './shared-data.ts';

/** The first message brings what the page has; each other one asks for an answer. */
type Incoming =
  | { readonly data: SharedData; readonly profiles: readonly Uint8Array[] }
  | { readonly id: number; readonly path: string };

/** The part of a worker that this one uses. */
interface WorkerScope {
  onmessage: ((event: { readonly data: Incoming }) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: start }) => {
  if (!('data' in start)) return;
  const answer = createSharedAnswers(start.data, start.profiles);
  scope.onmessage = ({ data: asked }) => {
    if ('path' in asked) void respond(asked.id, asked.path);
  };

  async function respond(id: number, path: string): Promise<void> {
    const { status, headers, body } = await answer(path);
    try {
      scope.postMessage({ id, status, headers, body: [...body] });
    } catch (error) {
      // What is printed piece by piece may fail as late as here.
      scope.postMessage({ id, ...refusal(error) });
    }
  }
};

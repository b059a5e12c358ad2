// Answers in the page itself, when it is a file; `worker.ts` is what the page runs.
export { createSharedAnswers } from './shared-answers.ts';
export type { SharedAnswer, SharedData, SharedSource } from './shared-data.ts';

// Shows text on the terminal: at once if it fits, else through the user's pager.

import type { ChildProcess } from 'node:child_process';
import { writeReport } from './output.ts';
import { visibleText } from './terminal-text.ts';

export interface PagerSettings {
  /** `PAGER` counts, and `LESS`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A size of 0 is unknown, and taken for that of the terminals of old. */
  readonly terminal: { readonly rows: number; readonly columns: number };
  /** Ends the showing where it is. */
  readonly cancelled: AbortSignal;
}

/** Text that is written at once: little enough to stop soon after Ctrl-C. */
const sliceLength = 16_384;

/**
 * Shows text on standard output, which is a terminal. Whoever leaves the pager early has seen enough.
 * `PAGER` is a program and its first arguments, which no shell reads; empty or `cat` means none.
 */
export async function showOnTerminal(
  chunks: Iterable<string | Uint8Array>,
  { environment, terminal, cancelled }: PagerSettings,
): Promise<void> {
  const texts = visibleSlices(chunks);
  const words = (environment['PAGER'] ?? 'less').split(' ').filter((word) => word !== '');
  const [program = 'cat', ...args] = words;
  if (program === 'cat') return writeSlices(texts, cancelled);
  const { rows: height, columns } = { rows: terminal.rows || 24, columns: terminal.columns || 80 };
  const first: string[] = [];
  let rows = 0;
  // The last row is for the prompt.
  while (rows < height) {
    const next = texts.next();
    if (next.done === true) return writeSlices(first, cancelled);
    first.push(next.value);
    rows += countRows(next.value, columns);
  }
  const all = concatenated(first, texts);
  if (cancelled.aborted) return;
  const pager = await startPager(program, args, environment);
  if (pager === undefined) return writeSlices(all, cancelled);
  await feed(pager, all, cancelled);
}

function* visibleSlices(chunks: Iterable<string | Uint8Array>): Generator<string, undefined> {
  for (const chunk of chunks) {
    const text = visibleText(chunk);
    for (let start = 0; start < text.length;) {
      const end = start + sliceLength;
      // Both halves of a surrogate pair go together.
      const isSplit = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
      yield text.slice(start, isSplit ? end + 1 : end);
      start = isSplit ? end + 1 : end;
    }
  }
  return undefined;
}

function* concatenated(first: readonly string[], rest: Iterable<string>): Generator<string> {
  yield* first;
  yield* rest;
}

/** How many rows of the terminal a text takes; a character is taken for one column. */
function countRows(text: string, columns: number): number {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / columns)), 0);
}

async function writeSlices(slices: Iterable<string>, cancelled: AbortSignal): Promise<void> {
  for (const slice of slices) {
    if (cancelled.aborted || !(await writeReport('', [slice]))) return;
    await nextTurn();
  }
}

/** Ctrl-C arrives only between two turns of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** @returns undefined when there is no such program. */
async function startPager(
  program: string,
  args: readonly string[],
  environment: PagerSettings['environment'],
): Promise<ChildProcess | undefined> {
  const { spawn } = await import('node:child_process');
  // As git has it: less ends by itself at the end of a short text, and leaves the text on the screen.
  const pager = spawn(program, args, {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRX', ...environment },
  });
  return new Promise((resolve) => {
    pager.on('spawn', () => resolve(pager));
    pager.on('error', () => resolve(undefined));
  });
}

/** @returns when the pager has ended. */
async function feed(pager: ChildProcess, texts: Iterable<string>, cancelled: AbortSignal): Promise<void> {
  const { stdin } = pager;
  let isOpen = true;
  const ended = new Promise<void>((resolve) => {
    pager.on('close', () => {
      isOpen = false;
      resolve();
    });
  });
  // A pager that was left reads no more.
  stdin?.on('error', () => (isOpen = false));
  for (const text of texts) {
    if (!isOpen || cancelled.aborted) break;
    const taken = stdin?.write(text) ?? true;
    if (taken) await nextTurn();
    else await Promise.race([ended, new Promise((resolve) => stdin?.once('drain', resolve))]);
  }
  stdin?.end();
  await ended;
}

// A tool that is started once and answers on its output what it is asked on its input.

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { basename } from 'node:path';
import { ObjectFileError } from '#ports';
import { systemReason } from '../system-errors.ts';
import { silenceReason, ToolSilence, toolPatience } from './tool-patience.ts';

export interface ToolProcess {
  /**
   * Sends questions, one line each, and hands over the lines of the answers.
   * @param takeLine returns whether the answer is complete, and throws ObjectFileError when it makes no sense.
   * @throws ObjectFileError when the tool ends before or makes no sense; ToolSilence when it is silent for too long. It has ended then,
   *   as nobody knows which question its next line would be about.
   */
  ask(questions: string, takeLine: (line: string) => boolean): Promise<void>;
  close(): void;
}

interface Waiting {
  takeLine(line: string): boolean;
  resolve(): void;
  reject(reason: unknown): void;
  /** Ends the tool when no line has come for a while. */
  readonly silence: NodeJS.Timeout;
}

/** @param environment of the tool; it gets nothing else. */
export async function startTool(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ToolProcess> {
  const { spawn } = await import('node:child_process');
  const child: ChildProcessWithoutNullStreams = spawn(program, args, {
    env: { ...environment, LC_ALL: 'C' },
  });
  const patience = toolPatience(environment);
  let waiting: Waiting | undefined;
  let ended: unknown;
  let complaint = '';
  let rest = '';

  function fail(reason: unknown): void {
    ended ??= reason;
    if (waiting !== undefined) clearTimeout(waiting.silence);
    waiting?.reject(ended);
    waiting = undefined;
  }
  function end(reason: string): void {
    const detail = complaint.trim().split('\n', 1)[0] ?? '';
    fail(new ObjectFileError(`${basename(program)} ${reason}${detail === '' ? '' : `: ${detail}`}`));
  }
  /** Leaves nothing behind, also when it ignores signals, or has children that hold its pipes. */
  function kill(): void {
    child.kill('SIGKILL');
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
  }
  function take(line: string): void {
    if (waiting === undefined) return;
    waiting.silence.refresh();
    try {
      if (!waiting.takeLine(line)) return;
    } catch (error) {
      fail(error);
      kill();
      return;
    }
    clearTimeout(waiting.silence);
    waiting.resolve();
    waiting = undefined;
  }

  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const [first = '', ...others] = text.split('\n');
    rest += first;
    for (const next of others) {
      take(rest.replace(/\r$/, ''));
      rest = next;
    }
    if (rest.length <= maxLine) return;
    end('gave an answer without an end');
    kill();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, maxComplaint);
  });
  // That it does not read any more is told by its end.
  child.stdin.on('error', () => {});
  child.on('error', (error) => end(`cannot be started: ${systemReason(error)}`));
  child.on('close', (code, signal) =>
    end(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
  );

  function ask(questions: string, takeLine: (line: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended);
        return;
      }
      const silence = setTimeout(() => {
        fail(new ToolSilence(`${basename(program)} ${silenceReason(patience)}`));
        kill();
      }, patience);
      waiting = { takeLine, resolve, reject, silence };
      child.stdin.write(questions);
    });
  }
  let lastAnswer = Promise.resolve();
  return {
    ask(questions, takeLine) {
      const answer = lastAnswer.then(() => ask(questions, takeLine));
      lastAnswer = answer.catch(() => undefined);
      return answer;
    },
    close: kill,
  };
}

const maxComplaint = 1000;
/** Thousands of times longer than a name has been seen. */
const maxLine = 2 ** 24;

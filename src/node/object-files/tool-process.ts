// A tool that is started once and answers on its output what it is asked on its input.

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { basename } from 'node:path';
import { ObjectFileError } from '#ports';
import { systemReason } from '../system-errors.ts';

export interface ToolProcess {
  /**
   * Sends questions, one line each, and hands over the lines of the answers.
   * @param takeLine returns whether the answer is complete.
   * @throws ObjectFileError when the tool ends before; what `takeLine` throws.
   */
  ask(questions: string, takeLine: (line: string) => boolean): Promise<void>;
  close(): void;
}

interface Waiting {
  takeLine(line: string): boolean;
  resolve(): void;
  reject(reason: unknown): void;
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
  let waiting: Waiting | undefined;
  let ended: ObjectFileError | undefined;
  let complaint = '';
  let rest = '';

  function end(reason: string): void {
    const detail = complaint.trim().split('\n', 1)[0] ?? '';
    ended ??= new ObjectFileError(`${basename(program)} ${reason}${detail === '' ? '' : `: ${detail}`}`);
    waiting?.reject(ended);
    waiting = undefined;
  }
  function take(line: string): void {
    try {
      if (waiting?.takeLine(line) !== true) return;
      waiting.resolve();
    } catch (error) {
      waiting?.reject(error);
    }
    waiting = undefined;
  }

  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line.replace(/\r$/, ''));
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
      waiting = { takeLine, resolve, reject };
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
    close() {
      child.stdin.end();
      child.kill();
    },
  };
}

const maxComplaint = 1000;

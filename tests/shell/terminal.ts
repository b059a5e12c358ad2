// A program in a real pseudo-terminal, which util-linux `script` makes: what is typed, and what the screen is sent.

import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface Terminal {
  /** Presses keys. */
  type(keys: string): void;
  /** What was shown since the last call, up to and with `end`, as plain text. */
  until(end: string): Promise<string>;
  /** As it came, of the whole session. */
  raw(): string;
  /** Waits for the program to end. @returns its exit code. */
  ended(): Promise<number | null>;
  /** Ends it, however it is. */
  close(): void;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly rows?: number;
  readonly columns?: number;
}

const secondsAtMost = 120;

/** @param command words without blanks or quotes. */
export function openTerminal(
  command: readonly string[],
  { cwd, env, rows = 24, columns = 100 }: TerminalOptions,
): Terminal {
  const line = `stty rows ${rows} cols ${columns}; exec ${command.join(' ')}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', SHELL: '/bin/sh', TERM: 'xterm', TZ: 'UTC', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let read = 0;
  let wake = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    wake();
  });
  // Keys for a program that has ended go nowhere.
  child.stdin.on('error', () => undefined);
  const exit = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      resolve(code);
      wake();
    });
  });

  function changeWithin(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Part of an escape sequence may be still to come. */
  const plain = (text: string): string =>
    stripVTControlCharacters(text.replaceAll(/\r?[0-9]+ s; Ctrl-C ends it/g, '')).replaceAll('\r', '');

  return {
    type: (keys) => void child.stdin.write(keys),
    async until(end) {
      const deadline = Date.now() + secondsAtMost * 1000;
      for (;;) {
        const text = plain(shown.slice(read));
        if (text.includes(end)) {
          read = shown.length;
          return text;
        }
        const left = deadline - Date.now();
        if (left < 0 || child.exitCode !== null)
          throw new Error(`no ${JSON.stringify(end)} in what was shown:\n${text}`);
        await changeWithin(left);
      }
    },
    raw: () => shown,
    ended: () => exit,
    close() {
      child.kill('SIGKILL');
    },
  };
}

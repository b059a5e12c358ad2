// Starts the web UI as users do, as a process.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createCli, type Cli } from '../e2e/run-cli.ts';

export interface RunningUi {
  /** http://localhost:PORT */
  readonly url: string;
  readonly process: ChildProcess;
  /** All that it has written to stderr. */
  messages(): string;
  /** Presses Ctrl-C. @returns the exit code */
  stop(): Promise<number | null>;
}

export interface WebUi {
  readonly cli: Cli;
  /** With -http on a free port and -no_browser, unless `args` say otherwise. */
  start(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<RunningUi>;
  /** Stops what still runs, and removes all files. */
  end(): Promise<void>;
}

export async function createWebUi(): Promise<WebUi> {
  const cli = await createCli();
  const running: RunningUi[] = [];
  return {
    cli,
    async start(args, env = {}) {
      const [node, program = ''] = cli.command;
      const configured = { ...process.env, XDG_CONFIG_HOME: `${cli.directory}/config`, ...env };
      const child = spawn(node, [program, '-http=localhost:', '-no_browser', ...args], {
        env: configured,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ui = await untilServing(child);
      running.push(ui);
      return ui;
    },
    async end() {
      await Promise.all(running.map((ui) => ui.stop()));
      cli.remove();
      rmSync(cli.directory, { recursive: true, force: true });
    },
  };
}

async function untilServing(child: ChildProcess): Promise<RunningUi> {
  let messages = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      messages += chunk.toString();
      const [, found] = /Serving web UI on (\S+)/.exec(messages) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`it ended with code ${code}: ${messages}`)));
  });
  return {
    url,
    process: child,
    messages: () => messages,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGINT');
        await ended;
      }
      return child.exitCode;
    },
  };
}

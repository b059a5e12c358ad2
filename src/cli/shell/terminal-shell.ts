// The shell on a terminal: an editor for lines, reports that Ctrl-C can end, and a pager.

import { typeableFunctionNames, typeableUnits, type Profile, type Request, type World } from '#driver';
import { createHistoryFile, showOnTerminal, visibleLine, writeReport, type StatusLine } from '#node';
import { deliverReport } from '../deliver.ts';
import { completeLine, type CompletionInput } from './completion.ts';
import { createLineEditor } from './line-editor.ts';
import { promptText } from './piped-shell.ts';
import { createReportRunner } from './report-runner.ts';
import { Cancelled, createShellSession, type ShellFront } from './session.ts';

/** A report that takes longer is one whose time the user wants to see. */
const shownAfterSeconds = 1;

/** Standard input is a terminal. Ends with Ctrl-D or `quit`. */
export async function runTerminalShell(
  profile: Profile,
  request: Request,
  world: World,
  statusLine: StatusLine,
): Promise<void> {
  const history = createHistoryFile(process.env);
  const runner = await createReportRunner(profile, world.message);
  const editor = await createLineEditor({
    prompt: promptText,
    input: process.stdin,
    output: editorOutput(),
    history: history.read(),
    complete: (line) => completeLine(line, completion),
  });
  const completion = completionInput(profile, request.config.compat);
  let command = new AbortController();
  // While a command runs, the terminal turns Ctrl-C into this signal; the editor has its own way with the key.
  const cancel = (): void => command.abort();
  process.on('SIGINT', cancel);

  const show = async (chunks: Iterable<string | Uint8Array>): Promise<void> => {
    if (!process.stdout.isTTY) await writeReport('', chunks);
    else
      await showOnTerminal(chunks, {
        environment: process.env,
        terminal: process.stdout,
        cancelled: command.signal,
      });
  };
  const front: ShellFront = {
    isTerminal: true,
    async print(text) {
      if (process.stdout.isTTY) await show([`${text.replace(/\n$/, '')}\n`]);
      else text.split('\n').forEach(world.message);
    },
    printError(line) {
      const text = visibleLine(line);
      process.stderr.write(`${hasColors() ? `\u{1b}[31m${text}\u{1b}[0m` : text}\n`);
    },
    async report(wanted) {
      const { signal } = command;
      const output = await withStopwatch(statusLine, () => runner.run(wanted, signal));
      try {
        await deliverReport(output, wanted, world, { show });
      } catch (error) {
        // What was being written when the user had enough is gone, as intended.
        throw signal.aborted ? new Cancelled() : error;
      }
    },
  };
  const session = createShellSession(profile, request, front);
  try {
    for (let line = await editor.readLine(); line !== undefined; line = await editor.readLine()) {
      command = new AbortController();
      if (line.trim() !== '') history.add(line);
      if (!(await session.run(line))) return;
      if (command.signal.aborted) process.stderr.write('\n');
    }
  } finally {
    process.off('SIGINT', cancel);
    editor.close();
    runner.close();
  }
}

/** Where lines are edited: not where reports go, which may be a file. */
function editorOutput(): NodeJS.WriteStream {
  return process.stderr.isTTY ? process.stderr : process.stdout;
}

/** Not when errors go to a file, and not when the user wants none (`NO_COLOR`). */
function hasColors(): boolean {
  return process.stderr.isTTY && process.stderr.hasColors();
}

function completionInput(profile: Profile, compat: boolean): CompletionInput {
  let names: readonly string[] | undefined;
  return {
    sampleTypes: profile.sampleTypes.map(({ type }) => type),
    units: typeableUnits(profile),
    functionNames: () => (names ??= typeableFunctionNames(profile, compat)),
  };
}

/** Shows how long a task has taken so far. */
async function withStopwatch<Result>(statusLine: StatusLine, task: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.floor((performance.now() - start) / 1000);
    if (seconds >= shownAfterSeconds) statusLine.show(`${seconds} s; Ctrl-C ends it`);
  }, 250);
  try {
    return await task();
  } finally {
    clearInterval(timer);
    statusLine.clear();
  }
}

// The heapwise command: reads the command line, runs the pipeline, and turns errors into lines and exit codes.

import { describeFailure, generateReport, loadProfile, prepareReport } from '#driver';
import { createStatusLine, isObjectFile, statusOf, visibleLine, writeReport } from '#node';
import { parseCommandLine } from './command-line.ts';
import { deliverReport } from './deliver.ts';
import { helpText } from './help.ts';
import { serveProfile } from './web.ts';
import { serveReports, workerArgument } from './shell/report-worker.ts';
import { createWorld } from './world.ts';

/** @returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === workerArgument && (await serveReports())) return 0;
  const invocation = parseCommandLine(argv, {
    isFile: (path) => statusOf(path)?.isDirectory() === false,
    isObjectFile,
    environment: process.env,
  });
  if (invocation.kind === 'help') {
    await writeReport('', [helpText(invocation.topic)]);
    return 0;
  }
  const world = createWorld({ environment: process.env, message, statusLine });
  if (invocation.kind === 'subcommand')
    return invocation.subcommand.run(invocation.parsed, world, statusLine);
  const { request } = invocation;
  for (const warning of request.warnings) message(warning);
  if (request.http !== '') return serveProfile(request, world);
  prepareReport(request, world);
  const profile = await loadProfile(request, world);
  if (request.command === undefined) {
    const { startShell } = await import('./shell/shell.ts');
    await startShell(profile, request, world, statusLine);
    // Viewers that the user left open would keep the program alive.
    process.exit(0);
  }
  await deliverReport(await generateReport(profile, request, world), request, world);
  return 0;
}

const statusLine = createStatusLine(stderr);

/** One line, whatever is in it: a file name may hold newlines and escape sequences. */
function message(text: string): void {
  statusLine.clear();
  stderr().write(`${visibleLine(text)}\n`);
}

/** Asked for by those who write to it: the stream loads a tenth of what a small report needs of Node. */
function stderr(): NodeJS.WriteStream {
  // Nobody reads the messages any more, which is no reason to fail.
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {});
  return process.stderr;
}

/** Runs `main` and sets the exit code of the process. */
async function runProgram(): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const failure = describeFailure(error);
    if (process.env['HEAPWISE_DEBUG'] === '1') console.error(error);
    for (const line of failure.lines) message(line);
    process.exitCode = failure.exitCode;
  }
}

void runProgram();

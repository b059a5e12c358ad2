// Takes a finished report to where the user wants it: a file, standard output, a numbered file beside a terminal,
// or a program that shows it.

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  describeFailure,
  findCommand,
  ViewerError,
  type Command,
  type ReportOutput,
  type Request,
  type World,
} from '#driver';
import { beforeInterruption, fillNumberedFile, gzip, openNumberedFile, writeReport } from '#node';

type Chunks = Iterable<string | Uint8Array>;

/** What is different in the shell. */
export interface ShellDelivery {
  /** Shows a text on standard output. */
  show(chunks: Chunks): Promise<unknown>;
}

/**
 * @param shell of the shell: what is no text goes to a file even without a terminal, and viewers run beside it.
 * @throws OutputError when it cannot be written; ViewerError when it cannot be shown.
 */
export async function deliverReport(
  output: ReportOutput,
  { command: name = '', config }: Request,
  world: Pick<World, 'message' | 'viewer'>,
  shell?: ShellDelivery,
): Promise<void> {
  // JSON and the like are for programs, whatever shows the report otherwise.
  const command = config.format === 'text' ? findCommand(name) : undefined;
  const chunks = chunksOf(output);
  if (config.output !== '') {
    world.message(`Generating report in ${config.output}`);
    await writeReport(config.output, chunks);
  } else if (command?.viewer !== undefined) {
    const shown = showReport(chunks, command, command.viewer, world);
    if (shell === undefined) await shown;
    else await besideTheShell(shown, world);
  } else if (suffixOf(output, command) !== '' && (shell !== undefined || process.stdout.isTTY)) {
    await writeNumbered(chunks, openNumberedFile('profile', suffixOf(output, command)), world);
  } else if (shell !== undefined) await shell.show(chunks);
  else await writeReport('', chunks);
}

/** Waits no longer than it takes to see whether a viewer could be started. */
async function besideTheShell(shown: Promise<void>, { message }: Pick<World, 'message'>): Promise<void> {
  let isAwaited = true;
  const failureIfLate = shown.catch((error: unknown) => {
    if (isAwaited) throw error;
    message(describeFailure(error).lines[0] ?? '');
  });
  const patience = 1000;
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
  try {
    await Promise.race([failureIfLate, enough]);
  } finally {
    isAwaited = false;
    clearTimeout(timer);
  }
}

function suffixOf(output: ReportOutput, command: Command | undefined): string {
  const ofFormat = output.kind === 'text' ? output.fileSuffix : undefined;
  return ofFormat ?? command?.fileSuffix ?? '';
}

function chunksOf(output: ReportOutput): Chunks {
  if (output.kind === 'text') return output.chunks;
  return [output.kind === 'proto' ? gzip(output.bytes) : output.bytes];
}

async function writeNumbered(
  chunks: Chunks,
  path: string,
  { message }: Pick<World, 'message'>,
): Promise<string> {
  message(`Generating report in ${path}`);
  await fillNumberedFile(path, chunks);
  return path;
}

/** A file that nothing could show stays, for the user to open elsewhere; so does one that a browser may load again. */
async function showReport(
  chunks: Chunks,
  { fileSuffix }: Command,
  program: NonNullable<Command['viewer']>,
  world: Pick<World, 'message' | 'viewer'>,
): Promise<void> {
  const mayRead = 0o600; // Only the user: the directory is everybody's.
  const path = await writeNumbered(chunks, openNumberedFile('pprof', fileSuffix, tmpdir(), mayRead), world);
  try {
    if (program === 'browser') await world.viewer.openBrowser(path);
    else await showUntilClosed(path, () => world.viewer.openProgram(program, path));
  } catch (error) {
    if (!(error instanceof ViewerError)) throw error;
    throw new ViewerError(`${error.message}; the report is in ${path}`);
  }
}

async function showUntilClosed(path: string, show: () => Promise<void>): Promise<void> {
  const remove = (): void => rmSync(path, { force: true });
  const closed = beforeInterruption(remove);
  process.on('exit', remove);
  try {
    await show();
    remove();
  } finally {
    closed();
    process.off('exit', remove);
  }
}

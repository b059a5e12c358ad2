// Takes a finished report to where the user wants it: a file, standard output, a numbered file beside a terminal,
// or a program that shows it.

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { findCommand, ViewerError, type Command, type ReportOutput, type Request, type World } from '#driver';
import { beforeInterruption, fillNumberedFile, gzip, openNumberedFile, writeReport } from '#node';

type Chunks = Iterable<string | Uint8Array>;

/** @throws OutputError when it cannot be written; ViewerError when it cannot be shown. */
export async function deliverReport(
  output: ReportOutput,
  { command: name = '', config }: Request,
  world: Pick<World, 'message' | 'viewer'>,
): Promise<void> {
  const command = findCommand(name);
  const chunks = chunksOf(output);
  if (config.output !== '') {
    world.message(`Generating report in ${config.output}`);
    await writeReport(config.output, chunks);
  } else if (command?.viewer !== undefined) await showReport(chunks, command, command.viewer, world);
  else if (suffixOf(output, command) !== '' && process.stdout.isTTY) {
    await writeNumbered(chunks, openNumberedFile('profile', suffixOf(output, command)), world);
  } else await writeReport('', chunks);
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
  try {
    await show();
    remove();
  } finally {
    closed();
  }
}

// The heapwise command: reads the command line, runs the pipeline, and turns errors into lines and exit codes.

import { existsSync } from 'node:fs';
import {
  describeFailure,
  findCommand,
  generateReport,
  loadProfile,
  UsageError,
  type ReportOutput,
  type Request,
  type World,
} from '#driver';
import {
  createFileFetcher,
  createGunzip,
  createSourceReader,
  gzip,
  isObjectFile,
  localTimeZone,
  openNumberedFile,
  visibleLine,
  writeReport,
} from '#node';
import { parseCommandLine } from './command-line.ts';
import { helpText } from './help.ts';

/** Large enough for any profile that fits into memory, small enough to stop a bomb. */
const defaultMaxBytes = 2 ** 30;

async function main(argv: readonly string[]): Promise<void> {
  const invocation = parseCommandLine(argv, {
    exists: existsSync,
    isObjectFile,
    environment: process.env,
  });
  if (invocation.kind === 'help') {
    await writeReport('', [helpText(invocation.topic)]);
    return;
  }
  const { request } = invocation;
  for (const warning of request.warnings) message(warning);
  if (request.command === undefined) throw new UsageError(noReport(request));
  const world = createWorld();
  const profile = await loadProfile(request, world);
  await writeOutput(await generateReport(profile, request, world), request);
}

function noReport(request: Request): string {
  const wanted = request.http === '' ? 'the interactive shell' : 'the web UI';
  return `${wanted} is not available yet; name a report: heapwise -top ${request.sources.join(' ')}`;
}

function createWorld(): World {
  const limit = Number(process.env['HEAPWISE_MAX_BYTES'] ?? defaultMaxBytes);
  if (!(limit > 0)) throw new UsageError('HEAPWISE_MAX_BYTES must be a number of bytes, such as 4e9');
  return {
    fetcher: createFileFetcher(limit),
    gunzip: createGunzip(limit),
    sources: createSourceReader(),
    timeZone: localTimeZone(process.env['TZ']),
    message,
  };
}

/** One line, whatever is in it: a file name may hold newlines and escape sequences. */
function message(text: string): void {
  process.stderr.write(`${visibleLine(text)}\n`);
}

async function writeOutput(output: ReportOutput, request: Request): Promise<void> {
  const path = outputPath(request);
  if (path !== '') message(`Generating report in ${path}`);
  await writeReport(path, output.kind === 'proto' ? [gzip(output.bytes)] : output.chunks);
}

/** Where the report goes: '' is standard output, unless binary data would end up on a terminal. */
function outputPath({ command, config }: Request): string {
  if (config.output !== '') return config.output;
  const suffix = findCommand(command ?? '')?.fileSuffix ?? '';
  return suffix !== '' && process.stdout.isTTY ? openNumberedFile('profile', suffix) : '';
}

// Nobody reads the messages any more, which is no reason to fail.
process.stderr.on('error', () => {});
main(process.argv.slice(2)).catch((error: unknown) => {
  const failure = describeFailure(error);
  if (process.env['HEAPWISE_DEBUG'] === '1') console.error(error);
  for (const line of failure.lines) message(line);
  process.exitCode = failure.exitCode;
});

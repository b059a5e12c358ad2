// Runs a report on a command line in this process, and gives its text.

import { existsSync } from 'node:fs';
import { parseCommandLine } from '#cli';
import { generateReport, loadProfile, type World } from '#driver';
import { createFileFetcher, createGunzip, createSourceReader, isObjectFile } from '#node';
import { joinChunks, utc } from '#report';

/**
 * @param argv without the program; times are in UTC.
 * @throws what the command would explain on standard error.
 */
export async function runReport(argv: readonly string[]): Promise<string> {
  const invocation = parseCommandLine(argv, { exists: existsSync, isObjectFile, environment: {} });
  if (invocation.kind === 'help') throw new Error(`help, not a report: ${argv.join(' ')}`);
  const world: World = {
    fetcher: createFileFetcher(2 ** 24),
    gunzip: createGunzip(2 ** 26),
    sources: createSourceReader({ environment: {} }),
    timeZone: utc,
    message: () => undefined,
  };
  const profile = await loadProfile(invocation.request, world);
  const output = await generateReport(profile, invocation.request, world);
  if (output.kind !== 'text') throw new Error(`not a text: ${argv.join(' ')}`);
  return joinChunks(output.chunks);
}

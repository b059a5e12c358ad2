// Runs a report on a command line in this process, and gives its text.

import { existsSync } from 'node:fs';
import { createWorld, parseCommandLine } from '#cli';
import { generateReport, loadProfile } from '#driver';
import { isObjectFile } from '#node';
import { joinChunks } from '#report';

/**
 * @param argv without the program; times are in UTC.
 * @throws what the command would explain on standard error.
 */
export async function runReport(argv: readonly string[]): Promise<string> {
  const invocation = parseCommandLine(argv, { isFile: existsSync, isObjectFile, environment: {} });
  if (invocation.kind !== 'run') throw new Error(`${invocation.kind}, not a report: ${argv.join(' ')}`);
  const world = createWorld({ environment: { TZ: 'UTC' }, message: () => undefined });
  const profile = await loadProfile(invocation.request, world);
  const output = await generateReport(profile, invocation.request, world);
  if (output.kind !== 'text') throw new Error(`not a text: ${argv.join(' ')}`);
  return joinChunks(output.chunks);
}

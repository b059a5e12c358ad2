// Runs a report in this process, with an environment of its own, and keeps what the user would be told.

import { existsSync } from 'node:fs';
import { createWorld, parseCommandLine } from '#cli';
import { generateReport, loadProfile } from '#driver';
import { isObjectFile } from '#node';
import { joinChunks } from '#report';

export interface SymbolizedReport {
  readonly text: string;
  readonly messages: readonly string[];
}

/** @param environment nothing else is in it: without `PATH` there are no tools. */
export async function symbolizedReport(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = { PATH: process.env['PATH'] },
): Promise<SymbolizedReport> {
  const invocation = parseCommandLine(argv, { isFile: existsSync, isObjectFile, environment });
  if (invocation.kind !== 'run') throw new Error(`${invocation.kind}, not a report: ${argv.join(' ')}`);
  const messages: string[] = [];
  const message = (text: string): void => void messages.push(text);
  const world = createWorld({ environment: { TZ: 'UTC', ...environment }, message });
  const profile = await loadProfile(invocation.request, world);
  const output = await generateReport(profile, invocation.request, world);
  if (output.kind !== 'text') throw new Error(`not a text: ${argv.join(' ')}`);
  return { text: joinChunks(output.chunks), messages };
}
